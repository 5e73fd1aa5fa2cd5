"""Build the site: check, run the chapters, render them, put the result in place.

Exit 0: published. 1: a chapter failed to run or render. 2: the data, a parameter or the command
line is wrong. On 1 and 2 the folder of --out is exactly as it was.
"""

import argparse
from pathlib import Path

from strategy.engine import commands


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", metavar="DIR", type=Path, help="read tables from another folder")
    parser.add_argument("--out", metavar="DIR", type=Path, help="publish to another folder (site/)")
    parser.add_argument("--area", metavar="NAME", help="an edition for that area: it is highlighted in every figure")
    parser.add_argument(
        "--chapter",
        metavar="STEM",
        nargs="+",
        action="extend",
        default=[],
        help="only those pages, and index.html, which leads to the first of them",
    )
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=int,
        help="chapters run side by side (one more than there are cores, as each waits now and then)",
    )
    parser.add_argument(
        "--withdraw",
        action="store_true",
        help="publish what is true now, marked as such, in place of each statement that no longer holds",
    )
    parser.add_argument("--force", action="store_true", help="run every chapter, whatever is known of it")
    parser.add_argument("--verbose", action="store_true", help="say what is reused and how long each part takes")
    return parser.parse_args()


def main() -> int:
    asked = arguments()
    commands.judge_jobs(asked.jobs)
    data = commands.judge_data(asked.data)
    from strategy import publishing
    from strategy.engine.build import build

    project = publishing.project(data, asked.area, asked.withdraw)
    return build(project, asked.out or publishing.OUT, asked.chapter, asked.jobs, asked.force, asked.verbose)


if __name__ == "__main__":
    commands.end(main, "Stopped. Nothing was published.")
