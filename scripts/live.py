"""Serve the site on this machine; on every save build what changed and have the browser show it.

What is wrong with a save is told on the page and here; the last good page stays. Stop with Ctrl-C.
"""

import argparse
import os
import sys
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", metavar="N", type=int, default=8000, help="serve on http://127.0.0.1:N (8000)")
    parser.add_argument("--data", metavar="DIR", type=Path, help="read tables from another folder")
    parser.add_argument("--out", metavar="DIR", type=Path, help="publish to another folder (site/)")
    parser.add_argument("--area", metavar="NAME", help="an edition for that area")
    parser.add_argument("--jobs", metavar="N", type=int, help="chapters run side by side")
    told = parser.parse_args()
    if told.data:
        if not told.data.is_dir():
            print(f"--data is {told.data}; expected a folder of tables", file=sys.stderr)
            return 2
        os.environ["STRATEGY_DATA"] = str(told.data.resolve())
    from strategy.publish.build import DEFAULT_OUT
    from strategy.publish.live import Live

    Live((told.out or DEFAULT_OUT).absolute(), told.area, told.jobs).serve(told.port)
    return 0


if __name__ == "__main__":
    sys.exit(main())
