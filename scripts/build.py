"""Build the site: check, run the chapters, render them, put the result in place.

Exit 0: published. 1: a chapter failed to run or render. 2: the data, a parameter or the command
line is wrong. On 1 and 2 the folder of --out is exactly as it was.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from strategy import publishing
from strategy.engine import commands

if TYPE_CHECKING:
    from concurrent.futures import Executor


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", metavar="DIR", type=Path, help="read tables from another folder")
    parser.add_argument("--out", metavar="DIR", type=Path, help="publish to another folder (site/)")
    parser.add_argument(
        "--area",
        metavar="NAME",
        nargs="+",
        action="extend",
        default=[],
        help="an edition for that area; of several, or of `all`, each in a folder of --out (sites/) by its name",
    )
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
        "--scheduler",
        metavar="ADDRESS",
        help="have chapters run on the Dask cluster whose scheduler is there, such as tcp://host:8786",
    )
    parser.add_argument(
        "--address",
        metavar="URL",
        help="where the site will be, such as https://example.org/strategy/ (html: baseurl of book/_config.yml)",
    )
    parser.add_argument(
        "--withdraw",
        action="store_true",
        help="publish what is true now, marked as such, in place of each statement that no longer holds",
    )
    parser.add_argument("--force", action="store_true", help="make everything from nothing, whatever is known of it")
    parser.add_argument("--verbose", action="store_true", help="say what is reused and how long each part takes")
    return parser.parse_args()


def main() -> int:
    asked = arguments()
    commands.judge_jobs(asked.jobs)
    commands.judge_address(asked.address)
    data = commands.judge_data(asked.data)
    if asked.scheduler is None:
        return build(asked, data)
    from strategy.engine import cluster

    try:
        with cluster.connected(asked.scheduler) as executor:
            return build(asked, data, executor)
    except cluster.Unreachable as error:
        commands.refuse(str(error))


def build(asked: argparse.Namespace, data: Path | None, executor: Executor | None = None) -> int:
    """Build what was asked for: the book, an edition of it, or several."""
    from strategy.engine import build

    how = {"jobs": asked.jobs, "force": asked.force, "verbose": asked.verbose, "executor": executor}
    if len(asked.area) > 1 or asked.area == [publishing.ALL]:
        from strategy.engine import editions

        projects = publishing.editions(data, asked.area, asked.withdraw, asked.address)
        return editions.build_all(projects, asked.out or publishing.SEVERAL, asked.chapter, **how)
    project = publishing.project(data, *(asked.area or [None]), asked.withdraw, asked.address)
    return build.build(project, asked.out or publishing.OUT, asked.chapter, **how)


if __name__ == "__main__":
    commands.end(main, publishing.store, "Stopped. Nothing was published.")
