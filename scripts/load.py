"""How a packed site bears many readers at once: wrk against an nginx on this machine, and nowhere else.

Prints what wrk counted. Exit 0: no answer was late, broken or an error; 1: some were; 2: there is no packed site, or no wrk.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from strategy import publishing
from strategy.engine import commands

ROOT = Path(__file__).resolve().parents[1]
MOST = 60  # seconds
WRONG = re.compile(
    r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)|Non-2xx or 3xx responses: (\d+)"
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", nargs="?", type=Path, default=ROOT / "served")
    parser.add_argument("--page", default="chapters/economy.html")
    parser.add_argument("--connections", metavar="N", type=int, default=200)
    parser.add_argument("--seconds", metavar="N", type=int, default=10, help=f"for how long, {MOST} at most (10)")
    asked = parser.parse_args()
    if not (asked.site / "index.html").is_file():
        print(f"{asked.site}: there is no packed site; expected what `make compress` makes", file=sys.stderr)
        return 2
    if not (wrk := shutil.which("wrk")):
        print("wrk is missing; expected Debian's package (apt-get install wrk)", file=sys.stderr)
        return 2
    from strategy.engine import nginx

    with (
        tempfile.TemporaryDirectory(prefix="load-") as folder,
        nginx.serving(asked.site.resolve(), ROOT / "scripts/nginx.conf", Path(folder)) as address,
    ):
        command = [wrk, "--connections", str(asked.connections), "--threads", "2", "--latency"]
        command += [
            "--duration",
            f"{min(asked.seconds, MOST)}s",
            "--header",
            "Accept-Encoding: br, gzip",
            address + asked.page,
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    print(done.stdout.strip())
    return 1 if any(int(n) for found in WRONG.findall(done.stdout) for n in found if n) else 0


if __name__ == "__main__":
    commands.end(main, publishing.store, "Stopped.")
