"""The forms in which a table may write its periods: what each looks like, what follows what, what a slip looks like.

A description names the form or forms of its table (`period_form`); every cell of `period` has one of them.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

YEAR, SPLIT, POOLED = r"(?:1[89]|20)\d\d", r"((?:1[89]|20)\d\d)/(\d\d)", r"((?:1[89]|20)\d\d) to ((?:1[89]|20)\d\d)"
NONE, STATED = "none", "as stated"  # the forms of a table without periods, and of one that repeats another's words
MONTH, QUARTER, DAY = (
    rf"({YEAR})-(0[1-9]|1[0-2])",
    rf"({YEAR}) Q([1-4])",
    rf"({YEAR})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])",
)


@dataclass(frozen=True)
class Form:
    """One way to write a period: its pattern, an example, what it is in words; `steps` says that one follows another.

    `ends` is the month and the day on which the last year of one ends.
    """

    name: str
    pattern: str
    example: str
    words: str
    steps: bool = True
    ends: str = "12-31"

    @property
    def plain(self) -> str:
        """The pattern in what every dialect of regular expressions knows: digits as `[0-9]`, groups that count."""
        return self.pattern.replace("(?:", "(").replace(r"\d", "[0-9]")


FORMS = {
    form.name: form
    for form in (
        Form("year", YEAR, "2023", "a calendar year"),
        Form("mid-year", YEAR, "2023", "a mid-year", ends="06-30"),
        Form("year of birth", YEAR, "2023", "the calendar year of a birth"),
        Form("edition", YEAR, "2019", "the year of an edition", steps=False),
        Form("census", YEAR, "2021", "the year of a census", steps=False),
        Form("financial year", SPLIT, "2023/24", "a financial year", ends="03-31"),
        Form("academic year", SPLIT, "2023/24", "an academic year", ends="08-31"),
        Form("survey year", SPLIT, "2023/24", "a survey year"),
        Form("pooled years", POOLED, "2021 to 2023", "years taken together"),
        Form("quarter", QUARTER, "2023 Q4", "a quarter"),
        Form("month", MONTH, "2023-07", "a month"),
        Form("day", DAY, "2023-07-31", "a day"),
        Form(STATED, r".*", "by 2030", "the words of the source", steps=False),
    )
}
NAMES = (*FORMS, NONE)
LONGEST = 10  # years that may be taken together
NEWEST = "newest"  # what is written for the newest period there is


def newest_of(asked: str, there: Iterable[str]) -> str:
    """The last of the words that `asked` means, where `newest` in it stands for a year (`LAD June newest`) or, alone, for
    any period; `asked` itself where it says no such word, or none is there."""
    before, newest, after = asked.partition(NEWEST)
    form = rf"{re.escape(before)}{YEAR if before or after else '.+'}{re.escape(after)}"
    return max((w for w in there if re.fullmatch(form, w)), default=asked) if newest else asked


def form_of(period: str, names: Iterable[str]) -> Form | None:
    """The first of the named forms that the period is written in; None where it has none of them."""
    for name in names:
        form = FORMS.get(name)
        if form and (match := re.fullmatch(form.pattern, period)) and _possible(form, match):
            return form
    return None


def _possible(form: Form, match: re.Match) -> bool:
    """Whether what looks like a period is one: `2011/13` and `2013 to 2011` are none."""
    if form.pattern == SPLIT:
        return (int(match[1]) + 1) % 100 == int(match[2])
    if form.pattern == POOLED:
        return 0 < int(match[2]) - int(match[1]) < LONGEST
    if form.pattern == DAY:
        return int(match[3]) <= calendar.monthrange(int(match[1]), int(match[2]))[1]
    return True


def years(period: str) -> tuple[int, int] | None:
    """The first and the last year that a period touches: `2011/12` is 2011 and 2012. None for words."""
    if match := re.fullmatch(SPLIT, period):
        return int(match[1]), int(match[1]) + 1
    if match := re.fullmatch(POOLED, period):
        return int(match[1]), int(match[2])
    if match := re.match(rf"({YEAR})(?:$| Q|-\d\d)", period):
        return int(match[1]), int(match[1])
    return None


def begins_after(period: str, day: datetime.date) -> bool:
    """Whether a period begins after a day; of months and days exactly, of all else by the year."""
    if re.fullmatch(rf"{YEAR}(-\d\d){{1,2}}", period):
        return period > day.isoformat()[: len(period)]
    return (years(period) or (0,))[0] > day.year


def ends(period: str, names: Iterable[str], day: str | None = None) -> datetime.date | None:
    """The last day of a period that is written in one of the named forms; None for words.

    `day` (`03-31`) is the month and the day where a table says that its years end on another.
    """
    form, numbers = form_of(period, names), [int(n) for n in re.findall(r"\d+", period)]
    touched = years(period)
    if form is None or touched is None:
        return None
    if form.name == "day":
        return datetime.date(*numbers)
    if form.name in ("month", "quarter"):
        month = numbers[1] * (3 if form.name == "quarter" else 1)
        return datetime.date(numbers[0], month, calendar.monthrange(numbers[0], month)[1])
    month, last = map(int, (day or form.ends).split("-"))
    return datetime.date(touched[1], month, last)


def last_day(due: str) -> datetime.date | None:
    """The last day of a year (`2026`), a month (`2026-07`) or a day (`2026-07-16`); None for anything else."""
    return ends(due, ("year", "month", "day"))


def place(period: str, form: Form) -> int | None:
    """Where a period stands in its series, in steps of its form: the next has one more. None where forms have no steps."""
    if not form.steps:
        return None
    numbers = [int(n) for n in re.findall(r"\d+", period)]
    if form.name == "month":
        return numbers[0] * 12 + numbers[1]
    if form.name == "quarter":
        return numbers[0] * 4 + numbers[1]
    return None if form.name == "day" else numbers[0]


def expected(names: Iterable[str]) -> str:
    """`expected a calendar year such as 2023, or a financial year such as 2023/24`"""
    forms = [FORMS[name] for name in names if name in FORMS]
    return "expected " + ", or ".join(f"{f.words} such as {f.example}" for f in forms)


def hint(period: str, names: Iterable[str]) -> str:
    """What has plainly happened to a period that has no form, in brackets; nothing where it is not plain."""
    names = tuple(names)
    if match := re.fullmatch(r"(\d{4})\.0+", period):
        return f" ({period} is written {match[1]})"
    if re.fullmatch(r"[A-Z][a-z]{2}-\d\d|\d\d-[A-Z][a-z]{2}", period):
        return " (a spreadsheet takes 2009/10 for a month and writes Oct-09: its column must be text)"
    if re.fullmatch(r"\d{1,2}[/.]\d{1,2}[/.](\d\d|\d{4})|\d{4}-\d\d-\d\d( 00:00:00)?|\d{4}/\d{1,2}/\d{1,2}", period):
        return " (a spreadsheet has made a day of it: its column must be text)"
    for rewrite in (_joined, _spelt_out, _marked):
        better = rewrite(period)
        better = better or period
        if form_of(better, names):
            return f" ({period} is written {better})"
        if other := form_of(better, [name for name in FORMS if name != STATED]):
            return f" (it looks like {other.words}: period_form says which periods the table has)"
    return ""


def _joined(period: str) -> str | None:
    """`2023-24`, `2023–2024` and `2023/2024` as `2023/24`, `2021-2023` as `2021 to 2023`."""
    match = re.fullmatch(r"(\d{4}) ?(?:[-–—/]|to) ?(\d\d|\d{4})", period)
    if not match:
        return None
    start, end = int(match[1]), int(match[2][-2:])
    return (
        f"{start}/{end:02}"
        if (start + 1) % 100 == end
        else f"{start} to {match[2] if len(match[2]) == 4 else start // 100 * 100 + end}"
    )


def _spelt_out(period: str) -> str | None:
    """`2023/24` as `2023`, `Q4 2023` and `2023Q4` as `2023 Q4`, `2023/07` as `2023-07`."""
    if match := re.fullmatch(r"Q([1-4])[ /-]?(\d{4})|(\d{4})[ /-]?Q([1-4])", period):
        return f"{match[2] or match[3]} Q{match[1] or match[4]}"
    if match := re.fullmatch(r"(\d{4})[/M ](\d\d)", period):
        return f"{match[1]}-{match[2]}"
    return None


def _marked(period: str) -> str | None:
    """`2023p`, `2023*` and `2023 (provisional)` as `2023`."""
    match = re.fullmatch(r"(\d{4}(?:/\d\d)?) ?(?:[a-z*]|[(\[].*[)\]])", period)
    return match[1] if match else None
