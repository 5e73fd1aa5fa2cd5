"""What `book/_config.yml` may say: the settings of Jupyter Book, and those of ours in `sphinx.config.html_context`.

Only the check imports this module, and pydantic with it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from annotated_types import Gt, MinLen
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from strategy.data.refusals import EXPECTED, shown
from strategy.faults import Fault, Faults, nearest
from strategy.parsed import read_yaml_lines

Words = Annotated[str, MinLen(1)]
MAIL = r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$"
ADDRESS = r"^(https?://[^\s/?#\"'<>&]+(/[^\s?#\"'<>&]*)?)?$"


EXAMPLES = {  # what is expected where a setting has not its form
    "baseurl": "where the site is published, such as https://example.org/strategy/",
    "corrections": "an address that faults are reported to, such as corrections@example.org",
}


class Closed(BaseModel):
    """Settings of which no other is known."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Entry(Closed):
    """An entry of the menu: a page, what it is called there, the part of the contents that it opens."""

    page: Words
    title: Words
    part: Words | None = None


class Mark(Closed):
    """The mark of the site: a path for each place, by its slug."""

    box: Words
    shapes: Annotated[dict[str, Words], MinLen(1)]
    accent: Words | None = None


class Context(Closed):
    """What our templates ask for."""

    nav: Annotated[list[Entry], MinLen(1)] | None = None
    more: list[Entry] | None = None
    corrections: Annotated[str, Field(pattern=MAIL)] | None = None
    status: Words | None = None
    licences: Words | None = None
    mark: Mark | None = None


class Config(BaseModel):
    """Sphinx's own settings, of which there are many; those that this book needs have their types."""

    model_config = ConfigDict(extra="allow", strict=True)
    extensions: list[Words] | None = None
    language: Words | None = None
    html_theme: Words | None = None
    html_theme_options: dict[str, Any] | None = None
    templates_path: list[Words] | None = None
    html_static_path: list[Words] | None = None
    html_context: Context | None = None


class Sphinx(Closed):
    config: Config
    extra_extensions: list[Words] | None = None
    local_extensions: dict[str, Words] | None = None
    recursive_update: bool | None = None


class Execute(Closed):
    execute_notebooks: Literal["auto", "cache", "force", "inline", "off", False] | None = None
    raise_on_error: bool | None = None
    allow_errors: bool | None = None
    show_tb: bool | None = None
    timeout: Annotated[float, Gt(0)] | None = None  # this and the next two: `engine.bounds`
    memory: Annotated[int, Gt(0)] | None = None
    output: Annotated[int, Gt(0)] | None = None
    cache: str | None = None
    eval_regex: str | None = None
    stderr_output: str | None = None
    run_in_temp: bool | None = None
    exclude_patterns: list[Words] | None = None


class Parse(Closed):
    myst_enable_extensions: list[Words] | None = None
    myst_url_schemes: list[Words] | None = None
    myst_substitutions: dict[str, Any] | None = None
    myst_dmath_double_inline: bool | None = None
    myst_extended_syntax: bool | None = None


class Html(BaseModel):
    """Jupyter Book's own settings of its pages, and where the site is published."""

    model_config = ConfigDict(extra="allow", strict=True)
    baseurl: Annotated[str, Field(pattern=ADDRESS)] | None = None


class Settings(Closed):
    """The keys of the file, as Jupyter Book 1.0 knows them."""

    title: Words
    author: str | None = None
    copyright: str | None = None
    logo: str | None = None
    email: str | None = None
    description: str | None = None
    only_build_toc_files: bool | None = None
    exclude_patterns: list[Words] | None = None
    bibtex_bibfiles: list[Words] | None = None
    execute: Execute | None = None
    parse: Parse | None = None
    sphinx: Sphinx
    html: Html | None = None
    latex: dict[str, Any] | None = None
    launch_buttons: dict[str, Any] | None = None
    repository: dict[str, Any] | None = None
    binder: dict[str, Any] | None = None
    comments_config: dict[str, Any] | None = Field(default=None, alias="comments")


def judge(book: Path) -> None:
    """Raises `Faults`, each at its line, where the settings of the book cannot be read or are not settings."""
    told, lines = read_yaml_lines(book / "_config.yml")
    try:
        Settings.model_validate(told)
    except ValidationError as error:
        faults = [_fault(lines, e) for e in error.errors(include_url=False)]
        raise Faults(sorted(dict.fromkeys(faults), key=lambda f: f.line or 0)) from None


def _fault(lines, error: ErrorDetails) -> Fault:
    where, value = error["loc"], error["input"]
    name = ".".join(str(w + 1 if isinstance(w, int) else w) for w in where)
    line = lines.at(*where)
    match error["type"]:
        case "missing":
            return Fault(lines.path, lines.at(*where[:-1]), f"{name} is missing", "expected the settings to state it")
        case "extra_forbidden":
            known = _known(where[:-1])
            return Fault(lines.path, line, f"{name} is no setting", f"expected {nearest(str(where[-1]), known)}")
        case "literal_error":
            expected = error["ctx"]["expected"].replace("'", "")
        case "list_type":
            expected = "a list such as [this, that]"
        case "string_pattern_mismatch":
            expected = EXAMPLES[str(where[-1])]
        case "too_short" | "string_too_short":
            expected = "something in it"
        case kind:
            expected = EXPECTED.get(kind, error["msg"][:1].lower() + error["msg"][1:])
    return Fault(lines.path, line, f"{name} is {shown(value)}", f"expected {expected}")


def _known(where: tuple) -> list[str]:
    """The settings that a place in the file may have."""
    inside: dict[str, type[BaseModel]] = {
        "sphinx": Sphinx,
        "execute": Execute,
        "parse": Parse,
        "html": Html,
        "html_context": Context,
        "mark": Mark,
        "nav": Entry,
    }
    named = [w for w in where if isinstance(w, str)]
    return sorted(f.alias or n for n, f in inside.get(named[-1] if named else "", Settings).model_fields.items())
