"""The site served to its editor: the newest pages, what is wrong with the newest save, and a word to reload.

An ASGI application for this machine alone. Every page gets a script that hears of each build: it loads the page again
as soon as another site is in place, and says so while a build goes on. Nobody else's page can read any of it: requests for another host or
from another origin are refused, and nothing is kept in a cache.
"""

from __future__ import annotations

import asyncio
import html
import json
import mimetypes
import secrets
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from strategy.engine import manifest

LOOK = 0.05  # seconds between two looks at whether a build has begun or ended
KEPT_HERE = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}
SCRIPT = Path(__file__).with_name("live.js")
FAULTS = """<div role="alert" style="position:sticky;top:0;z-index:99;padding:1rem;background:#801650;color:#fff">
<strong>{}</strong><pre style="white-space:pre-wrap;margin:.5rem 0 0">{}</pre></div>"""
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{0}</title></head>
<body style="font:1.125rem/1.5 sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem"><h1>{0}</h1><p>{1}</p></body></html>"""
NO_PAGE = PAGE.format("No page", "There is no such page.").encode()
FIRST = PAGE.format(
    "The first build is at work", "Every chapter is run and every page written. Then the page is shown here by itself."
).encode()


@dataclass
class Status:
    """What an editor is shown of the builds into a folder."""

    folder: Path
    building: bool = True
    process: str = field(default_factory=lambda: secrets.token_hex(4))
    _faults: tuple[str, str] = ("", "")  # and the site that they are shown on

    @property
    def site(self) -> str:
        """Another for every site that is put in place, which is before its build ends."""
        try:
            told = (self.folder / manifest.NAME).stat()
        except OSError:
            return ""
        return f"{told.st_ino:x}.{told.st_mtime_ns:x}"

    @property
    def faults(self) -> str:
        """What is wrong with the newest save, a line each; nothing once a newer site is in place."""
        said, site = self._faults
        return said if site == self.site else ""

    @faults.setter
    def faults(self, said: str) -> None:
        self._faults = said, self.site

    @property
    def version(self) -> str:
        """Another when there is something else to be seen, and after a new start."""
        return f"{self.process}-{self.site}-{zlib.crc32(self.faults.encode()):x}"

    def as_json(self) -> str:
        return json.dumps({"version": self.version, "building": self.building})


class OnlyHere:
    """Middleware that answers only what a browser on this machine asks of its own accord, or one of our own pages."""

    def __init__(self, app: ASGIApp, port: int):
        self.app = app
        self.hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}
        if port == 80:
            self.hosts |= {"127.0.0.1", "localhost"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if headers.get("host", "").lower() not in self.hosts or (
            origin is not None and origin.removeprefix("http://") not in self.hosts
        ):
            await PlainTextResponse(f"Ask for http://{min(self.hosts)}/\n", 403, KEPT_HERE)(scope, receive, send)
            return
        await self.app(scope, receive, send)


class Pages:
    """The files of the site; a page says on top what is wrong with the newest save."""

    def __init__(self, status: Status):
        self.folder, self.status = status.folder, status

    def answer(self, request: Request) -> Response:
        path = self.path_of(request.path_params["path"])
        try:
            raw = path.read_bytes() if path else None
        except OSError:  # it went this moment, or is a folder
            raw = None
        if path is None or raw is None:
            return self.first_build() if self.is_first_build() else self.no_page()
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return Response(self.with_news(raw) if kind == "text/html" else raw, 200, KEPT_HERE, kind)

    def path_of(self, name: str) -> Path | None:
        """The file with that address; None where it would lie outside the site, or is the name of no file."""
        top = self.folder.resolve()
        try:
            path = (top / (f"{name}index.html" if name.endswith("/") or not name else name)).resolve()
        except (OSError, ValueError, RuntimeError):  # too long, with a NUL, a link that leads in a circle
            return None
        return path if path.is_relative_to(top) else None

    def with_news(self, page: bytes, title: str = "Not built; this is the page as it was.") -> bytes:
        """A page with the script that reloads it and, if there are any, the faults on top."""
        before, body, rest = page.partition(b"<body")
        tag, close, rest = rest.partition(b">")
        news = f'<script defer src="/_live/live.js" data-version="{self.status.version}"></script>'
        if self.status.faults:
            news += FAULTS.format(title, html.escape(self.status.faults))
        return before + body + tag + close + news.encode() + rest

    def is_first_build(self) -> bool:
        """Whether there is no site as yet, and one is being built."""
        return self.status.building and not (self.folder / "index.html").exists()

    def first_build(self) -> Response:
        return Response(self.with_news(FIRST), 503, KEPT_HERE, "text/html")

    def no_page(self) -> Response:
        return Response(self.with_news(NO_PAGE, "Not built; there is no such page."), 404, KEPT_HERE, "text/html")


def serve(status: Status, port: int) -> None:
    """Serve the site on 127.0.0.1 until interrupted."""

    async def changes() -> AsyncIterator[str]:
        last = None
        while not server.should_exit:
            now = status.as_json()
            if now != last:
                yield f"data: {now}\n\n"
            last = now
            await asyncio.sleep(LOOK)

    def events(request: Request) -> Response:
        return StreamingResponse(changes(), 200, KEPT_HERE, "text/event-stream")

    def script(request: Request) -> Response:
        return Response(SCRIPT.read_bytes(), 200, KEPT_HERE, "text/javascript")

    routes = [
        Route("/_live/events", events),
        Route("/_live/live.js", script),
        Route("/{path:path}", Pages(status).answer),
    ]
    application = Starlette(routes=routes, middleware=[Middleware(OnlyHere, port=port)])
    server = uvicorn.Server(
        uvicorn.Config(application, "127.0.0.1", port, log_level="error", lifespan="off", access_log=False)
    )
    server.run()
