r"""Markup that has gone astray: what is printed as signs, though somebody meant a role, a link, a table.

It is looked for in what ends as words on the page (`source`), so that whatever a parser made something of is none. A sign
that is meant to be printed has a stroke before it in the text: `\[`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from strategy.edition.doctree import Wrong
from strategy.edition.registry import ROLES as OURS
from strategy.edition.source import Literal, Role, Run, Source
from strategy.edition.vocabulary import DIRECTIVES, ROLES

PRINTED = "printed as it is"
SIGNS: tuple[tuple[str, str, str], ...] = (  # what is looked for, what is wrong, what is expected
    (r"\{\{.*?\}\}", "{0} is " + PRINTED, "expected words, a role, or a name from myst: substitutions: in the front matter"),
    (r"\\(?:begin|end)\{\w+\*?\}", "{0} is " + PRINTED, "expected $$ on a line before and after it, and aligned in the place of align"),
    (r"[{}]", "{0} is " + PRINTED, "expected {{name}}`text` for a role"),
    (r"`+", "{0} is " + PRINTED, "expected one before and one after what is code or a role’s text"),
    (r"\[\^[^\]]*\]", "the footnote {0} has no text", "expected a line of its own: `[^name]: the text`"),
    (r"!\[.*?\]\([^)]*\)", "{0} is no image", "expected ![what it shows](<the file>), < and > around a name with spaces"),
    (r"\[[ xX]\]", "{0} is " + PRINTED, "expected - [ ] and words at the start of a line, for a task"),
    (r"\[!\w+\]", "{0} is " + PRINTED, "expected ```{{note}} and the like"),
    (r"\]\(|[\[\]]", "{0} is " + PRINTED, "expected [words](page) for a link, \\[ for the sign"),
    (r"\*{2,}|\*(?=\w)|(?<=\w)\*", "{0} is " + PRINTED, "expected as many * before and after what is stressed"),
    (r"(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)|__+", "{0} is " + PRINTED, "expected as many _ before and after what is stressed"),
    (r"~~", "{0} is " + PRINTED, "expected ~~ before and after what is struck out"),
    (r"\$\$|\$(?![\s\d])[^$]*[^\s$]\$(?!\d)", "{0} is " + PRINTED, "expected $…$ or {{math}}`…` for a formula"),
    (r"\\(?=[A-Za-z])", "{0} is " + PRINTED, "expected {{math}}`…` for a formula"),
    (r"\|", "{0} is " + PRINTED, "expected a row of dashes below the head of a table, \\| for the sign"),
    (r"<[!/\w]", "{0} is " + PRINTED, "expected an address between < and >, \\< for the sign"),
    (r":::+", "{0} is " + PRINTED, "expected it on a line of its own, with {{name}} after it"),
    (r"(?<![\w:]):[A-Za-z][\w-]*:(?![\w:])", "{0} is " + PRINTED, "expected words: this book has no fields and no emoji"),
)  # fmt: skip
STARTS: tuple[tuple[str, str, str], ...] = (  # at the start of a line
    (r"#{1,6}(?=\w)", "{0} makes no heading", "expected a space after it"),
    (r"[-+](?=[A-Za-z])", "{0} makes no list", "expected a space after it"),
    (r":(?!\w+:)", "{0} makes no definition", "expected a space after it, and the term on the line above"),
    (r"\(?[\w-]+\)=?$|\([\w-]+=?$", "{0} is no label", "expected `(name)=`"),
    (r"[-=]{2,}$", "{0} is " + PRINTED, "expected three dashes after an empty line for a rule"),
)  # fmt: skip
FOUND = [(re.compile(rf"^\s*(?:{pattern})"), wrong, expected) for pattern, wrong, expected in STARTS]
FOUND += [(re.compile(pattern), wrong, expected) for pattern, wrong, expected in SIGNS]
NO_WORD = "\ufffc"  # stands for a role, and for code
SUSPECT = re.compile(r"[{}`\[\]*_~$\\|<]|::|^\s*[#+:(=-]|\)=?$|:\w")  # without one of these nothing is looked for


def astray(written: Source, lines: list[str]) -> Iterator[Wrong]:
    """What is wrong with each line of the page's words; `lines` are those of its text."""
    open_blocks = set()
    for run in written.prose:
        for role in run.parts:
            if isinstance(role, Role) and unclosed(role):
                open_blocks.add(run.around.block)
                yield Wrong(role.line, f"{{{role.name}}} has no end", "expected a backtick after its key")
        if run.around.block not in open_blocks:
            yield from near_roles(run) or stray_signs(run, lines)


def unclosed(role: Role) -> bool:
    """Whether a role's text runs on to the next role."""
    return bool(re.search(r"\{[\w:-]+\}\s*$", role.text))


def near_roles(run: Run) -> list[Wrong]:
    """Roles that are nearly right."""
    found = []
    for part, after in zip(run.parts, (*run.parts[1:], ""), strict=True):
        if not isinstance(part, str):
            continue
        for name in re.findall(r"\{([A-Za-z][\w:-]*)\}", part):
            if name in ROLES:
                wrong = f"{{{name}}} is not followed by a key in backticks"
                found.append(Wrong(run.line, wrong, f"expected {{{name}}}`key`, without a space between"))
            elif name in DIRECTIVES:
                found.append(
                    Wrong(run.line, f"{{{name}}} stands among words", f"expected ```{{{name}}} on a line of its own")
                )
        open_one = re.search(r"(?<![\w{])\{?([A-Za-z][\w:-]*)\}?$", part)
        if isinstance(after, Literal) and open_one and not found:
            name, whole = open_one[1], open_one[0]
            if name in OURS or (whole != name and name in ROLES):
                wrong = f"{whole}`{after.text}` is printed as words and code"
                found.append(Wrong(run.line, wrong, f"expected {{{name}}}`{after.text}`"))
    return found


def stray_signs(run: Run, lines: list[str]) -> list[Wrong]:
    """The first sign of markup that a line prints."""
    words = "".join(part if isinstance(part, str) else NO_WORD for part in run.parts)
    raw = lines[run.line - 1] if 0 < run.line <= len(lines) else ""
    if SUSPECT.search(words):
        for pattern, wrong, expected in FOUND:
            for match in pattern.finditer(words):
                if not _is_meant(match[0], raw):
                    return [Wrong(run.line, wrong.format(match[0].strip()), expected.format())]
    return []


def _is_meant(sign: str, raw: str) -> bool:
    """Whether a sign has a stroke before it in the line as it is written."""
    return f"\\{sign[0]}" in raw or f"\\{sign[-1]}" in raw
