"""Damage of many kinds to what people write: each a function of a text, or of a path, and of chance.

`damages(root, seed)` goes round the kinds for ever and names for each a file of its sort; the same seed gives the same.
What spoils the meaning of a table and leaves its form whole says so (`meaning`): a check should refuse it all the same.
"""

import csv
import io
import os
import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

HOT = [
    "`",
    "```",
    '"',
    "'",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    ":",
    "|",
    "#",
    "*",
    "&",
    "!",
    "%",
    "\\",
    "$",
    "<",
    ">",
    "~",
    "@",
    ",",
]
STRANGE = ["\0", "\u202e", "\ufeff", "\u2028", "é", "𝟙", "\x1b[31m", "\r", "\x7f", "\u200b"]
VALUES = [
    None,
    True,
    0,
    -1,
    1e400,
    "",
    "x",
    "2025-01-01",
    [],
    {},
    [[["x"]]],
    {"a": {"b": 1}},
    ["x", 1],
    [None],
    "y" * 5000,
]
MARKS = [
    "{now}`nope`",
    "{claim}``",
    "{holds}`gva >|x`",
    "{change}`gva since 3000`",
    "{which}``",
    "{period}`gva@@x`",
    "{rank}`|`",
]
SORTS = {
    "table": "data/*.csv",
    "strategy rows": "data/strategy/*.csv",
    "description": "data/**/*.yml",
    "chapter": "book/**/*.md",
    "contents": "book/_toc.yml",
    "settings": "book/_config.yml",
}
YAML = ("description", "contents", "settings")
CSV = ("table", "strategy rows")
ANY = tuple(SORTS)


class Nothing(Exception):
    """This kind of damage finds nothing to damage in this file."""


@dataclass(frozen=True)
class Kind:
    """One kind of damage: what it is called, to which sorts of files, what it does to a path by chance."""

    name: str
    sorts: tuple[str, ...]
    do: Callable[[Path, random.Random], None]
    meaning: bool = False


@dataclass(frozen=True)
class Damage:
    """A kind of damage to one file of a project, done in a `with` and mended at its end."""

    kind: Kind
    sort: str
    path: Path
    seed: str

    def __enter__(self):
        self.aside.parent.mkdir(exist_ok=True)
        shutil.copy2(self.path, self.aside)
        try:
            self.kind.do(self.path, random.Random(self.seed))
            if _raw(self.path) == self.aside.read_bytes():
                raise Nothing(f"{self.kind.name} leaves {self.path.name} as it was")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.path.is_dir() and not self.path.is_symlink():
            shutil.rmtree(self.path)
        self.path.unlink(missing_ok=True)
        shutil.move(self.aside, self.path)

    @property
    def aside(self) -> Path:
        """Where the whole file is meanwhile: beside the folders of the project."""
        return next(p for p in self.path.parents if (p / "scripts").is_dir()) / "aside" / self.path.name


def _raw(path: Path) -> bytes | None:
    """The bytes of a file that is one and may be read; of anything else None."""
    return (
        path.read_bytes()
        if path.is_file() and path.stat().st_size < 10_000_000 and path.stat().st_mode & 0o400
        else None
    )


KINDS: list[Kind] = []


def kind(name: str, *sorts: str, meaning: bool = False):
    """Enter a function of a text and of chance as a kind of damage."""

    def enter(function):
        def do(path: Path, choose: random.Random) -> None:
            new = function(path.read_bytes().decode("utf-8"), choose)
            path.write_bytes(new if isinstance(new, bytes) else new.encode("utf-8", "surrogatepass"))

        KINDS.append(Kind(name, sorts or ANY, do, meaning))
        return function

    return enter


def in_its_place(name: str):
    """Enter a function of a path, whose file is gone already, as a kind of damage."""

    def enter(function):
        def do(path: Path, choose: random.Random) -> None:
            path.unlink()
            function(path)

        KINDS.append(Kind(name, ANY, do))
        return function

    return enter


# Of any text


def some(text: str, choose: random.Random) -> int:
    return choose.randrange(len(text) + 1)


@kind("cut off")
def cut_off(text, choose):
    return text[: some(text, choose)]


@kind("nothing left")
def nothing_left(text, choose):
    return ""


@kind("a line gone")
def line_gone(text, choose):
    lines = text.splitlines(True)
    del lines[choose.randrange(len(lines))]
    return "".join(lines)


@kind("a line twice")
def line_twice(text, choose):
    lines = text.splitlines(True)
    at = choose.randrange(len(lines))
    return "".join([*lines[:at], *lines[at : at + 1], *lines[at:]])


@kind("a line 2,000 times")
def line_many_times(text, choose):
    lines = text.splitlines(True)
    at = choose.randrange(len(lines))
    return "".join([*lines[:at], *lines[at : at + 1] * 2000, *lines[at:]])


@kind("two lines exchanged")
def lines_exchanged(text, choose):
    lines = text.splitlines(True)
    one, other = choose.randrange(len(lines)), choose.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "".join(lines)


@kind("lines in any order")
def lines_in_any_order(text, choose):
    lines = text.splitlines(True)
    choose.shuffle(lines)
    return "".join(lines)


@kind("half the lines gone")
def half_gone(text, choose):
    return "".join(line for line in text.splitlines(True) if choose.random() < 0.5)


@kind("a letter gone")
def letter_gone(text, choose):
    at = some(text, choose)
    return text[:at] + text[at + 1 :]


@kind("a mark put in")
def mark_put_in(text, choose):
    at = some(text, choose)
    return text[:at] + choose.choice(HOT) + text[at:]


@kind("a strange letter put in")
def strange_letter(text, choose):
    at = some(text, choose)
    return text[:at] + choose.choice(STRANGE) + text[at:]


@kind("a byte turned")
def byte_turned(text, choose):
    raw = bytearray(text.encode())
    raw[choose.randrange(len(raw))] ^= 1 << choose.randrange(8)
    return bytes(raw)


@kind("not UTF-8")
def not_utf_8(text, choose):
    return text.encode(choose.choice(["utf-16", "utf-32"])) if choose.random() < 0.5 else b"\xe9\xff" + text.encode()


@kind("NUL bytes")
def nul_bytes(text, choose):
    at = some(text, choose)
    return text[:at] + "\0" * 1000 + text[at:]


@kind("other line ends")
def other_line_ends(text, choose):
    return text.replace("\n", choose.choice(["\r\n", "\r"]))


@kind("a very long line")
def long_line(text, choose):
    at = some(text, choose)
    return text[:at] + choose.choice(["x", "0", " ", "`", "[", "é"]) * 1_000_000 + text[at:]


@kind("very deep")
def very_deep(text, choose):
    opening, closing = choose.choice(
        [("[", "]"), ("{", "}"), ("(", ")"), ("> ", ""), ("- ", ""), ("*", "*"), ("{a: ", "}")]
    )
    return text + choose.choice(["\n", "\nzz: "]) + opening * 20_000 + closing * 20_000 + "\n"


@kind("another word")
def another_word(text, choose):
    words = list(re.finditer(r"[\w-]{3,}", text))
    one, other = choose.choice(words), choose.choice(words)
    return text[: one.start()] + other[0] + text[one.end() :]


@kind("another number")
def another_number(text, choose):
    found = list(re.finditer(r"\d+", text))
    if not found:
        raise Nothing("no number")
    one = choose.choice(found)
    return (
        text[: one.start()] + choose.choice(["0", "-1", "99999999999999999999999", "1e999", "nan"]) + text[one.end() :]
    )


# What stands where a file should


@in_its_place("a pipe in its place")
def pipe(path):
    os.mkfifo(path)


@in_its_place("a folder in its place")
def folder(path):
    path.mkdir()


@in_its_place("a link to itself")
def loop(path):
    path.symlink_to(path.name)


@in_its_place("a link to nothing")
def dangling(path):
    path.symlink_to("nothing-here")


@in_its_place("a device in its place")
def device(path):
    path.symlink_to("/dev/zero")


@in_its_place("gone")
def gone(path):
    pass


@in_its_place("a file of 3 GB")
def huge(path):
    path.touch()
    os.truncate(path, 3_000_000_000)


@in_its_place("may not be read")
def closed(path):
    path.write_text("closed\n", encoding="utf-8")
    path.chmod(0)


# Of YAML


def nodes(told, where=()) -> Iterator[tuple]:
    for key, value in told.items() if isinstance(told, dict) else enumerate(told) if isinstance(told, list) else ():
        yield (*where, key)
        yield from nodes(value, (*where, key))


def in_yaml(text, choose, change) -> str:
    told = yaml.load(text, Loader=yaml.CSafeLoader)
    *where, key = choose.choice(list(nodes(told)))
    holder = told
    for part in where:
        holder = holder[part]
    change(holder, key)
    return yaml.dump(told, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)


@kind("another value", *YAML)
def another_value(text, choose):
    return in_yaml(text, choose, lambda holder, key: holder.__setitem__(key, choose.choice(VALUES)))


@kind("a key gone", *YAML)
def key_gone(text, choose):
    return in_yaml(text, choose, lambda holder, key: holder.__delitem__(key))


@kind("a key of another name", *YAML)
def key_renamed(text, choose):
    def change(holder, key):
        if isinstance(holder, list):
            holder.insert(key, choose.choice(VALUES))
        else:
            holder[choose.choice(["x" + str(key), 3, True, None, ""])] = holder.pop(key)

    return in_yaml(text, choose, change)


@kind("a key in two halves", *YAML)
def key_twice(text, choose):
    keys = re.findall(r"(?m)^[a-z_]+:", text)
    return f"{text}{choose.choice(keys)} {choose.choice(['x', '[x]', '{a: b}', '', '&a [*a]'])}\n"


@kind("a bomb of aliases", *YAML)
def bomb(text, choose):
    name = choose.choice(["zz", *re.findall(r"(?m)^([a-z_]+):", text)])
    layers = "".join(f"  - &b{n} [{', '.join([f'*b{n - 1}'] * 9)}]\n" for n in range(1, 12))
    return re.sub(rf"(?ms)^{name}:.*?(?=^\S|\Z)", "", text) + f"{name}:\n  - &b0 [x]\n{layers}"


# Of CSV


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def as_csv(rows) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


@kind("another cell", *CSV)
def another_cell(text, choose):
    rows = rows_of(text)
    row = choose.randrange(1, len(rows))
    cell = choose.choice(
        ["", "x", "-1", "1e308", "nan", "2099", "=1+1", "<b>", "a\nb", '"', " ", "gva > 1", "y" * 100_000]
    )
    rows[row][choose.randrange(len(rows[row]))] = cell
    return as_csv(rows)


@kind("a cell of another row", *CSV)
def cell_of_another_row(text, choose):
    rows = rows_of(text)
    one, other = choose.randrange(1, len(rows)), choose.randrange(1, len(rows))
    column = choose.randrange(len(rows[0]))
    rows[one][column] = rows[other][column]
    return as_csv(rows)


@kind("a column gone", *CSV)
def column_gone(text, choose):
    rows = rows_of(text)
    column = choose.randrange(len(rows[0]))
    return as_csv([row[:column] + row[column + 1 :] for row in rows])


@kind("two columns exchanged", *CSV)
def columns_exchanged(text, choose):
    rows = rows_of(text)
    one, other = choose.randrange(len(rows[0])), choose.randrange(len(rows[0]))
    for row in rows:
        row[one], row[other] = row[other], row[one]
    return as_csv(rows)


@kind("one cell in a whole column", *CSV)
def whole_column(text, choose):
    rows = rows_of(text)
    column = choose.randrange(len(rows[0]))
    cell = choose.choice(["", "x", "0", "1", "2099", rows[1][column]])
    for row in rows[1:]:
        row[column] = cell
    return as_csv(rows)


# Of chapters


@kind("a role that is wrong", "chapter")
def wrong_role(text, choose):
    lines = text.splitlines(True)
    at = choose.randrange(len(lines))
    return "".join([*lines[:at], f"A line with {choose.choice(MARKS)} in it.\n", *lines[at:]])


@kind("a fence left open", "chapter")
def fence_left_open(text, choose):
    name = choose.choice(
        ["{facts}", "{code-cell} python", "{sidebar}", "{figure}", "{include} nothing.md", "{nope}", ""]
    )
    at = choose.choice([m.start() for m in re.finditer(r"(?m)^", text)])
    return f"{text[:at]}```{name}\n{text[at:]}"


@kind("front matter that is wrong", "chapter")
def wrong_front_matter(text, choose):
    front = choose.choice(
        [
            "a: [",
            "- x",
            "strategy: 3",
            "strategy: {each: [x]}",
            "jupytext: [x]",
            "kernelspec: {name: 3}",
            "\tx: 1",
            "strategy: {each: nope}",
            "{" * 5000,
        ]
    )
    return f"---\n{front}\n---\n" + re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)


@kind("options of a cell that are wrong", "chapter")
def wrong_options(text, choose):
    found = list(re.finditer(r"(?m)^```\{code-cell\}.*\n", text))
    if not found:
        raise Nothing("no cell")
    at = choose.choice(found).end()
    wrong = choose.choice(
        [
            "---\nmystnb: 3\n---\n",
            "---\ntags: {a: b}\n---\n",
            ":tags: [",
            "---\nmystnb: {figure: {name: [x]}}\n---\n",
            "---\nx\n",
            "---\nmystnb: {figure: {caption: 3, name: true}}\n---\n",
            "---\nmystnb: {figure: {name: 2020-01-01}}\n---\n",
        ]
    )
    return text[:at] + wrong + "\n" + text[at:]


@kind("code that is wrong", "chapter")
def wrong_code(text, choose):
    code = choose.choice(
        [
            "(" * 500,
            "x = " + "-" * 100_000 + "1",
            "area = [",
            "a" + ".b" * 50_000,
            "\0",
            "1/0",
            "def f(:",
            "x = " + "1+" * 20_000 + "1",
            "import nothing_of_that_name",
        ]
    )
    tags = choose.choice([":tags: [parameters]\n", ""])
    return f"{text}\n```{{code-cell}} python\n{tags}{code}\n```\n"


# What spoils the meaning of a table and not its form


def table_of(text: str, *needed: str) -> tuple[list[str], list[dict[str, str]]]:
    """The columns and the rows of a table; `Nothing` where it lacks a column that is needed."""
    rows = rows_of(text)
    header = rows[0]
    if missing := set(needed) - set(header):
        raise Nothing(f"no {', '.join(missing)}")
    return header, [dict(zip(header, row, strict=True)) for row in rows[1:]]


def as_table(header: list[str], rows: list[dict[str, str]]) -> str:
    return as_csv([header, *([row[name] for name in header] for row in rows)])


def numeric(rows: list[dict[str, str]], column: str) -> list[dict[str, str]]:
    return [row for row in rows if re.fullmatch(r"-?\d+(\.\d+)?", row[column])]


def newest(rows: list[dict[str, str]]) -> str:
    periods = sorted({row["period"] for row in rows})
    if len(periods) < 2:
        raise Nothing("one period")
    return periods[-1]


@kind("two areas exchanged", "table", meaning=True)
def areas_exchanged(text, choose):
    header, rows = table_of(text, "area_code", "value")
    codes = sorted({row["area_code"] for row in rows})
    if len(codes) < 2:
        raise Nothing("one area")
    one, other = choose.sample(codes, 2)
    keys = [name for name in header if name not in ("value", "lower_95", "upper_95", "area_code", "area_name")]
    place = {(row["area_code"], *(row[k] for k in keys)): row for row in rows}
    values = [name for name in ("value", "lower_95", "upper_95") if name in header]
    for row in [r for r in rows if r["area_code"] == one]:
        partner = place.get((other, *(row[k] for k in keys)))
        for name in values if partner else ():
            row[name], partner[name] = partner[name], row[name]
    return as_table(header, rows)


@kind("a level half as high again", "table", meaning=True)
def level_raised(text, choose):
    header, rows = table_of(text, "value")
    row = choose.choice(numeric(rows, "value") or _none("numbers"))
    raised = float(row["value"]) * 1.5
    row["value"] = str(int(raised)) if "." not in row["value"] else f"{raised:.{len(row['value'].partition('.')[2])}f}"
    return as_table(header, rows)


@kind("a value ten times as high", "table", meaning=True)
def ten_times(text, choose):
    header, rows = table_of(text, "value")
    row = choose.choice(numeric(rows, "value") or _none("numbers"))
    row["value"] = f"{float(row['value']) * 10:g}" if "." in row["value"] else row["value"] + "0"
    return as_table(header, rows)


@kind("the newest period gone", "table", meaning=True)
def newest_gone(text, choose):
    header, rows = table_of(text, "period")
    last = newest(rows)
    return as_table(header, [row for row in rows if row["period"] != last])


@kind("the newest period of one area gone", "table", meaning=True)
def newest_of_one_gone(text, choose):
    header, rows = table_of(text, "period", "area_code")
    last = newest(rows)
    code = choose.choice(sorted({row["area_code"] for row in rows if row["period"] == last}))
    return as_table(header, [r for r in rows if (r["period"], r["area_code"]) != (last, code)])


@kind("a whole measure gone", "table", meaning=True)
def measure_gone(text, choose):
    header, rows = table_of(text, "measure")
    names = sorted({row["measure"] for row in rows})
    if len(names) < 2:
        raise Nothing("one measure")
    name = choose.choice(names)
    return as_table(header, [row for row in rows if row["measure"] != name])


@kind("every second row gone", "table", meaning=True)
def every_second_gone(text, choose):
    header, rows = table_of(text)
    return as_table(header, rows[::2])


@kind("a row gone", "table", meaning=True)
def row_gone(text, choose):
    header, rows = table_of(text)
    del rows[choose.randrange(len(rows))]
    return as_table(header, rows)


@kind("an interval without width", "table", meaning=True)
def no_width(text, choose):
    header, rows = table_of(text, "lower_95", "upper_95", "value")
    row = choose.choice(numeric(rows, "lower_95") or _none("intervals"))
    row["lower_95"] = row["upper_95"] = row["value"]
    return as_table(header, rows)


@kind("an interval the wrong way round", "table", meaning=True)
def limits_exchanged(text, choose):
    header, rows = table_of(text, "lower_95", "upper_95")
    row = choose.choice(numeric(rows, "lower_95") or _none("intervals"))
    row["lower_95"], row["upper_95"] = row["upper_95"], row["lower_95"]
    return as_table(header, rows)


@kind("a period thirty years later", "table", meaning=True)
def years_later(text, choose):
    header, rows = table_of(text, "period")
    last = newest(rows)
    for row in rows:
        if row["period"] == last:
            row["period"] = re.sub(r"\d{4}", lambda m: str(int(m[0]) + 30), last)
    return as_table(header, rows)


@kind("a code that nobody has", "table", meaning=True)
def code_of_nobody(text, choose):
    header, rows = table_of(text)
    codes = [n for n in header if n.endswith("_code")] or _none("codes")
    choose.choice(rows)[choose.choice(codes)] = "E99999999"
    return as_table(header, rows)


@kind("a name of another area", "table", meaning=True)
def name_of_another(text, choose):
    header, rows = table_of(text)
    names = [n for n in header if n.endswith("_name")] or _none("names")
    column = choose.choice(names)
    row = choose.choice(rows)
    row[column] = choose.choice(sorted({r[column] for r in rows} - {row[column]}) or _none("other name"))
    return as_table(header, rows)


@kind("a whole series half as high again", "table", meaning=True)
def series_raised(text, choose):
    header, rows = table_of(text, "area_code", "value")
    some_row = choose.choice(numeric(rows, "value") or _none("numbers"))
    series = [n for n in header if n in ("area_code", "measure", "sex")]
    for row in numeric(rows, "value"):
        if all(row[name] == some_row[name] for name in series):
            places = len(row["value"].partition(".")[2])
            for name in [n for n in ("value", "lower_95", "upper_95") if row.get(n)]:
                row[name] = f"{float(row[name]) * 1.5:.{places}f}"
    return as_table(header, rows)


@kind("an area gone", "table", meaning=True)
def area_gone(text, choose):
    header, rows = table_of(text, "area_code")
    codes = sorted({row["area_code"] for row in rows})
    if len(codes) < 2:
        raise Nothing("one area")
    gone = choose.choice(codes)
    return as_table(header, [row for row in rows if row["area_code"] != gone])


@kind("no interval with any width", "table", meaning=True)
def no_widths(text, choose):
    header, rows = table_of(text, "lower_95", "upper_95", "value")
    for row in numeric(rows, "lower_95") or _none("intervals"):
        row["lower_95"] = row["upper_95"] = row["value"]
    return as_table(header, rows)


@kind("every period ten years later", "table", meaning=True)
def all_later(text, choose):
    header, rows = table_of(text, "period")
    for row in rows:
        row["period"] = re.sub(
            r"\d{4}|(?<=/)\d\d", lambda m: f"{(int(m[0]) + 10) % (10000 if len(m[0]) == 4 else 100):02}", row["period"]
        )
    return as_table(header, rows)


@kind("a row of the strategy gone", "strategy rows", meaning=True)
def strategy_row_gone(text, choose):
    header, rows = table_of(text)
    if len(rows) < 2:
        raise Nothing("one row")
    del rows[choose.randrange(len(rows))]
    return as_table(header, rows)


@kind("as printed is not the value", "strategy rows", meaning=True)
def not_as_printed(text, choose):
    header, rows = table_of(text, "value", "as_printed")
    row = choose.choice([r for r in numeric(rows, "value") if re.search(r"\d", r["as_printed"])] or _none("numbers"))
    row["as_printed"] = re.sub(r"\d", lambda m: str((int(m[0]) + 1) % 10), row["as_printed"], count=1)
    return as_table(header, rows)


def _table_gone(path: Path, choose: random.Random) -> None:
    path.unlink()


KINDS.append(Kind("a table gone", CSV, _table_gone, meaning=True))
KINDS.append(Kind("a description gone", ("description",), _table_gone, meaning=True))


def _none(what: str):
    raise Nothing(f"no {what}")


def files_of(root: Path, sort: str) -> list[Path]:
    """The files of a project that are of a sort, in order."""
    return sorted(p for p in root.glob(SORTS[sort]) if "_build" not in p.parts and p.is_file())


def damages(root: Path, seed: object, kinds: list[Kind] | None = None) -> Iterator[Damage]:
    """Damages to a project, round all kinds in an order of chance, each to a file of one of its sorts, for ever."""
    turn = 0
    while True:
        choose = random.Random(f"{seed} {turn}")
        for one in choose.sample(kinds or KINDS, len(kinds or KINDS)):
            sort = choose.choice(one.sorts)
            path = choose.choice(files_of(root, sort))
            yield Damage(one, sort, path, f"{seed} {turn} {one.name}")
        turn += 1
