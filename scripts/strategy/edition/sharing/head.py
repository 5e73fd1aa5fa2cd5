"""What the head of a page says of it to browsers, to whoever shares it and to search engines; `head.html` writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docutils import nodes

from strategy.edition import book
from strategy.edition.sharing import addresses

LONG = 200  # letters of a description that are surely shown
END = re.compile(r"(?<=[.!?])\s+(?=[A-Z£‘“\d])")


@dataclass(frozen=True)
class Head:
    """A page at `path` from the root of the site. `url` and `image` are whole addresses where the site's own is known; else
    there is no `url`, and `image` leads from the page."""

    address: str
    path: str
    title: str
    heading: str
    description: str
    image: str

    @property
    def url(self) -> str:
        return addresses.whole(self.address, self.path)

    @property
    def kind(self) -> str:
        """What Open Graph calls it."""
        return "website" if self.path == addresses.FRONT else "article"

    @property
    def root(self) -> str:
        """From the page to the root of the site."""
        return "../" * self.path.count("/")

    @property
    def work(self) -> str:
        """What is cited: the page, or where it is the front page the whole."""
        return self.site if self.path == addresses.FRONT else self.heading

    @property
    def site(self) -> str:
        return book.title()


def head(
    address: str, path: str, heading: str, description: str = "", card: str = "", said: str = "", of: str = ""
) -> Head:
    """The head of the page at `path`, of a site published at `address`. `card` is the path of its picture, `said` what its
    title says of the edition, `of` its description. The front page is the site itself."""
    return Head(
        address=address,
        path=path,
        title=f"{book.title()}{said}" if path == addresses.FRONT else f"{heading} · {book.title()}{said}",
        heading=heading,
        description=described(description) + of,
        image=card and (address or "../" * path.count("/")) + card,
    )


def described(words: str) -> str:
    """As many whole sentences as surely are shown; of a first one that is longer, as many whole words."""
    found, *more = END.split(" ".join(words.split()))
    for sentence in more:
        if len(found) + 1 + len(sentence) > LONG:
            break
        found += f" {sentence}"
    return found if len(found) <= LONG else f"{found[:LONG].rpartition(' ')[0].rstrip(',;:')} …"


def summary(doctree: nodes.document | None) -> str:
    """What a page is about: its lede, else the first paragraph that stands in no box of its own."""
    if doctree is None:
        return ""
    every = [p for p in doctree.findall(nodes.paragraph) if p.astext().strip()]
    ledes = [p for p in every if "lede" in p["classes"]]
    plain = [p for p in every if isinstance(p.parent, nodes.section) and not p["classes"]]
    return next((" ".join(p.astext().split()) for p in (*ledes, *plain)), "")
