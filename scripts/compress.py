"""Make a copy of a published site with packed files beside its own, `.gz` and (with Debian's brotli) `.br`, for a host to send.

Exit 0: made; 2: there is no published site, or the folder for the copy is somebody else's.
"""

import argparse
from pathlib import Path

from strategy import publishing
from strategy.engine import commands

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", nargs="?", type=Path, default=ROOT / "site")
    parser.add_argument(
        "--out", metavar="DIR", type=Path, default=ROOT / "served", help="where the copy goes (served/)"
    )
    asked = parser.parse_args()
    from strategy.engine import packed

    files, size, has_brotli = packed.pack(asked.site, asked.out, publishing.project())
    print(f"{asked.out}: {files:,} files packed to {size / 1e6:.1f} MB of gzip{' and as brotli' if has_brotli else ''}")
    if not has_brotli:
        print("There is no brotli here (Debian: apt-get install brotli); gzip alone.")
    return 0


if __name__ == "__main__":
    commands.end(main, publishing.store, "Stopped. The packed copy is as it was.")
