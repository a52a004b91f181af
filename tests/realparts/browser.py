"""A real Chromium, driven over its DevTools protocol: https://chromedevtools.github.io/devtools-protocol/."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import time
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from urllib.request import urlopen

from tests.realparts.programs import missing
from tests.tools import cache
from tests.tools.registry import TOOLS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_LONGEST = 20.0
_FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--remote-debugging-port=0",
)  # fmt: skip
"""No host name is found: what a page asks for is seen, and goes nowhere."""


class Request(NamedTuple):
    """What a page asked for, and why."""

    url: str
    kind: str


def program() -> str:
    """The path of Chromium: the built tool, else one on the PATH; without any the test is skipped or fails."""
    if chosen := os.environ.get("PREVIEWCTL_CHROMIUM"):
        return chosen
    built = cache.installed(TOOLS["chromium"]) if "chromium" in TOOLS else None
    if built is not None:
        return str(built / "chromium")
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    return found or missing("there is no Chromium: run `python -m tests.tools chromium`, or install one")


class Browser:
    """One Chromium with a profile of its own, and one page at a time."""

    def __init__(self, profile: Path) -> None:
        self._port = profile / "DevToolsActivePort"
        self._process = subprocess.Popen(
            [program(), *_FLAGS, f"--user-data-dir={profile}", "about:blank"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(profile)},
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        self._address = self._until(self._read_port)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)

    def page(self) -> Page:
        """A new tab."""
        from urllib.request import Request as HttpRequest

        with urlopen(HttpRequest(f"http://{self._address}/json/new?about:blank", method="PUT")) as answer:
            return Page(json.load(answer)["webSocketDebuggerUrl"], self)

    def tabs(self) -> list[str]:
        """The URLs of all tabs."""
        with urlopen(f"http://{self._address}/json/list") as answer:
            return [tab["url"] for tab in json.load(answer) if tab["type"] == "page"]

    def _read_port(self) -> str:
        lines = self._port.read_text(encoding="ascii").split() if self._port.exists() else []
        return f"127.0.0.1:{lines[0]}" if len(lines) == 2 else ""

    def _until(self, found: Callable[[], str]) -> str:
        end = time.monotonic() + _LONGEST
        while time.monotonic() < end and self._process.poll() is None:
            if answer := found():
                return answer
            time.sleep(0.02)
        raise AssertionError("Chromium did not start")


class Page:
    """One tab: it notes every request and everything that the page complains about."""

    def __init__(self, address: str, browser: Browser) -> None:
        import websocket

        self.browser = browser
        self.requests: list[Request] = []
        self.complaints: list[str] = []
        self._socket = websocket.create_connection(address, timeout=_LONGEST, suppress_origin=True)
        self._numbers = count(1)
        self._seen: set[str] = set()
        for domain in ("Page", "Network", "Runtime", "Log", "Accessibility"):
            self.send(f"{domain}.enable")

    def close(self) -> None:
        """Ends the conversation."""
        self._socket.close()

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Calls a method of the protocol and gives its result."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = self._receive()
            if message.get("id") == number:
                assert "error" not in message, f"{method}: {message['error']}"
                result: dict[str, Any] = message["result"]
                return result

    def open(self, url: str) -> None:
        """Loads a URL, and waits until that is done."""
        self._seen.clear()
        self.send("Page.navigate", url=url)
        while "Page.loadEventFired" not in self._seen:
            self._receive()

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression, awaited where it is a promise."""
        result = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def settled(self) -> None:
        """Waits until what was done shows: two frames."""
        self.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))")

    def click(self, selector: str) -> None:
        """Clicks with the mouse where an element is."""
        place = self.evaluate(
            f"(e => {{ e.scrollIntoView({{block: 'center'}}); const r = e.getBoundingClientRect();"
            f" return [r.x + Math.min(r.width / 2, 20), r.y + r.height / 2]; }})(document.querySelector({json.dumps(selector)}))"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.send(
                "Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", buttons=1, clickCount=1
            )
        self.settled()

    def press(self, key: str, code: int, text: str = "") -> None:
        """Presses one key, such as `Tab`."""
        shared = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        self.send("Input.dispatchKeyEvent", type="keyDown", **shared, **({"text": text} if text else {}))
        self.send("Input.dispatchKeyEvent", type="keyUp", **shared)
        self.settled()

    def type(self, text: str) -> None:
        """Types into what has the focus."""
        self.send("Input.insertText", text=text)
        self.settled()

    def choose(self, selector: str, value: str) -> None:
        """Chooses an option of a list."""
        chosen = json.dumps(value)
        self.evaluate(
            f"(e => {{ e.value = {chosen}; e.dispatchEvent(new Event('input', {{bubbles: true}}));"
            f" e.dispatchEvent(new Event('change', {{bubbles: true}})); }})(document.querySelector({json.dumps(selector)}))"
        )
        self.settled()

    def look(self, *, dark: bool = False, width: int = 1280, height: int = 900, phone: bool = False) -> None:
        """Sets the size of the window and the colours that its user wants."""
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.send("Emulation.setEmulatedMedia", features=[scheme])
        self.settled()

    def screenshot(self, path: Path) -> None:
        """Writes what the window shows as PNG."""
        path.write_bytes(base64.b64decode(self.send("Page.captureScreenshot", format="png")["data"]))

    def accessible(self) -> list[tuple[str, str]]:
        """Role and name of everything that a screen reader gets, in order."""
        nodes = self.send("Accessibility.getFullAXTree")["nodes"]
        shown = (node for node in nodes if not node.get("ignored"))
        return [(node["role"]["value"], str(node.get("name", {}).get("value", ""))) for node in shown]

    def _receive(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self._socket.recv())
        method, parameters = message.get("method", ""), message.get("params", {})
        self._seen.add(method)
        if method == "Network.requestWillBeSent":
            self.requests.append(Request(parameters["request"]["url"], parameters.get("type", "")))
        elif method == "Log.entryAdded":
            self.complaints.append(parameters["entry"]["text"])
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(str(parameters["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled":
            self.complaints.append(str(parameters["args"]))
        return message
