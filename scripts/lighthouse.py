"""What Lighthouse, on its mobile setting, says of six pages of a packed site that nginx serves on this machine alone.

A line for each page: the four scores, the largest paint in seconds, the shift of the layout, bytes, and how fast Lighthouse found
this machine (on its mobile setting it takes 1,500 or so for granted; see --slower). Below, what cost a score.
Exit 0: each score is 1.00, the largest paint within 1.5 s, the shift within 0.02; 1: not; 2: there is no packed site.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from strategy import publishing
from strategy.engine import commands

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ROOT / "scripts/lighthouse/node_modules/.bin/lighthouse"
PAGES = (
    "index.html",
    "chapters/economy.html",
    "chapters/people.html",
    "chapters/actions.html",
    "chapters/data.html",
    "chapters/claims.html",
)
SCORES = ("performance", "accessibility", "best-practices", "seo")
PAINT, SHIFT = 1.5, 0.02
FLAGS = "--headless=new --no-sandbox --disable-gpu"


def chromium() -> str:
    """The browser, where Lighthouse would not look for it; empty where it will find one itself."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), "")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", nargs="?", type=Path, default=ROOT / "served")
    parser.add_argument(
        "--slower",
        metavar="TIMES",
        type=float,
        default=4.0,
        help="how much slower a phone is than this machine: 4 is right at a speed of 1,500, 1 below 800",
    )
    parser.add_argument("--pages", metavar="PAGE", nargs="+", default=PAGES)
    asked = parser.parse_args()
    if not (asked.site / "index.html").is_file():
        print(f"{asked.site}: there is no packed site; expected what `make compress` makes", file=sys.stderr)
        return 2
    from strategy.engine import nginx

    good = True
    with (
        tempfile.TemporaryDirectory(prefix="lighthouse-") as folder,
        nginx.serving(asked.site.resolve(), ROOT / "scripts/nginx.conf", Path(folder)) as address,
    ):
        print(f"{'page':<28}{''.join(f'{name:>16}' for name in SCORES)}{'LCP s':>8}{'CLS':>8}{'kB':>8}{'speed':>8}")
        for page in asked.pages:
            good &= told(page, measured(address + page, Path(folder), asked.slower))
    return 0 if good else 1


def measured(url: str, folder: Path, slower: float) -> dict:
    """Lighthouse's report of a page."""
    report = folder / "report.json"
    command = [PROGRAM, url, "--quiet", "--output=json", f"--output-path={report}", f"--chrome-flags={FLAGS}"]
    command += [f"--throttling.cpuSlowdownMultiplier={slower:g}"]
    subprocess.run(
        command, check=True, env={"CHROME_PATH": chromium()} | os.environ | {"CI": "1"}, stdout=subprocess.DEVNULL
    )
    return json.loads(report.read_text(encoding="utf-8"))


def told(page: str, report: dict) -> bool:
    """Print what a report says; whether all of it is within bounds."""
    audits = report["audits"]
    scores = {name: report["categories"][name]["score"] for name in SCORES}
    paint = audits["largest-contentful-paint"]["numericValue"] / 1000
    shift = audits["cumulative-layout-shift"]["numericValue"]
    weight = audits["total-byte-weight"]["numericValue"] / 1000
    speed = report["environment"]["benchmarkIndex"]
    print(
        f"{page:<28}{''.join(f'{s:>16.2f}' for s in scores.values())}{paint:>8.2f}{shift:>8.3f}{weight:>8.1f}{speed:>8.0f}",
        flush=True,
    )
    for name in SCORES:
        for one in report["categories"][name]["auditRefs"]:
            audit = audits[one["id"]]
            if one["weight"] and audit["score"] is not None and audit["score"] < 1:
                print(f"    {name}: {audit['title']} ({audit['score']:.2f}) {audit.get('displayValue', '')}")
    return min(scores.values()) == 1 and paint <= PAINT and shift <= SHIFT


if __name__ == "__main__":
    commands.end(main, publishing.store, "Stopped.")
