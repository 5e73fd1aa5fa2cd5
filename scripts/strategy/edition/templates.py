"""The pieces of a page that are not Markdown, from `book/_templates/`."""

import hashlib
import marshal
from functools import cache
from pathlib import Path

from docutils import nodes
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.bccache import Bucket

from strategy import memo
from strategy.checkout import BOOK
from strategy.data.wording import wording
from strategy.edition import book
from strategy.numbers import rounded, written


class Compiled(BytecodeCache):
    """Templates as an earlier process compiled them, by their text and that of this module, which has their filters."""

    def __init__(self):
        self.here = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()

    def get_bucket(self, environment, name, filename, source):
        bucket = Bucket(environment, name, self.get_source_checksum(source))

        def compiled() -> bytes:
            memo.note(filename)
            return marshal.dumps(environment.compile(source, name, filename))

        bucket.code = marshal.loads(memo.kept(f"template {self.here} {filename} {bucket.checksum}", compiled))
        return bucket

    def load_bytecode(self, bucket):
        """Nothing: it has its code from the beginning."""

    def dump_bytecode(self, bucket):
        """Nothing: it is kept already."""


@memo.steady
@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(BOOK / "_templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=Compiled(),
    )
    environment.filters["cell"] = cell
    return environment


def add_html_node(app, node, visit, depart=None) -> None:
    """Give Sphinx a node that only HTML shows."""
    app.add_node(node, html=(visit, depart), latex=(skip, None), text=(skip, None))


def skip(self, node):
    """Show nothing of a node."""
    raise nodes.SkipNode


def rendered(template: str, /, **values) -> str:
    """A template filled; text is escaped, so that nothing in the data becomes markup."""
    known = {"words": wording(), "book": book.title(), "the_book": book.the_title(), "places": book.places()}
    return _environment().get_template(template).render(known | values)


def cell(value, unit: str | None, decimals: int = 1) -> str:
    """A table cell as a reader sees it; what is missing says so."""
    if value is None or value != value:
        return "not available"
    match unit:
        case None:
            return str(value)
        case "year":
            return str(int(value))
        case "number":
            return f"{rounded(value, decimals):,}"
        case "signed":
            return f"{rounded(value, decimals):+,}".replace("-", "−")
        case _:
            return written(value, unit, decimals)
