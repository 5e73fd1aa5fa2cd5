"""Serve a published site on this machine alone as a careful host would: nginx, with the headers of scripts/nginx.conf.

Exit 0: stopped; 1: nginx is missing or does not begin.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from strategy import publishing
from strategy.engine import commands

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", nargs="?", type=Path, default=ROOT / "site")
    parser.add_argument("--port", metavar="N", type=int, default=8080)
    asked = parser.parse_args()
    from strategy.engine import nginx
    from strategy.faults import Unpublishable

    try:
        with (
            tempfile.TemporaryDirectory(prefix="nginx-") as folder,
            nginx.serving(asked.site.resolve(), ROOT / "scripts/nginx.conf", Path(folder), asked.port) as address,
        ):
            print(f"{asked.site} is at {address}; Ctrl+C stops it", flush=True)
            while True:
                time.sleep(3600)
    except Unpublishable as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    commands.end(main, publishing.store, "Stopped.", 0)
