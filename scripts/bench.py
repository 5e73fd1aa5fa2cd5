"""Measure the project on this machine: a table of seconds, ratios and memory, all from one run.

Each row is the median of three fresh processes. The bounds are those we hold ourselves to; they are
printed beside the figures, and going over one is exit 1.
"""

import json
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 3
TIMED = """
import json, resource, sys, time
began = time.perf_counter()
{setup}
ready = time.perf_counter()
{work}
done = time.perf_counter()
print(json.dumps({{"setup": ready - began, "work": done - ready, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}}))
"""
# name: what is imported before the clock starts, what is timed, the bound in seconds and in MB
WORK = {
    "data: every table read and checked": (
        "from strategy import tables",
        "count = sum(len(tables.table(stem).rows) for stem in tables.stems())",
        3,
        500,
    ),
    "data: the same files by plain pandas": (
        "import pandas as pd; from strategy import tables; folder = tables.data_folder()",
        "count = sum(len(pd.read_csv(folder / f'{stem}.csv')) for stem in tables.stems())",
        None,
        None,
    ),
    "check.py, whole": (
        "import subprocess",
        f"subprocess.run([sys.executable, {str(ROOT / 'scripts/check.py')!r}], check=True, stdout=subprocess.DEVNULL)",
        5,
        None,
    ),
}


def measure(setup: str, work: str) -> dict:
    runs = []
    for _ in range(ROUNDS):
        done = subprocess.run(
            [sys.executable, "-c", TIMED.format(setup=setup, work=work)], capture_output=True, text=True, check=True
        )
        runs.append(json.loads(done.stdout))
    return {name: statistics.median(r[name] for r in runs) for name in runs[0]}


def main() -> int:
    sound = subprocess.run([sys.executable, ROOT / "scripts/check.py"], stdout=subprocess.DEVNULL)
    if sound.returncode:
        return sound.returncode
    over = 0
    found = {}
    print(f"{'what':<40}{'seconds':>9}{'bound':>7}{'peak MB':>9}{'bound':>7}")
    for name, (setup, work, seconds, peak) in WORK.items():
        found[name] = told = measure(setup, work)
        missed = bool((seconds and told["work"] > seconds) or (peak and told["peak"] > peak))
        over += missed
        print(
            f"{name:<40}{told['work']:>9.2f}{seconds or '':>7}{told['peak']:>9.0f}{peak or '':>7}{'  over' if missed else ''}"
        )
    ours, plain = (found[n]["work"] for n in list(WORK)[:2])
    print(f"reading and checking costs {ours / plain:.1f} times plain reading")
    out = ROOT / ".cache" / "bench.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
