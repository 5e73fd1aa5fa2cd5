"""The roles and directives that MyST, docutils and Sphinx bring along, beside those of ours in `registry`: what each prints.

What stands in neither is unknown here, and a fault where it is written.
"""

from __future__ import annotations

from strategy.edition.registry import DIRECTIVES as OURS
from strategy.edition.registry import ROLES as OUR_ROLES
from strategy.edition.registry import Directive
from strategy.faults import nearest

EXTENSIONS = (  # of MyST, as `book/_config.yml` turns them on
    *("attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath", "linkify", "strikethrough"),
    *("substitution", "tasklist"),
)
HEADING_ANCHORS = 3  # to what level headings are places that links may name, as `book/_config.yml` has it

ADMONITIONS = ("attention", "caution", "danger", "error", "hint", "important", "note", "tip", "warning")
# Directives of docutils that `doctree` runs as they are: what they make of their text is what is judged
RUN = frozenset(
    (
        *ADMONITIONS,
        *("admonition", "sidebar", "topic", "epigraph", "highlights", "pull-quote", "rubric"),
        *("container", "compound", "line-block", "table", "list-table", "csv-table", "figure", "image"),
        *("replace", "unicode"),
    )
)
TITLED = ("sidebar", "admonition", "topic")  # what they hold stands under their title
PROSE = ("seealso", "only", "hlist", "acks", "class", "rst-class", "cssclass", "figure-md", "header", "footer")
# Of sphinx-design: boxes, and those whose argument is their title
BOXES = (
    *("grid", "grid-item", "tab-set", "card-header", "card-footer", "card-carousel", "div"),
    *("button-link", "button-ref"),
)
TITLED_BOXES = ("dropdown", "card", "grid-item-card", "tab-item")
INSTEAD = {  # what Jupyter Book or others offer, that this book has not: what there is instead
    **dict.fromkeys(("video", "youtube", "iframe"), "expected a link to it: a page loads nothing from elsewhere"),
    **dict.fromkeys(("toggle", "collapse"), "expected {dropdown}"),
    **dict.fromkeys(("mermaid", "graphviz", "plot"), "expected a picture of it, in {figure}"),
    **dict.fromkeys(("aside", "marginnote"), "expected {margin} or {sidebar}"),
    **dict.fromkeys(("toctree", "tableofcontents"), "expected lines in book/_toc.yml, or links as a list"),
    **dict.fromkeys(("glue:figure", "glue:math", "glue:md"), "expected {glue}, or the words and the figure themselves"),
    **dict.fromkeys(("exercise", "solution", "proof"), "expected {admonition} with its name, or {dropdown}"),
    **dict.fromkeys(("abbreviations", "abbr"), "expected {term} and the glossary, or {abbr}`GVA (gross value added)`"),
}
OF_FAMILIES = {  # the same of names that begin so
    "prf:": "expected {admonition} with its name as the title",
    "bdg-": "expected {bdg}`words`, or a link: [words](page)",
    "glue:": "expected {glue}",
}
ROLES_INSTEAD = {
    **dict.fromkeys(("fa", "fas", "fab", "far", "material-regular"), "expected words, or {octicon}"),
    **dict.fromkeys(("del", "strike", "s"), "expected ~~words~~"),
    **dict.fromkeys(("underline", "u", "mark"), "expected *words* or **words**"),
    **dict.fromkeys(("button", "button-link"), "expected ```{button-link} on a line of its own"),
}
TAGS_INSTEAD = {  # tags of cells that Jupyter Book has and this book has not
    **dict.fromkeys(("margin", "popout", "aside"), "expected no tag, or words of it in {margin}"),
    **dict.fromkeys(("full-width", "full_width"), "expected no tag: what is wide scrolls by itself"),
    **dict.fromkeys(("scroll-output", "output_scroll", "scroll-input"), "expected [hide-output], which folds it"),
}

PROSE_WITH_ARGUMENT = (
    *("centered", "versionadded", "versionchanged", "versionremoved", "deprecated", "describe", "object"),
)
CODE = (
    *("code-cell", "raw-cell", "code", "code-block", "sourcecode", "literalinclude", "parsed-literal", "math"),
    *("highlight", "productionlist", "nb-exec-table"),
)
SILENT = (
    *("index", "contents", "sectnum", "section-numbering", "meta", "title", "role"),
    *("default-role", "default-domain", "tabularcolumns", "codeauthor", "moduleauthor", "sectionauthor"),
    *("target-notes", "bibliography", "glue", "eval", "eval-rst", "program"),
)
READ = ("raw", "include")  # `doctree` looks into them by itself
STANDARD = {
    directive.name: directive
    for directive in (
        *(Directive(name, body="prose", titled=name in TITLED) for name in sorted(RUN)),
        *(Directive(name, body="prose") for name in (*PROSE, *BOXES)),
        *(Directive(name, body="prose", titled=True) for name in (*PROSE_WITH_ARGUMENT, *TITLED_BOXES)),
        *(Directive(name, body="code") for name in CODE),
        *(Directive(name) for name in (*SILENT, *READ)),
    )
}
DIRECTIVES = STANDARD | OURS

WORDS = frozenset(  # roles that print their text
    (
        *("emphasis", "strong", "subscript", "sub", "superscript", "sup", "title-reference", "title", "t"),
        *("abbreviation", "ab", "acronym", "ac", "abbr", "dfn", "guilabel", "menuselection", "kbd"),
        *("bdg", "bdg-primary", "bdg-secondary", "bdg-success", "bdg-info", "bdg-warning", "bdg-danger"),
    )
)
LITERAL = frozenset(  # roles that print code, signs or formulas
    (
        *(
            "code",
            "literal",
            "math",
            "eq",
            "command",
            "file",
            "samp",
            "program",
            "option",
            "envvar",
            "keyword",
            "token",
        ),
        *("mailheader", "makevar", "manpage", "mimetype", "newsgroup", "regexp", "eval", "glue", "sub-ref"),
        *("index", "i", "cite", "cite:p", "cite:t", "cite:ps", "cite:ts", "octicon"),
    )
)
TO_PLACES = frozenset(
    ("doc", "ref", "numref", "any", "download", "nb-download")
)  # roles that lead to pages, labels, files
TO_STANDARDS = frozenset(("pep", "pep-reference", "rfc", "rfc-reference"))
ROLES = frozenset((*OUR_ROLES, *WORDS, *LITERAL, *TO_PLACES, *TO_STANDARDS))


def instead(name: str, of_directives: bool) -> str:
    """What to write where there is no directive, or no role, of that name."""
    known, told, other = (DIRECTIVES, INSTEAD, ROLES) if of_directives else (ROLES, ROLES_INSTEAD, DIRECTIVES)
    if found := told.get(name):
        return found
    if name in other:
        return f"expected ```{{{name}}} on a line of its own" if other is DIRECTIVES else f"expected {{{name}}}`text`"
    families = (words for start, words in OF_FAMILIES.items() if name.startswith(start))
    return next(families, "") or f"expected one such as {nearest(name, known)}"
