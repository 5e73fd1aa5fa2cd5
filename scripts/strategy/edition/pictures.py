"""Pictures by vl-convert, each drawn once: kept in the store under what they are drawn from.

Run as a program, `python -m strategy.edition.pictures STORE SINCE`, it draws ahead: it reads lines of JSON, `["svg", "…"]`,
and keeps what it draws. Whoever needs a picture then finds it, or draws it.
"""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import threading
from functools import cache
from importlib.metadata import version
from pathlib import Path

import vl_convert

from strategy import memo
from strategy.edition import png
from strategy.engine.interface import Store, digest, environment

SCALE = 2  # of a PNG
PACKED = {"png": ("tight",)}  # how it is, beside what it is drawn from
BUNDLE = "window.vegaEmbed = vegaEmbed;"  # all that a page asks of the script that wakes figures


def _svg(spec: str) -> bytes:
    return vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]).encode()  # it fetches nothing


def _png(svg: str) -> bytes:
    return png.tight(vl_convert.svg_to_png(svg, scale=SCALE))


def _script(snippet: str) -> bytes:
    return vl_convert.javascript_bundle(snippet).encode()


DRAW = {"svg": _svg, "png": _png, "script": _script}


class Pictures:
    """Draws, or remembers. Without a store it remembers for as long as the process lives."""

    def __init__(self, store: Store | None = None):
        self.store = store
        self.drawn = cache(self._made)

    def svg(self, spec: dict) -> str:
        """The SVG of a Vega-Lite spec, as vl-convert makes it."""
        return self.drawn("svg", as_text(spec)).decode()

    def png(self, svg: str) -> bytes:
        """A PNG at twice the size of an SVG."""
        return self.drawn("png", svg)

    def script(self, snippet: str) -> str:
        """Vega, Vega-Lite and Vega-Embed with `snippet`, in one script."""
        return self.drawn("script", snippet).decode()

    def has(self, kind: str, source: str) -> bool:
        """Whether a picture is kept."""
        return self.store is not None and self.store.has(key(kind, source))

    def _made(self, kind: str, source: str) -> bytes:
        found = self.store and self.store.get(key(kind, source))
        if not found:
            found = DRAW[kind](source)
            if self.store:
                self.store.put(key(kind, source), found)
        return found


def key(kind: str, source: str) -> str:
    return digest(kind, source, version("vl-convert-python"), SCALE, *PACKED.get(kind, ()))


class Ahead:
    """A process of its own that draws ahead into a store, on the core that is idle. Use it in a `with`."""

    def __init__(self, store: Store):
        with memo.aside():  # what it draws follows from what it is asked
            self.process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(store.folder), str(store.since)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                env=environment(),
            )

        self.wanted: queue.SimpleQueue[tuple[str, str] | None] = queue.SimpleQueue()
        threading.Thread(target=self._feed, daemon=True).start()  # a pipe holds little; nobody waits for it

    def _feed(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # if it is gone, what it would have drawn is drawn when needed
            if pipe := self.process.stdin:
                for wanted in iter(self.wanted.get, None):
                    pipe.write(json.dumps(wanted) + "\n")
                    pipe.flush()
                pipe.close()

    def ask(self, kind: str, source: str) -> None:
        self.wanted.put((kind, source))

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        """Leave it to finish what it was asked; after an error, stop it."""
        self.wanted.put(None)
        if kind:
            self.stop()

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


def as_text(spec: dict) -> str:
    return json.dumps(spec, sort_keys=True)


def main() -> None:
    pictures = Pictures(Store(Path(sys.argv[1]), int(sys.argv[2])))
    for line in sys.stdin:
        kind, source = json.loads(line)
        pictures.drawn(kind, source)


if __name__ == "__main__":
    main()
