"""Firefox, spoken to over WebDriver BiDi: enough of it to open a page, press keys and ask what is shown."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path

from tornado.websocket import websocket_connect

FIREFOX = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)
TAB, SPACE, RIGHT, LEFT = "\ue004", " ", "\ue014", "\ue012"


class Firefox:
    """Use it in a `with`; everything is asked in turn."""

    def __enter__(self):
        self.profile = tempfile.mkdtemp(prefix="firefox-")
        self.loop = asyncio.new_event_loop()  # in a thread of its own: Playwright has one in this
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.process = subprocess.Popen(
            [FIREFOX, "--headless", "--no-remote", "--profile", self.profile, "--remote-debugging-port", "0"],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            env={"HOME": self.profile, "MOZ_DISABLE_CONTENT_SANDBOX": "1", "PATH": "/usr/bin:/bin"},
        )
        try:
            address = next(filter(None, (re.search(r"ws://\S+", line) for line in self.process.stderr)))[0]
            self.socket = self.wait(self._connect(f"{address}/session"))
            self.count = 0
            self.ask("session.new", capabilities={})
            self.tab = self.ask("browsingContext.create", type="tab")["context"]
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stderr.close()
        self.loop.call_soon_threadsafe(self.loop.stop)
        shutil.rmtree(Path(self.profile), ignore_errors=True)

    def wait(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(timeout=120)

    async def _connect(self, address):
        return await websocket_connect(address)

    def ask(self, method, **parameters):
        self.count += 1
        return self.wait(self._ask(self.count, method, parameters))

    async def _ask(self, number, method, parameters):
        await self.socket.write_message(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(await asyncio.wait_for(self.socket.read_message(), 60))
            if answer.get("id") == number:
                assert answer["type"] == "success", answer
                return answer["result"]

    def goto(self, address):
        self.ask("browsingContext.navigate", context=self.tab, url=address, wait="complete")

    def evaluate(self, expression):
        """What an expression of JavaScript gives, as JSON can carry it. The page's policy does not bind it."""
        result = self._evaluate(f"JSON.stringify({expression}) ?? 'null'")
        return json.loads(result["value"])

    def _evaluate(self, expression):
        at = {"context": self.tab, "sandbox": "test"}
        found = self.ask("script.evaluate", expression=expression, target=at, awaitPromise=True)
        assert found["type"] == "success", found
        return found["result"]

    def press(self, *keys):
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.act({"type": "key", "id": "keys", "actions": actions})

    def click(self, selector):
        """Press the mouse in the middle of an element, once it is in view."""
        element = self._evaluate(f"document.querySelector({json.dumps(selector)})")
        self._evaluate(f"document.querySelector({json.dumps(selector)}).scrollIntoView({{block: 'center'}})")
        self._evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))")
        origin = {"type": "element", "element": {"sharedId": element["sharedId"]}}
        move = {"type": "pointerMove", "x": 0, "y": 0, "origin": origin}
        press = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self.act({"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": [move, *press]})

    def act(self, source):
        self.ask("input.performActions", context=self.tab, actions=[source])
