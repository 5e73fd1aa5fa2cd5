"""Ask for every address outside the site that its pages and tables name, and report those that do not answer as they should.

Gone is what the host says is not there, or a host that is not known; what a host refuses to tell a program, or does not tell
in time, may still be there and is listed apart. Each host is asked for one address at a time, with a pause between.
Exit 0: nothing is gone; 1: something is; 2: there is no site.
"""

import argparse
import sys
from pathlib import Path

from strategy import publishing
from strategy.engine import commands


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", nargs="?", type=Path, default=Path(__file__).resolve().parents[1] / "site")
    parser.add_argument(
        "--pause", metavar="SECONDS", type=float, default=1.0, help="between two questions to a host (1)"
    )
    parser.add_argument("--timeout", metavar="SECONDS", type=float, default=20.0, help="for an answer (20)")
    asked = parser.parse_args()
    if not (asked.site / "index.html").is_file():
        print(f"{asked.site}: there is no site; expected a folder that build.py published", file=sys.stderr)
        return 2
    from strategy.engine import outward

    named = outward.named(asked.site)
    answers = outward.asked(named, asked.pause, asked.timeout)
    for answer in sorted(answers, key=lambda one: (one.state, one.address)):
        if answer.state != outward.THERE:
            print(f"{answer.state}: {answer.address} ({answer.said}); on {outward.listed(named[answer.address])}")
    gone = sum(answer.state == outward.GONE for answer in answers)
    print(f"{len(answers):,} addresses: {gone} gone, {sum(a.state == outward.UNTOLD for a in answers)} not told")
    return 1 if gone else 0


if __name__ == "__main__":
    commands.end(main, publishing.store, "Stopped.")
