"""A real headless Chromium, driven through chromedriver by the W3C WebDriver protocol.

Debian's packages `chromium` and `chromium-driver`; nothing else is needed.
"""

import base64
import http.client
import json
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any, Self

WITHIN_S = 20
KEYS = {
    "Enter": "\ue007",
    "Escape": "\ue00c",
    "ArrowLeft": "\ue012",
    "ArrowUp": "\ue013",
    "ArrowRight": "\ue014",
    "ArrowDown": "\ue015",
    "Home": "\ue011",
    "End": "\ue010",
    "Tab": "\ue004",
}
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
)


def programs() -> tuple[str, str]:
    """Where chromium and chromedriver are.

    Raises:
        RuntimeError: names the Debian packages to install.

    """
    found = [shutil.which(name) for name in ("chromium", "chromedriver")]
    if None in found:
        raise RuntimeError(
            "the tests of the page need Chromium: apt-get install chromium chromium-driver"
        )
    return str(found[0]), str(found[1])


class Browser:
    """One window."""

    def __init__(self, profile: Path, *, width: int = 1280, scripts: bool = True) -> None:
        chromium, chromedriver = programs()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._driver = subprocess.Popen(
            [chromedriver, f"--port={self._port}", "--silent"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._session = ""
        flags = [*FLAGS, f"--user-data-dir={profile}", f"--window-size={width},900"]
        options: dict[str, Any] = {"binary": chromium, "args": flags}
        if not scripts:
            options["prefs"] = {"profile.managed_default_content_settings.javascript": 2}
        wanted = {
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL"},
        }
        made = self._first({"capabilities": {"alwaysMatch": wanted}})
        self._session = f"/session/{made['sessionId']}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the window and its driver."""
        try:
            if self._session:
                self._send("DELETE", self._session)
        finally:
            self._driver.terminate()
            self._driver.wait(WITHIN_S)

    def open(self, url: str) -> Self:
        """Go to an address, and wait until it is there."""
        self._command("POST", "/url", {"url": url})
        return self

    @property
    def url(self) -> str:
        """Where it is."""
        return str(self._command("GET", "/url"))

    def arrive(self, part: str, *, without: str = "#") -> Self:
        """Wait until the address has this part, and not that: a click returns before its page."""
        end = time.monotonic() + WITHIN_S
        while part not in (url := self.url) or without in url:
            assert time.monotonic() < end, f"never came to {part}: {url}"
            time.sleep(0.02)
        return self

    def run(self, script: str, *arguments: object) -> Any:
        """What a script in the page returns."""
        return self._command("POST", "/execute/sync", {"script": script, "args": arguments})

    def press(self, *keys: str) -> Self:
        """Type keys, one after the other, where the focus is."""
        actions = []
        for key in keys:
            value = KEYS.get(key, key)
            actions += [{"type": "keyDown", "value": value}, {"type": "keyUp", "value": value}]
        source = {"type": "key", "id": "keyboard", "actions": actions}
        self._command("POST", "/actions", {"actions": [source]})
        return self

    def click(self, selector: str) -> Self:
        """Click the first element of this selector."""
        self._command("POST", f"/element/{self._element(selector)}/click", {})
        return self

    def fill(self, selector: str, text: str) -> Self:
        """Type into a field."""
        self._command("POST", f"/element/{self._element(selector)}/value", {"text": text})
        return self

    def wait(self, script: str) -> Any:
        """What the script returns once it is something."""
        end = time.monotonic() + WITHIN_S
        while not (value := self.run(script)):
            assert time.monotonic() < end, f"never came: {script}"
            time.sleep(0.02)
        return value

    @property
    def focused(self) -> str:
        """The id of the element that has the focus."""
        return str(self.run("return document.activeElement.id"))

    def resize(self, width: int, height: int) -> Self:
        """Make the page as wide and high as this."""
        how = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        return self.devtools("Emulation.setDeviceMetricsOverride", how)

    def devtools(self, name: str, how: dict[str, Any]) -> Self:
        """A command of the DevTools protocol."""
        self._command("POST", "/goog/cdp/execute", {"cmd": name, "params": how})
        return self

    def accessibility(self) -> list[dict[str, Any]]:
        """Every node of the tree that assistive technology is given."""
        plain = {"cmd": "Accessibility.getFullAXTree", "params": {}}
        nodes: list[dict[str, Any]] = self._command("POST", "/goog/cdp/execute", plain)["nodes"]
        return nodes

    def screenshot(self, file: Path) -> None:
        """Write what is seen."""
        file.write_bytes(base64.b64decode(self._command("GET", "/screenshot")))

    def complaints(self) -> list[str]:
        """What the console has, such as an address that the policy refuses."""
        told = self._command("POST", "/se/log", {"type": "browser"})
        return [str(each["message"]) for each in told]

    def _element(self, selector: str) -> str:
        found = self._command("POST", "/element", {"using": "css selector", "value": selector})
        return str(next(iter(found.values())))

    def _first(self, plain: dict[str, Any]) -> Any:
        end = time.monotonic() + WITHIN_S
        while True:
            try:
                return self._send("POST", "/session", plain)
            except ConnectionRefusedError:
                assert time.monotonic() < end, "chromedriver does not answer"
                time.sleep(0.02)

    def _command(self, method: str, path: str, plain: dict[str, Any] | None = None) -> Any:
        return self._send(method, f"{self._session}{path}", plain)

    def _send(self, method: str, path: str, plain: dict[str, Any] | None = None) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            body = None if plain is None else json.dumps(plain)
            connection.request(method, path, body, {"Content-Type": "application/json"})
            value = json.loads(connection.getresponse().read())["value"]
        finally:
            connection.close()
        if isinstance(value, dict) and "error" in value:
            raise RuntimeError(f"{value['error']}: {value['message']}")
        return value
