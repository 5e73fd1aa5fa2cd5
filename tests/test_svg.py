"""Drawings as trees: what a page keeps of them, and that nothing is lost on the way."""

import pytest

from strategy import figures, table
from strategy.edition import recorded, svg, vl_convert_private
from strategy.edition.pictures import Pictures


def inline(inner, title="A title", alt="What it shows"):
    return svg.inline_svg(svg.drawing(f'<svg xmlns="s" viewBox="0 0 10.55 5">{inner}</svg>'), "wide", "x", title, alt)


def test_a_drawing_read_and_written_is_the_same_text():
    every = (
        figures.ranking(table("gva"), "current", then="2017"),
        figures.plans_by_level(table("strategy/plans"), name="Plan", wider="the North"),
    )
    for chart in every:
        drawn = Pictures().svg({k: v for k, v in chart.to_dict().items() if k != "usermeta"})
        assert svg.serialised(svg.parsed(drawn)) == drawn


def test_the_head_names_the_picture_and_its_words_come_first():
    assert inline("<rect/>", title="A < B & “C”") == (
        '<svg class="wide" role="img" aria-labelledby="x-wide-t x-wide-d" viewBox="0 0 10.5 5">'
        '<title id="x-wide-t">A &lt; B &amp; “C”</title><desc id="x-wide-d">What it shows</desc><rect/></svg>'
    )


@pytest.mark.parametrize(
    ("drawn", "kept"),
    [
        ('<path class="a" d="M1.23" fill="#fff" opacity="0.75"/>', '<path d="M1.2" fill="#fff" opacity="0.75"/>'),
        ('<rect transform="translate(0,0)" fill-opacity="0.125"/>', '<rect fill-opacity="0.125"/>'),
        ('<path aria-label="Wirral" d="M0" fill="#fff"/>', '<path data-a="wirral" d="M0" fill="#fff"/>'),
        ('<path aria-label="Elsewhere" d="M0" stroke="#fff"/>', '<path d="M0" stroke="#fff"/>'),
        ('<text x="1">Wirral</text>', '<text data-a="wirral" x="1">Wirral </text>'),
        ("<text>Wirral &amp; Sefton</text>", "<text>Wirral &amp; Sefton </text>"),
        ("<text><tspan>Great</tspan><tspan>er</tspan></text>", "<text><tspan>Great</tspan><tspan>er</tspan> </text>"),
        ('<text x="1"/>', '<text x="1"/>'),
        ('<rect data-x="a&#xA;&quot;b&quot;"/>', '<rect data-x="a&#xA;&quot;b&quot;"/>'),
    ],
)
def test_a_page_keeps_of_a_mark_what_it_has_a_use_for(drawn, kept):
    assert inline(drawn).partition("</desc>")[2] == f"{kept}</svg>"


@pytest.mark.parametrize(
    "drawn",
    [
        '<path class="background" d="M0,0h10v5h-10Z"/>',
        '<path d="M0" fill="none"/>',
        '<path d="M0" fill="#fff" opacity="0"/>',
        '<path d="M0" stroke="#fff" display="none"/>',
        "<g><g><g><g/></g></g></g>",
        '<g><path d="M0"/></g>',
    ],
)
def test_what_is_not_painted_is_left_out(drawn):
    assert inline(drawn).endswith("</desc></svg>")


def test_a_link_is_named_by_its_mark_or_by_where_it_leads():
    base = vl_convert_private.BASE
    drawn = (
        f'<a xlink:href="{base}../a.html"><path aria-label="The box" d="M0" fill="#fff"/><text y="1">Words</text></a>'
    )
    drawn += f'<a xlink:href="{base}b.html"><rect/></a>'
    found = inline(drawn)
    assert '<a href="../a.html" aria-label="The box"><path d="M0" fill="#fff"/><text aria-hidden="true" y="1">' in found
    assert '<a href="b.html" aria-label="b.html">' in found
    assert 'role="group" aria-labelledby="x-wide-t" aria-describedby="x-wide-d"' in found


def test_a_link_that_leads_nowhere_leaves_what_it_holds_in_its_place():
    drawn = '<svg><g/><a xlink:href="gone"><path/><text>W</text></a><a xlink:href="kept"><path/></a></svg>'
    root = svg.drawing(drawn, lambda address: address == "kept")
    assert svg.serialised(root) == '<svg><g/><path/><text>W</text><a xlink:href="kept"><path/></a></svg>'


class Environment:
    """As much of Sphinx's as is written to while a page is read."""

    def __init__(self, docname):
        self.docname = docname


def test_what_two_processes_read_is_one_whole_and_a_page_read_again_forgets():
    here, there = Environment("chapters/b"), Environment("chapters/a")
    recorded.stand(here, "action", "places-2", "As b has it")
    recorded.draw(here, "pay", "Pay rose", ["pay"])
    recorded.stand(there, "action", "places-2", "As a has it")
    recorded.use(there, ["gva"])
    recorder = recorded.Recorder.__new__(recorded.Recorder)
    recorder.merge_other(None, here, {"chapters/a"}, there)
    assert recorded.place(here, "action", "places-2") == ("chapters/a", "As a has it")
    assert recorded.place(here, "figure", "pay") == ("chapters/b", "Pay rose")
    assert recorded.figures(here) == {"pay": "chapters/b"}
    recorder.clear_doc(None, here, "chapters/b")
    assert recorded.figures(here) == {} and recorded.place(here, "figure", "pay") is None
    assert recorded.pages(here)["chapters/a"]["tables"] == {"gva"}
