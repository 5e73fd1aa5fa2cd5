"""All of the engine that an edition (a Sphinx extension, a check) may use, and why.

| name | why an edition needs it |
| --- | --- |
| `Page`, `pages`, `contents` | the pages of the contents, with their text and cells, to check them |
| `template_kind`, `parameters_of`, `with_parameters` | to show a template's pages where Jupyter Book runs alone |
| `line_from` | to name the line of a cell's option |
| `Memory` | answers about a page, worked out once for the same text and data |
| `Store`, `digest` | to keep what is costly to draw, by content |
| `is_link`, `scheme`, `unwanted`, `unwanted_in_drawing` | what may be published (`engine.allowed`), to name the line of what may not |
| `environment` | of a process that an edition starts |
| `setup`, `survey`, `is_selective`, `is_kept`, `is_data_kept`, `is_every_page_written`, `is_surveyed_otherwise`, `project_of` | in Sphinx: writing only what changed; whether our build is at work, and of what |
| `link`, `replace_file` | in a finished site, whose files have other names elsewhere |

It reads in no Sphinx before `setup`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from strategy.engine.allowed.addresses import is_link, scheme
from strategy.engine.allowed.drawings import faults as unwanted_in_drawing
from strategy.engine.allowed.markup import written as unwanted
from strategy.engine.cells import line_from
from strategy.engine.chapters import Page, contents, pages, parameters_of, template_kind, with_parameters
from strategy.engine.environment import environment
from strategy.engine.folders import link, replace_file
from strategy.engine.project import Project
from strategy.engine.store import Memory, Store, digest

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

__all__ = [
    "Memory",
    "Page",
    "Store",
    "contents",
    "digest",
    "environment",
    "is_data_kept",
    "is_every_page_written",
    "is_kept",
    "is_link",
    "is_selective",
    "is_surveyed_otherwise",
    "line_from",
    "link",
    "pages",
    "parameters_of",
    "project_of",
    "replace_file",
    "scheme",
    "setup",
    "survey",
    "template_kind",
    "unwanted",
    "unwanted_in_drawing",
    "with_parameters",
]


def setup(app) -> None:
    """Have Sphinx write only the pages that our build asks for, and report what each of them read."""
    from strategy.engine import incremental

    incremental.setup(app)


def is_selective(app) -> bool:
    """Whether our build is at work, which says which pages are read and written; else Jupyter Book works alone."""
    return bool(app.config.strategy_report)


def is_kept(app, folder: str) -> bool:
    """Whether a folder of the site, made from the data alone, is taken over from the last build."""
    project = project_of(app)
    return project is not None and is_data_kept(app) and folder in project.data_folders


def is_data_kept(app) -> bool:
    """Whether the data, the look and the code are those of the last build, whose site a page's files are taken over from where
    this run writes none of that name."""
    return bool(app.config.strategy_data_kept)


def survey(app, attribute: str, keys: tuple[str, ...], pages: Callable[[BuildEnvironment], Iterable[str]]) -> None:
    """Say that of what `env.attribute` holds by docname, these keys are shown of one page by no others but `pages`, which
    survey all: where these alone change, no other page is written again."""
    app.strategy_surveys = {**getattr(app, "strategy_surveys", {}), attribute: (keys, pages)}


def is_every_page_written(app) -> bool:
    """Whether this run writes every page: what pages show of each other may have changed."""
    return not is_selective(app) or app.strategy_to_write >= app.env.found_docs


def is_surveyed_otherwise(app, attribute: str) -> bool:
    """Whether what surveys show of that attribute of all pages may have changed since the last build."""
    return is_every_page_written(app) or attribute in app.strategy_surveyed_otherwise


def project_of(app) -> Project | None:
    """The project that our build renders; None where Jupyter Book works alone."""
    return Project.from_json(app.config.strategy_project) if app.config.strategy_project else None
