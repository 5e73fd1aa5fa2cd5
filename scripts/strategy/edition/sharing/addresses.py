"""Where a site is published: a setting (`html: baseurl` in `book/_config.yml`, or `build.py --address`), or not known.

Where it is not known, nothing that is whole only with it is said: no canonical address, no map of the site.
"""

from __future__ import annotations

from urllib.parse import urlsplit

FRONT = "index.html"
CARDS = "cards"  # the folder of the pictures that shared links show


def at(config) -> str:
    """Where Sphinx's configuration says that the site is published, with a stroke at its end; nothing where it does not."""
    return with_stroke(config.html_baseurl)


def with_stroke(address: str) -> str:
    return f"{address.rstrip('/')}/" if address else ""


def whole(address: str, path: str) -> str:
    """The whole address of a file of the site at `path` from its root; nothing where the site's own is not known."""
    return address + ("" if path == FRONT else path) if address else ""


def root(address: str) -> str:
    """The path that the site's root has on its host: `/`, or such as `/strategy/`. Where it is not known, a host of its own
    is taken for granted."""
    return with_stroke(urlsplit(address).path or "/")


def card(docname: str) -> str:
    """The name of a page's card, without its ending."""
    return docname.replace("/", "-")


def card_of_figure(name: str) -> str:
    return f"figure-{name}"


def picture(card: str) -> str:
    """Where the card of that name lies, from the root of the site."""
    return f"{CARDS}/{card}.png"
