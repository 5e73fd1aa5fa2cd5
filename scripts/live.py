"""Serve the site on this machine; on every save build what changed and have the browser show it.

What is wrong with a save stands on the page and here; the last good page stays. Stop with Ctrl-C.
"""

import argparse
import os
import signal
import socket
import sys
import threading
from pathlib import Path

from strategy import publishing
from strategy.engine import commands


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", metavar="N", type=int, default=8000, help="serve on http://127.0.0.1:N (8000)")
    parser.add_argument("--data", metavar="DIR", type=Path, help="read tables from another folder")
    parser.add_argument("--out", metavar="DIR", type=Path, help="publish to another folder (site/)")
    parser.add_argument("--area", metavar="NAME", help="an edition for that area")
    parser.add_argument("--jobs", metavar="N", type=int, help="chapters run side by side")
    asked = parser.parse_args()
    end_quietly()
    commands.judge_jobs(asked.jobs)
    judge_port(asked.port)
    data = commands.judge_data(asked.data)
    from strategy.engine import site

    project, out = publishing.project(data, asked.area), Path(os.path.realpath(asked.out or publishing.OUT))
    site.refuse_strangers(out, project)
    from strategy.engine.live import Live

    Live(project, out, asked.jobs).serve(asked.port)
    return 0


def end_quietly() -> None:
    """What is cut short by Ctrl-C is no news; should the builds end by themselves, a line says so."""
    stopped = threading.Event()

    def stop(*_):
        stopped.set()
        raise KeyboardInterrupt

    def said(end):
        if not stopped.is_set():
            print(f"The builds ended ({end.exc_type.__name__}: {end.exc_value}); start again", file=sys.stderr)

    signal.signal(signal.SIGINT, stop)
    threading.excepthook = said


def judge_port(port: int) -> None:
    """Only a port on which nobody serves yet."""
    if not 1 <= port <= 65535:
        commands.refuse(f"--port is {port}; expected a number from 1 to 65535")
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError as error:
        commands.refuse(f"--port is {port}: {os.strerror(error.errno)}; expected a port that is free")


if __name__ == "__main__":
    commands.end(main, publishing.store, "", code=0)
