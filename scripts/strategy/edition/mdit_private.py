"""What the edition uses of markdown-it's plugins beyond their documentation.

MyST-NB splits a page with code into cells by a parser that reads no words, and the plugin for tasks takes them for granted:
`- [x] done` ends such a page in an IndexError under Jupyter Book alone. Where no words were read there are no tasks to mark.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from mdit_py_plugins.tasklists import tasklists_plugin
from myst_parser.parsers import mdit

RULE = "github-tasklists"


def tasks(parser: MarkdownIt, **options) -> None:
    """The plugin, but for documents of which no words were read."""
    tasklists_plugin(parser, **options)
    rules = parser.core.ruler
    mark = next(rule.fn for rule in rules.__rules__ if rule.name == RULE)

    def marked(state) -> None:
        if any(token.children for token in state.tokens):
            mark(state)

    rules.at(RULE, marked)


def setup(app) -> None:
    mdit.tasklists_plugin = tasks  # type: ignore[assignment]  # it is called with names alone
