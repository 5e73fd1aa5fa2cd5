"""Damage by chance to a copy of the project, and what its commands make of it: a line and an exit code, or a fault of ours.

python tests/fuzz.py --checks 500 --builds 25 [--seed 2020] [--of FOLDER] [--meaning 400]

`check` is forked for each damage from a process that has read the whole book before; builds are of the small book. What
is a fault of ours: a traceback, more than 60 s, another exit code than 0, 1 and 2, more than 100 lines or a very long one,
nothing said of a failure, a site that is not what it was. With `--meaning` also how many damages to the meaning of tables
are refused, by kind: by a rule, and apart those that only the digest of what was last accepted refuses. Exit 0: no fault of ours; 1: one at least.
"""

import argparse
import collections
import ctypes
import json
import os
import runpy
import select
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 60
LINES, LETTERS = 100, 1000
FIELDS = "damage", "code", "seconds", "out", "err"
BY_DIGEST = ("this is not what was last accepted", "was accepted and is gone", "this was never accepted")
READS_ALL = (1 << 1) | (1 << 2)  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: what lets root read what nobody may


@dataclass
class Ended:
    """How a command ended: its exit code (None: it had to be killed), the seconds, what it said."""

    code: int | None
    seconds: float
    out: str
    err: str

    def wrong(self) -> list[str]:
        """What is a fault of ours in it."""
        lines = (self.out + self.err).splitlines()
        found = {
            f"it took more than {SECONDS} s": self.code is None,
            f"its exit code is {self.code}": self.code not in (None, 0, 1, 2),
            "a traceback": "Traceback (most recent" in self.out + self.err,
            "it says that the project itself went wrong": "itself went wrong" in self.err,
            f"{len(lines)} lines": len(lines) > LINES,
            f"a line of {max(map(len, lines), default=0)} letters": max(map(len, lines), default=0) > LETTERS,
            "it failed and says nothing": self.code in (1, 2) and not self.err.strip(),
        }
        return [words for words, is_so in found.items() if is_so]

    def refused(self) -> str:
        """By what it refuses: `a rule`, `the digest` alone (told where no rule is broken), or `nothing`."""
        if self.code != 2:
            return "nothing"
        told = self.err.strip().splitlines()
        return "the digest" if all(any(words in line for words in BY_DIGEST) for line in told) else "a rule"


class Forked:
    """A process that has the library of a project in memory, and has read its tables; it forks for every command."""

    def __init__(self, root: Path):
        env = {k: v for k, v in os.environ.items() if not k.startswith("STRATEGY_")}
        env |= {"PYTHONPATH": str(root / "scripts"), "OPENBLAS_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--serve", root], env=env, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )  # fmt: skip
        self.root = root

    def command(self, script: str, *arguments, seconds: float = SECONDS) -> Ended:
        with tempfile.TemporaryDirectory(prefix="ended-") as folder:
            out, err = Path(folder, "out"), Path(folder, "err")
            asked = {
                "argv": [str(self.root / "scripts" / script), *map(str, arguments)],
                "out": str(out),
                "err": str(err),
            }
            told = self._ask(asked | {"seconds": seconds})
            said = (p.read_text(encoding="utf-8", errors="replace") for p in (out, err))
            return Ended(told["code"], told["seconds"], *said)

    def again(self) -> None:
        """Have it read what was mended, so that no fork has to."""
        self._ask({})

    def _ask(self, asked: dict) -> dict:
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()


def serve(root: Path) -> None:
    """Answer on standard output what is asked on standard input; return in a fork, which is to do what was asked."""
    for name in ("altair", "jupytext", "papermill", "sphinx_external_toc", "pydantic"):
        __import__(name)
    from strategy import publishing
    from strategy.edition import check
    from strategy.engine.store import Memory

    answers = os.fdopen(os.dup(1), "w")
    book = publishing.Publishing(publishing.project(root / "data"))
    book.check_tables(Memory()) or book.check_pages(Memory())
    for line in iter(sys.stdin.readline, ""):
        asked = json.loads(line)
        told: dict = {}
        if asked:
            began = time.monotonic()
            child = os.fork()
            if child == 0:
                answers.close()
                become(asked)
                return
            told = {"code": waited(child, asked["seconds"]), "seconds": time.monotonic() - began}
        else:
            check.check_tables()
        print(json.dumps(told), file=answers, flush=True)
    os._exit(0)


def waited(child: int, seconds: float) -> int | None:
    """The exit code of a child; None where it had to be killed."""
    late = not select.select([os.pidfd_open(child)], [], [], seconds)[0]
    if late:
        os.kill(child, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return None if late else code


def become(asked: dict) -> None:
    """Make of a fork the process of a command that nobody privileged runs."""
    os.setsid()
    for number, path in enumerate((os.devnull, asked["out"], asked["err"])):
        opened = os.open(path, os.O_RDWR | os.O_CREAT)
        os.dup2(opened, number)
        os.close(opened)
    unprivileged()
    sys.argv = asked["argv"]
    runpy.run_path(sys.argv[0], run_name="__main__")


def unprivileged() -> None:
    """Without what lets root read what nobody may: a closed file is closed to this process too."""
    if os.geteuid():
        return
    header, sets = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.capget(header, sets):
        raise OSError(ctypes.get_errno(), "capget")
    for n in range(0, 3):
        sets[n] &= ~READS_ALL
    if libc.capset(header, sets):
        raise OSError(ctypes.get_errno(), "capset")


def checks(root: Path, kinds: list, seed: object, count: int, forked: Forked):
    """So many damages to a project, and how `check` ended on each."""
    import damage

    tried = 0
    for one in damage.damages(root, seed, kinds):
        if tried == count:
            return
        try:
            with one:
                ended = forked.command("check.py")
        except damage.Nothing:
            continue
        forked.again()
        tried += 1
        yield one, ended


def builds(root: Path, seed: object, count: int, command):
    """So many damages to a project that has a site, how its build ended on each, and whether the site is what it was."""
    import damage
    from conftest import digest

    site, tried = root / "site", 0
    for one in damage.damages(root, seed):
        if tried == count:
            return
        before = digest(site)
        try:
            with one:
                ended = command(root)
        except damage.Nothing:
            continue
        tried += 1
        yield one, ended, bool(ended.code) and digest(site) != before


def build(root: Path) -> Ended:
    """A build as whoever runs it would, that may not read what nobody may."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("STRATEGY_")}
    env |= {
        "PYTHONPATH": str(root / "scripts"),
        "STRATEGY_STORE": str(root / "store"),
        "SOURCE_DATE_EPOCH": "1700000000",
    }
    began = time.monotonic()
    command = (
        ["setpriv", "--inh-caps=-all", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    )
    command += [sys.executable, root / "scripts/build.py"]
    process = subprocess.Popen(command, env=env, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)  # fmt: skip
    try:
        out, err = process.communicate(timeout=SECONDS)
        code = process.returncode
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        out, err = process.communicate()
        code = None
    return Ended(code, time.monotonic() - began, out, err)


def main() -> int:
    sys.path.insert(0, str(ROOT / "scripts"))
    import conftest
    import damage

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checks", type=int, default=500)
    parser.add_argument("--builds", type=int, default=25)
    parser.add_argument("--meaning", type=int, default=0)
    parser.add_argument("--seed", default="2020")
    parser.add_argument("--of", type=Path, default=ROOT, help="the project that is damaged, in a copy")
    parser.add_argument("--log", type=Path, help="a JSON line for each damage")
    asked = parser.parse_args()
    ours, refused = [], collections.Counter()
    log = asked.log.open("w") if asked.log else None

    def note(what, one, ended, wrong):
        told = f"{what}: {one.kind.name}, {one.path.relative_to(root)}"
        if log:
            print(
                json.dumps([told, ended.code, round(ended.seconds, 1), wrong, ended.err[:3000]], ensure_ascii=False),
                file=log,
                flush=True,
            )
        if wrong:
            ours.append(told)
            last = (ended.err.strip().splitlines() or [""])[-1][:200]
            print(f"{told}: {', '.join(wrong)}: {last}", flush=True)

    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        conftest.ROOT = asked.of.resolve()
        root = conftest.copied(Path(folder, "project"))
        forked = Forked(root)
        for one, ended in checks(root, damage.KINDS, asked.seed, asked.checks, forked):
            note("check", one, ended, ended.wrong())
        for one, ended in checks(root, [k for k in damage.KINDS if k.meaning], asked.seed, asked.meaning, forked):
            note("meaning", one, ended, ended.wrong())
            refused[one.kind.name, ended.refused()] += 1
        forked.close()
        names = dict.fromkeys(name for name, _ in refused)
        for name in [*names, "damages of meaning"] if names else ():
            own = {by: n for (of, by), n in refused.items() if of == name} if name in names else collections.Counter()
            for (_, by), n in refused.items() if name not in names else ():
                own[by] += n
            ruled, digest = own.get("a rule", 0), own.get("the digest", 0)
            print(f"{name:40}{ruled:4} of {sum(own.values()):3} refused by a rule, {digest:3} by the digest alone")
    if asked.builds:
        with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
            root = conftest.shrunk(conftest.copied(Path(folder, "project")))
            first = build(root)
            assert first.code == 0, first.err
            for one, ended, changed in builds(root, asked.seed, asked.builds, build):
                note("build", one, ended, ended.wrong() + ["the site is not what it was"] * changed)
    print(
        f"{len(ours)} faults of ours in {asked.checks} checks, {asked.meaning} damages of meaning, {asked.builds} builds"
    )
    return 1 if ours else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(Path(sys.argv[2]))
    else:
        sys.exit(main())
