"""HTML, SVG and XML: which elements and attributes may stand in it, and where addresses may lead.

A browser reads markup by rules that differ inside a title, a script, a comment or a drawing. Here it is read by one rule, and
what the two could read differently is refused: every `<` begins a whole tag or a comment, and none stands in a value, a
comment, a script. So wherever a browser sees an element, it is seen here, too.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from strategy.engine.allowed import addresses
from strategy.engine.allowed.addresses import ALL_OURS

SPACE = r"[ \t\n\f\r]"
VALUE = r"""(?:"[^"<]*"|'[^'<]*'|[^ \t\n\f\r"'<>=`]+)"""
DECLARED = r"""<\?xml version="1\.0"(?: encoding="utf-8")?\s*\?>"""
TOKEN = re.compile(
    rf"<!--(?!>|->)[^<>]*-->|<!doctype html>|{DECLARED}|</[a-z][a-z0-9:-]*{SPACE}*>"
    rf"|<(?P<tag>[a-z][a-z0-9:-]*)(?P<within>(?:{SPACE}+[a-z_:][\w:.-]*(?:{SPACE}*={SPACE}*{VALUE})?)*){SPACE}*/?>|(?P<other><(?=[a-z/!?]))",
    re.IGNORECASE | re.ASCII,
)
ATTRIBUTE = re.compile(rf"([^ \t\n\f\r=]+)(?:{SPACE}*={SPACE}*(?:\"([^\"]*)\"|'([^']*)'|([^ \t\n\f\r\"']+)))?")

# What people may write in a chapter, and what cells may return.
TEXT = (
    "a abbr b bdi bdo br cite code data del dfn em i ins kbd mark q rp rt ruby s samp small span strong sub sup time u var wbr "
    "address article aside blockquote dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 header hr img li main nav ol p "
    "picture pre section source summary ul footer hgroup search caption col colgroup table tbody td tfoot th thead tr meter progress"
)
DRAWN = (
    "svg circle clipPath defs desc ellipse g line linearGradient marker mask path pattern polygon polyline radialGradient rect stop "
    "symbol text textPath title tspan use"
)
FORMULAE = (
    "math annotation maction menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace "
    "msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover semantics"
)
# What our templates add.
FRAME = "html head title meta link script body noscript form fieldset legend label input button select option optgroup datalist output"
WRITTEN = {name.lower() for name in f"{TEXT} {DRAWN} {FORMULAE}".split()}
ELEMENTS = WRITTEN | set(FRAME.split())

EVERYWHERE = "class dir hidden id lang popover role tabindex title xml:lang"
OF_TEXT = (
    "align alt border cellpadding cellspacing cite colspan datetime decoding download headers height high href hreflang list "
    "loading low max media min name open optimum popovertarget popovertargetaction rel reversed rowspan scope sizes span src srcset "
    "start target type valign value width"
)
OF_DRAWINGS = (
    "clip-path clip-rule clippathunits color cx cy d display dominant-baseline dx dy fill fill-opacity fill-rule focusable font-family "
    "font-size font-style font-variant font-weight fr fx fy gradienttransform gradientunits letter-spacing marker-end marker-mid "
    "marker-start markerheight markerunits markerwidth mask maskcontentunits maskunits offset opacity orient overflow "
    "paint-order patterncontentunits patterntransform patternunits pointer-events points preserveaspectratio r refx refy rotate rx "
    "ry shape-rendering spreadmethod startoffset stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap "
    "stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration textlength transform "
    "vector-effect version viewbox visibility word-spacing x x1 x2 xlink:href xml:space xmlns xmlns:xlink y y1 y2"
)
OF_FORMULAE = (
    "accent accentunder columnalign columnlines columnspacing columnspan depth display encoding fence form largeop linethickness "
    "lspace mathbackground mathcolor mathsize mathvariant maxsize minsize movablelimits notation rowalign rowlines rowspacing rspace "
    "scriptlevel separator stretchy symmetric voffset"
)
OF_FRAME = (
    "accept-charset action autocapitalize autocomplete autofocus charset checked content defer disabled enterkeyhint for "
    "http-equiv inputmode label maxlength method minlength multiple novalidate pattern placeholder property readonly required selected size "
    "spellcheck step"
)
ATTRIBUTES = set(f"{EVERYWHERE} {OF_TEXT} {OF_DRAWINGS} {OF_FORMULAE} {OF_FRAME}".split())
PREFIXES = ("aria-", "data-")
OURS = (  # what our scripts act on, which only our templates write
    *(
        "data-area",
        "data-areas",
        "data-awake",
        "data-choice",
        "data-choices",
        "data-content_root",
        "data-do",
        "data-figure",
    ),
    *("data-reach", "data-state", "data-states", "data-vega", "data-edition", "data-own"),
)

LOADED = {
    "srcset",
    "src",
    "data-figure",
    "data-vega",
    "data-states",
    "data-content_root",
    "action",
}  # what a browser or script fetches
LEADING = {"href", "xlink:href", "cite"}
REFERRING = ("href", "src", "srcset", "data-figure", "data-vega")  # to files of the site
FETCHED = {"apple-touch-icon", "icon", "manifest", "stylesheet"}  # what of `rel` a browser fetches
RELATIONS = {
    *FETCHED,
    "alternate",
    "author",
    "canonical",
    "contents",
    "help",
    "license",
    "next",
    "prev",
    "search",
    "up",
}
DATA = {"application/ld+json", "application/json"}  # of a script that does not run
PAINT = {"clip-path", "fill", "filter", "marker-end", "marker-mid", "marker-start", "mask", "stroke"}
PAINTED = re.compile(r"(?i)(?!.*(?:\\|url\(|image|src\()).*|\s*url\(#[\w.:-]+\)[\w #(),.%-]*", re.DOTALL)
NAMESPACES = {f"http://www.w3.org/{name}" for name in ("2000/svg", "1999/xlink", "1998/Math/MathML", "1999/xhtml")}
NAMESPACE = re.compile(r"""\b(xmlns(?::\w+)?)\s*=\s*["']([^"']*)""")
INSTRUCTION = re.compile(r"<\?(?!xml )[^>]*>|<!(?!--)[^>]*>")  # a style sheet, an entity
FEEDS = {"http://www.w3.org/2005/Atom", "http://www.sitemaps.org/schemas/sitemap/0.9"}  # which browsers draw nothing of


@dataclass(frozen=True)
class Wrong:
    """What is wrong with markup and what was expected; `tag` is the start of it as it is written."""

    tag: str
    wrong: str
    expected: str


@dataclass
class Examined:
    """What a piece of markup holds: its ids, the addresses of files it refers to, those of scripts, faults."""

    ids: set[str] = field(default_factory=set)
    refs: set[str] = field(default_factory=set)
    code: set[str] = field(default_factory=set)
    wrong: dict[Wrong, None] = field(default_factory=dict)


def written(text: str) -> list[Wrong]:
    """What is wrong with markup that somebody wrote in a chapter, or a cell returned."""
    return list(examined(text, frozenset(WRITTEN), by_people=True).wrong)


def examined(text: str, elements: frozenset[str] = frozenset(ELEMENTS), by_people: bool = False) -> Examined:
    """Markup of a page or of a picture, read once."""
    found, known = Examined(), set()
    for token in TOKEN.finditer(text):
        whole = token[0]
        if whole in known or not (token["tag"] or token["other"]):
            continue
        known.add(whole)  # the same tag stands on a page a thousand times
        if token["other"]:
            found.wrong[unread(text[token.start() : token.start() + 60])] = None
            continue
        name = token["tag"].lower()
        if name not in elements:
            wrong = f"<{name}> is not among the elements that a page may have"
            found.wrong[Wrong(whole, wrong, instead(name))] = None
            continue
        if within := token["within"]:
            values = {n.lower(): html.unescape("".join(v)) for n, *v in ATTRIBUTE.findall(within)}
            gather(name, values, found)
            for wrong, expected in faults(name, values, by_people):
                found.wrong[Wrong(whole, wrong, expected)] = None
        elif name == "script":
            found.wrong[Wrong(whole, "a script stands in the page", INLINE)] = None
    return found


INLINE = "expected no code in a page: what a page does is in book/_static"
INSTEAD = {
    "script": INLINE,
    "style": "expected the look in book/_static/look.css, and a class",
    "iframe": "expected a link to it",
    "video": "expected a link to it",
    "audio": "expected a link to it",
    "object": "expected a link to it, or a figure",
    "embed": "expected a link to it, or a figure",
    "image": "expected a link to it, or ![what it shows](path of a file in book/)",
}


def unread(text: str) -> Wrong:
    """What is wrong with a text whose first sign begins no tag."""
    around = " ".join(text.split())
    if text.startswith("<!--"):
        return Wrong(
            text, f"a comment holds < or > ({around[:30]} …)", "expected words alone, or lines that begin with %"
        )
    return Wrong(text, f"{around[:30]!r} cannot be read as a tag", 'expected <b class="…">, or &lt; for a mere <')


def instead(name: str) -> str:
    """What is expected in the place of an element."""
    return INSTEAD.get(name, "expected Markdown, or HTML that holds nothing but text, tables, pictures and links")


def gather(name: str, values: dict[str, str], found: Examined) -> None:
    """Add what a tag names, refers to and runs."""
    if ident := values.get("id"):
        found.ids.add(ident)
    for attribute in REFERRING:
        if address := values.get(attribute):
            found.refs |= set(named(attribute, address))
    if name == "script" and "src" in values:
        found.code.add(values["src"])
    if "data-vega" in values:
        found.code.add(values["data-vega"])


def named(attribute: str, value: str) -> list[str]:
    """The addresses in the value of an attribute."""
    return [one.split()[0] for one in value.split(",") if one.strip()] if attribute == "srcset" else [value]


def is_fetched(name: str, attribute: str) -> bool:
    """Whether a browser or a script of ours fetches what the attribute of an element names."""
    return attribute in LOADED or (name == "use" and attribute in LEADING)


def faults(name: str, values: dict[str, str], by_people: bool) -> Iterator[tuple[str, str]]:
    """What is wrong with the attributes of a tag, and what was expected."""
    for attribute, value in values.items():
        if not (attribute in ATTRIBUTES or attribute.startswith(PREFIXES)) or (by_people and attribute in OURS):
            yield f"{attribute}= of <{name}> is not among the attributes that a page may have", unsaid(attribute)
        elif is_fetched(name, attribute) and not all(map(addresses.is_own, named(attribute, value))):
            yield f"{value} is loaded from elsewhere", ALL_OURS
        elif attribute in LEADING and not addresses.is_link(value):
            yield f"the address {value} is none that a reader may be sent to", addresses.LINK
        elif attribute in PAINT and not PAINTED.fullmatch(value):
            yield f"{attribute} is {value!r}", "expected a colour, or a part of the same drawing such as url(#shade)"
        elif attribute.startswith("xmlns") and value not in NAMESPACES:
            yield f"{attribute} is {value!r}", "expected the name of SVG or MathML"
    yield from OF_ELEMENT.get(name, lambda _: ())(values)


def unsaid(attribute: str) -> str:
    """What is expected in the place of an attribute."""
    if attribute == "style":
        return INSTEAD["style"]
    return INLINE if attribute.startswith("on") else "expected none"


def of_script(values: dict[str, str]) -> Iterator[tuple[str, str]]:
    """A script has an address, or holds data for machines."""
    kind = values.get("type", "")
    if ("src" in values) == bool(kind) or (kind and kind not in DATA):
        yield "a script stands in the page", INLINE


def of_link(values: dict[str, str]) -> Iterator[tuple[str, str]]:
    """A style sheet and an icon are our own; else a link says how pages belong together."""
    relations = set(values.get("rel", "").lower().split())
    if not relations or relations - RELATIONS:
        yield f"<link rel={values.get('rel', '')!r}> is on the page", f"expected one of {', '.join(sorted(RELATIONS))}"
    if relations & FETCHED and not addresses.is_own(values.get("href", "")):
        yield f"{values.get('href', '')} is loaded from elsewhere", ALL_OURS


def of_meta(values: dict[str, str]) -> Iterator[tuple[str, str]]:
    """A page is in one encoding: in another the same bytes could hold other tags."""
    if values.get("charset", "utf-8").lower() != "utf-8":
        yield f"the page says that it is in {values['charset']}", "expected utf-8"
    if "http-equiv" in values:  # a page that has moved
        delay, _, address = values.get("content", "").partition("; url=")
        if values["http-equiv"].lower() != "refresh" or delay != "0" or not addresses.is_own(address):
            yield "the page sends readers elsewhere", "expected at most `0; url=` and a page of this site"


OF_ELEMENT = {"script": of_script, "link": of_link, "meta": of_meta}
