"""What in the cells of a chapter is another thing tomorrow, or on another machine: the clock, chance without a seed, this
machine's time zone, the times of files. No change of what a chapter reads tells of these, so a chapter may not ask for them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from strategy.edition.widget_cells import tree_of

CLOCK, CHANCE, ZONE, TIMES = "the clock", "chance without a seed", "this machine’s time zone", "the times of a file"
EXPECTED = {
    CLOCK: "expected a date that is written here, or one of the data",
    CHANCE: "expected a seed, such as random.Random(1) or numpy.random.default_rng(1)",
    ZONE: "expected a zone by its name, such as ZoneInfo('Europe/London')",
    TIMES: "expected what is in the file to say of when it is",
}
_COUNTERS = ("time", "monotonic", "perf_counter", "process_time", "thread_time")
_LEGACY = [
    "rand",
    "randn",
    "randint",
    "random",
    "random_sample",
    "ranf",
    "sample",
    "choice",
    "bytes",
    "shuffle",
    "permutation",
    "beta",
    "binomial",
    "chisquare",
    "dirichlet",
    "exponential",
    "f",
    "gamma",
    "geometric",
    "gumbel",
    "hypergeometric",
    "laplace",
    "logistic",
    "lognormal",
    "logseries",
    "multinomial",
    "multivariate_normal",
    "negative_binomial",
    "normal",
    "pareto",
    "poisson",
    "power",
    "rayleigh",
    "standard_normal",
    "triangular",
    "uniform",
    "vonmises",
    "wald",
    "weibull",
    "zipf",
]
_OF_RANDOM = [
    "betavariate",
    "binomialvariate",
    "choice",
    "choices",
    "expovariate",
    "gammavariate",
    "gauss",
    "getrandbits",
    "lognormvariate",
    "normalvariate",
    "paretovariate",
    "randbytes",
    "randint",
    "random",
    "randrange",
    "sample",
    "shuffle",
    "triangular",
    "uniform",
    "vonmisesvariate",
    "weibullvariate",
]
# What says so by being named, however it is called.
NAMED = {
    **{f"time.{name}{unit}": CLOCK for name in (*_COUNTERS, "clock_gettime") for unit in ("", "_ns")},
    **{f"datetime.datetime.{name}": CLOCK for name in ("now", "utcnow", "today")},
    **{f"pandas.Timestamp.{name}": CLOCK for name in ("now", "utcnow", "today")},
    **dict.fromkeys(("datetime.date.today", "pandas.Period.now", "uuid.uuid1", "os.times", "timeit.timeit"), CLOCK),
    **dict.fromkeys(("uuid.uuid4", "os.urandom", "os.getrandom", "random.SystemRandom"), CHANCE),
    **{f"time.{name}": ZONE for name in ("tzname", "timezone", "altzone", "daylight", "tzset", "mktime")},
    **dict.fromkeys(("datetime.date.fromtimestamp", "dateutil.tz.tzlocal", "tzlocal.get_localzone"), ZONE),
    **{f"os.path.get{which}time": TIMES for which in "mca"},
}
SEEDABLE = {
    **{f"random.{name}": "random.seed" for name in _OF_RANDOM},
    **{f"numpy.random.{name}": "numpy.random.seed" for name in _LEGACY},
}
# Which argument has to be there, and what it is without: by place, or by name.
WANTING: dict[str, tuple[int, str, str]] = {
    **{f"time.{name}": (0, "", CLOCK) for name in ("localtime", "gmtime", "ctime", "asctime")},
    "time.strftime": (1, "", CLOCK),
    "datetime.datetime.fromtimestamp": (1, "tz", ZONE),
    **dict.fromkeys(("random.Random", "random.seed"), (0, "a", CHANCE)),
    "numpy.random.seed": (0, "seed", CHANCE),
    **{f"numpy.random.{name}": (0, "seed", CHANCE) for name in ("default_rng", "RandomState", "SeedSequence")},
    **{f"numpy.random.{name}": (0, "seed", CHANCE) for name in ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")},
}
TOLD = (*NAMED, *SEEDABLE, *WANTING)
OF_THE_ZONE = {"time.localtime", "time.ctime"}  # of a time that is given, too
READING_NOW = {"pandas.to_datetime", "pandas.Timestamp", "numpy.datetime64", "pandas.Period"}
FILE_TIMES = re.compile(r"st_(m|c|a|birth)time(_ns)?")
TIMING = re.compile(r"\s*%%?(time|timeit|prun)\b")


def found(cells: list[str]) -> Iterator[tuple[int, int, str, str]]:
    """Each such question: the number of the cell, the line in it, how it is written there, and what it asks for.

    A name that one cell imports may be used in another. A cell that is not Python is another check's business.
    """
    trees = [tree_of(code) for code in cells]
    imported: dict[str, str] = {}
    for tree in trees:
        imported |= dict(_imported(tree))
    seeded = {name for tree in trees for name in _seeded(tree, imported)}
    for number, (code, tree) in enumerate(zip(cells, trees, strict=True)):
        told = {n: (line.strip(), CLOCK) for n, line in enumerate(code.splitlines(), 1) if TIMING.match(line)}
        for node in ast.walk(tree):
            if kind := _asks(node, imported, seeded):
                line = getattr(node, "lineno", 1)
                told[line] = max(told.get(line, ("", "")), (ast.unparse(node), kind), key=lambda one: len(one[0]))
        yield from ((number, line, *told[line]) for line in sorted(told))


def _imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """By the name in the cells, what it stands for: `dt` for `datetime.datetime`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield (alias.asname, alias.name) if alias.asname else (alias.name.partition(".")[0],) * 2
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                every = (n for n in TOLD if alias.name == "*" and n.rpartition(".")[0] == node.module)
                yield from ((name.rpartition(".")[2], name) for name in every)
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _name(node: ast.AST, imported: dict[str, str]) -> str:
    """The whole name of what a node stands for, where it comes from an import."""
    match node:
        case ast.Name(id=name):
            return imported.get(name, "")
        case ast.Attribute(value=value, attr=attr):
            of = _name(value, imported)
            return f"{of}.{attr}" if of else ""
        case ast.Call(func=func, args=[ast.Constant(value=str(module)), *_]) if "import" in ast.unparse(func):
            return module
    return ""


def _seeded(tree: ast.AST, imported: dict[str, str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and not _is_nothing(node.args[0]):
            yield _name(node.func, imported)


def _is_nothing(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _asks(node: ast.AST, imported: dict[str, str], seeded: set[str]) -> str:
    """What a node asks for that no data say; nothing where it does not."""
    if isinstance(node, ast.Attribute) and FILE_TIMES.fullmatch(node.attr):
        return TIMES
    if isinstance(node, ast.Call):
        return _asks_by_call(node, _name(node.func, imported), seeded)
    name = _name(node, imported) if isinstance(node, (ast.Name, ast.Attribute)) else ""
    if name in NAMED or name.startswith("secrets."):
        return NAMED.get(name, CHANCE)
    return CHANCE if name in SEEDABLE and SEEDABLE[name] not in seeded else ""


def _asks_by_call(call: ast.Call, name: str, seeded: set[str]) -> str:
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if name in WANTING:
        place, word, kind = WANTING[name]
        value = given.get(word) or (call.args[place] if len(call.args) > place else None)
        if (value is None and None not in given) or (value is not None and _is_nothing(value)):
            return kind
        return ZONE if name in OF_THE_ZONE else ""
    if name in READING_NOW:
        return CLOCK if any(_says_now(argument) for argument in (*call.args, *given.values())) else ""
    match call.func:
        case ast.Attribute(attr="astimezone") if not call.args and not given:
            return ZONE
        case ast.Attribute(attr="sample") if not name and not given.keys() & {"random_state", None}:
            return "" if "numpy.random.seed" in seeded else CHANCE
    return ""


def _says_now(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value in ("now", "today")
