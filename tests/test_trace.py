"""What touches what: both ways, computed, and the same on pages and for programs."""

import csv
import itertools
import json
import re
from html import unescape
from types import SimpleNamespace

import pytest
from conftest import ROOT

from strategy import graph, publishing
from strategy.edition import traced


@pytest.fixture(scope="module")
def found():
    return graph.graph()


def column(name, of):
    with (ROOT / f"data/strategy/{name}.csv").open(encoding="utf-8", newline="") as file:
        return [
            (row["id"], [part.strip() for part in row[of].split(";") if part.strip()]) for row in csv.DictReader(file)
        ]


def test_a_number_leads_back_to_its_table_and_on_to_the_action(found):
    """Fuel poverty, by hand: the table, its measure, the claim of 14.5 in a hundred, the first action on places."""
    chain = [
        ("table", "fuel_poverty"),
        ("measure", "fuel-poverty"),
        ("claim", "fuel-poverty-share"),
        ("action", "places-1"),
        ("priority", "places-p1"),
    ]
    for near, far in itertools.pairwise(chain):
        assert far in found.used_by(near) and near in found.uses(far)
    for n, node in enumerate(chain):
        assert set(chain[n + 1 :]) <= set(found.carries(node)) and set(chain[:n]) <= set(found.rests_on(node))
    assert found.uses(chain[0]) == [] and found.used_by(chain[-1]) == []


@pytest.mark.parametrize(
    ("name", "of", "kind", "other"),
    [
        ("claims", "measure", "claim", "measure"),
        ("claims", "measure_area", "claim", "place"),
        ("actions", "claim_ids", "action", "claim"),
        ("priorities", "action_ids", "priority", "action"),
        ("cases", "claim_ids", "case", "claim"),
        ("plans", "claim_ids", "plan", "claim"),
        ("outcomes", "baseline_claim_id", "outcome", "claim"),
        ("comparisons", "beside", "comparison", "claim"),
    ],
)
def test_every_reference_of_the_tables_is_an_edge_and_no_other_is(found, name, of, kind, other):
    wanted = {((other, ident), (kind, own)) for own, several in column(name, of) for ident in several}
    held = {pair for pair in found.edges if pair[0][0] == other and pair[1][0] == kind}
    if name == "claims":  # so have those that the draft sets beside them
        held = {(source, target) for source, target in held if target[1] in dict(column("claims", of))}
    assert held == wanted and wanted


def test_both_ways_say_the_same(found):
    for source, target in found.edges:
        assert target in found.used_by(source) and source in found.uses(target)
    for key in [k for k in found.titles if k[0] in ("table", "action", "case")]:
        assert all(key in found.rests_on(other) for other in found.carries(key)), key


def test_names_lead_to_what_is_called_so_and_nothing_is_guessed(found):
    known = {graph._plain(title): key for key, title in found.titles.items() if key[0] == "organisation"}
    assert graph._called("Homes England", known) == ("organisation", "homes-england")
    assert graph._called("Combined Authority", known) == ("organisation", "lcrca")  # the only name that ends so
    assert graph._called("Social Economy Panel", known) == ("organisation", "social-economy-panel")
    assert graph._called("Businesses", known) is None
    assert (
        graph._called("Council", {"north council": ("organisation", "n"), "south council": ("organisation", "s")})
        is None
    )


def test_it_is_not_made_anew_where_neither_the_data_nor_what_pages_show_of_each_other_changed(tmp_path):
    config = SimpleNamespace(
        strategy_data_kept=True, strategy_report="report", strategy_project=publishing.project().to_json()
    )
    app = SimpleNamespace(
        builder=SimpleNamespace(format="html"),
        config=config,
        env=SimpleNamespace(found_docs={"one", "other"}),
        strategy_to_write={"one"},
        strategy_surveyed_otherwise=set(),
        outdir=str(tmp_path),
    )
    traced.write(app, None)
    assert not list(tmp_path.iterdir())
    app.strategy_to_write = {"one", "other"}
    with pytest.raises(AttributeError):  # now it would be: this environment holds no pages to make it of
        traced.write(app, None)


def test_pages_and_the_file_for_programs_say_the_same(site):
    told = json.loads((site / "api/trace.json").read_text(encoding="utf-8"))
    numbers = {(one["kind"], one["id"]): n for n, one in enumerate(told["things"])}
    gva = numbers["table", "gva"]
    using = [told["things"][target] for source, target, _ in told["edges"] if source == gva]
    page = unescape((site / "trace/table-gva.html").read_text(encoding="utf-8"))
    assert {one["kind"] for one in using} >= {"measure", "figure", "page"}
    for one in using:
        assert f">{one['title'].rstrip('.')}</a>" in page, one
    for kind in traced.SHOWN:
        page = (site / f"trace/{kind}.html").read_text(encoding="utf-8")
        assert len(re.findall(r"<section id=", page)) == sum(one["kind"] == kind for one in told["things"]), kind


def test_a_note_a_figure_a_table_an_action_and_a_statement_lead_to_their_traces(site):
    economy = (site / "chapters/economy.html").read_text(encoding="utf-8")
    note = re.search(r'<div popover class="bound-note" id="n-gva-share-liverpool".*?</div>', economy, re.DOTALL)[0]
    assert 'href="../trace/measure.html#gva-share"' in note and "1 statement of the draft judged by it." in note
    assert 'href="../figures/../trace/figure.html#gva-by-authority"' in economy
    assert 'href="../trace/table-gva.html"' in (site / "data/gva.html").read_text(encoding="utf-8")
    places = (site / "chapters/places.html").read_text(encoding="utf-8")
    assert 'href="../trace/action-places-1.html"' in places
    ledger = (site / "chapters/claims.html").read_text(encoding="utf-8")
    assert 'href="../trace/claim.html#gva-share-liverpool"' in ledger
