"""The schema of a log in PostgreSQL, and the check that it is ours (`docs/storage.md`).

Every statement names its schema, so that a later change of the search path changes nothing. The
lock that keeps positions in the order of commits is taken by the table itself, before any INSERT,
which also tells those that LISTEN.
"""

from typing import Any, Final, LiteralString

from psycopg import Connection
from psycopg.sql import SQL, Composed, Identifier

from jointlog.domain.errors import StoreError

SCHEMA_VERSION: Final = 1
LOCK_CLASS: Final = 0x4A4C4F47  # "JLOG": our advisory locks are (this, oid of `entries`)

_CREATE: Final[tuple[LiteralString, ...]] = (
    "CREATE TABLE {schema}.jointlog_schema (version integer NOT NULL)",
    """CREATE TABLE {schema}.entries (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    originator_id uuid NOT NULL,
    originator_version bigint NOT NULL,
    event_id uuid UNIQUE,
    topic text NOT NULL,
    state bytea NOT NULL,
    UNIQUE (originator_id, originator_version)
)""",
    """CREATE TABLE {schema}.incidents (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    originator_id uuid NOT NULL UNIQUE,
    incident text NOT NULL
)""",
    """CREATE TABLE {schema}.agency_keys (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key_id text NOT NULL UNIQUE,
    agency text NOT NULL,
    scope text NOT NULL,
    hmac bytea NOT NULL,
    created_ms bigint NOT NULL,
    expires_ms bigint NOT NULL,
    revoked_ms bigint
)""",
    """CREATE FUNCTION {schema}.entries_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock({lock}, TG_RELID::integer);
    NOTIFY entries;
    RETURN NULL;
END $$""",
    """CREATE TRIGGER entries_in_order BEFORE INSERT ON {schema}.entries
FOR EACH STATEMENT EXECUTE FUNCTION {schema}.entries_in_order()""",
    """CREATE FUNCTION {schema}.entries_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'entries are never changed or deleted';
END $$""",
    """CREATE TRIGGER entries_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {schema}.entries
FOR EACH STATEMENT EXECUTE FUNCTION {schema}.entries_are_kept()""",
    """CREATE FUNCTION {schema}.entries_record_one(
    p_stream uuid, p_incident text, p_version bigint, p_event_id uuid, p_topic text, p_state bytea,
    OUT place bigint, OUT version bigint
) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock({lock}, {table}::regclass::oid::integer);
    version := 1 + coalesce((SELECT max(originator_version) FROM {schema}.entries
                             WHERE originator_id = p_stream), 0);
    IF version <> p_version
    OR EXISTS (SELECT FROM {schema}.entries WHERE event_id = p_event_id) THEN
        RETURN;  -- a conflict: nulls, and no error in the server's log
    END IF;
    IF version = 1 THEN
        INSERT INTO {schema}.incidents (originator_id, incident) VALUES (p_stream, p_incident);
    END IF;
    INSERT INTO {schema}.entries (originator_id, originator_version, event_id, topic, state)
    VALUES (p_stream, version, p_event_id, p_topic, p_state) RETURNING position INTO place;
END $$""",
    # Row i is at offset p_offsets[i] (from 1) among the new rows of stream p_stream_of[i].
    """CREATE FUNCTION {schema}.entries_record(
    p_streams uuid[], p_incidents text[], p_heads bigint[], p_stream_of integer[],
    p_offsets integer[], p_event_ids uuid[], p_topics text[], p_states bytea[],
    OUT places bigint[], OUT heads bigint[]
) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock({lock}, {table}::regclass::oid::integer);
    heads := ARRAY(SELECT coalesce((SELECT max(originator_version) FROM {schema}.entries
                                    WHERE originator_id = s.id), 0)
                   FROM unnest(p_streams) WITH ORDINALITY AS s (id, number) ORDER BY number);
    IF EXISTS (SELECT FROM unnest(p_heads, heads) AS h (wanted, held) WHERE wanted <> held) THEN
        RAISE unique_violation USING MESSAGE = 'an incident has another version';
    END IF;
    INSERT INTO {schema}.incidents (originator_id, incident)
    SELECT id, incident FROM unnest(p_streams, p_incidents, heads) AS s (id, incident, head)
    WHERE head = 0;
    WITH recorded AS (
        INSERT INTO {schema}.entries (originator_id, originator_version, event_id, topic, state)
        SELECT p_streams[r.stream], heads[r.stream] + r.nth, r.event_id, r.topic, r.state
        FROM unnest(p_stream_of, p_offsets, p_event_ids, p_topics, p_states)
            AS r (stream, nth, event_id, topic, state)
        RETURNING position
    ) SELECT array_agg(position) FROM recorded INTO places;
END $$""",
)
_FIND: Final = "SELECT to_regclass({marker}) IS NOT NULL"
_FOREIGN: Final = (
    "SELECT count(*) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
    "WHERE n.nspname = {name} AND c.relkind IN ('r', 'p', 'f') AND NOT EXISTS (SELECT "
    "FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')"
)


def compose(statement: LiteralString, schema: str) -> Composed:
    """A statement in which ``{schema}`` is the schema, and the other marks what they stand for."""
    table, marker = (
        SQL("{}.{}").format(Identifier(schema), Identifier(name)).as_string()
        for name in ("entries", "jointlog_schema")
    )
    return SQL(statement).format(
        schema=Identifier(schema), name=schema, lock=LOCK_CLASS, table=table, marker=marker
    )


def ensure(connection: Connection[Any], schema: str, *, must_exist: bool) -> None:
    """Check that the schema holds a log of ours, and make one in a schema without tables.

    Raises:
        StoreError: it is another program's, of a later version, or missing though it must exist.

    """
    if not _is_there(connection, schema):
        if must_exist:
            raise StoreError(f"there is no log in schema {schema!r}: start the server, or post one")
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s, 0)", (LOCK_CLASS,))
            if not _is_there(connection, schema):
                _create(connection, schema)
    version = _one(connection, compose("SELECT version FROM {schema}.jointlog_schema", schema))
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"the log has schema {version} and this program knows {SCHEMA_VERSION}: "
            "install a later jointlog"
        )


def _create(connection: Connection[Any], schema: str) -> None:
    if _one(connection, compose(_FOREIGN, schema)):
        raise StoreError(
            f"schema {schema!r} holds another program's tables: CREATE SCHEMA jointlog, and add "
            "?options=-csearch_path%3Djointlog to JOINTLOG_DATABASE"
        )
    for statement in _CREATE:
        connection.execute(compose(statement, schema))
    mark = compose("INSERT INTO {schema}.jointlog_schema (version) VALUES (%s)", schema)
    connection.execute(mark, (SCHEMA_VERSION,))


def _is_there(connection: Connection[Any], schema: str) -> bool:
    return bool(_one(connection, compose(_FIND, schema)))


def _one(connection: Connection[Any], statement: Composed) -> Any:
    row = connection.execute(statement).fetchone()
    assert row is not None, "each is of one row"
    (value,) = row
    return value
