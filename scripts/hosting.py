"""Write scripts/nginx.conf anew from the policy that the site stands on; with --check, say whether it is as it would be written.

Exit 0: written, or as it should be; 1: it is not.
"""

import argparse
import sys
from pathlib import Path

from strategy import publishing
from strategy.engine import commands

CONF = Path(__file__).resolve().with_name("nginx.conf")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    from strategy.edition.sharing import policy

    if not check:
        CONF.write_text(policy.nginx(), encoding="utf-8")
    elif CONF.read_text(encoding="utf-8") != policy.nginx():
        print(f"{CONF.name} is not what the policy says; run python scripts/hosting.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    commands.end(main, publishing.store, "Stopped.")
