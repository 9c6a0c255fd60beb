"""Spans for OpenTelemetry, where its own variables say that somebody wants them.

The framework's own instrumentation writes addresses, which name incidents; these spans have the
route's template instead (docs/decisions/0015).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from jointlog.api.release import RELEASE
from jointlog.domain.errors import StoreError

ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
EXPORTER: Final = "OTEL_TRACES_EXPORTER"
PROTOCOLS: Final = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
HTTP: Final = "http/protobuf"


def is_wanted(environ: Mapping[str, str]) -> bool:
    """Whether spans are to be sent: an endpoint or exporter is named, and nothing turns it off."""
    if environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return False
    exporter = environ.get(EXPORTER, "")
    return exporter != "none" and bool(exporter or any(environ.get(name) for name in ENDPOINTS))


@contextmanager
def tracing(environ: Mapping[str, str]) -> Iterator[Any]:
    """A tracer that sends spans until the end; None where they are not wanted.

    Raises:
        StoreError: they are wanted in a way that is not supported, or the library is missing.

    """
    if not is_wanted(environ):
        yield None
        return
    exporter = environ.get(EXPORTER) or "otlp"
    protocol = next((environ[name] for name in PROTOCOLS if environ.get(name)), HTTP)
    if exporter != "otlp" or protocol != HTTP:
        raise StoreError(
            f"spans are sent by OTLP over {HTTP}: set {EXPORTER}=otlp and "
            f"OTEL_EXPORTER_OTLP_PROTOCOL={HTTP}, or {EXPORTER}=none"
        )
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415 - an extra
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise StoreError(
            f"OpenTelemetry needs {error.name}: pip install 'jointlog[otel]', or unset the "
            "variables that begin with OTEL_"
        ) from error
    named = {"service.version": RELEASE}
    if not environ.get("OTEL_SERVICE_NAME"):
        named["service.name"] = "jointlog"
    provider = TracerProvider(resource=Resource.create(named), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    try:
        yield provider.get_tracer("jointlog", RELEASE)
    finally:
        provider.shutdown()
