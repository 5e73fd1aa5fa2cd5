"""What the page of a borough lists from the draft, counted by hand in data/strategy."""

from strategy.data import areas
from strategy.edition.entries import rows
from strategy.edition.mentions import in_borough


def ids(kind, area):
    return [row.id for row in in_borough(kind, area)]


def test_each_borough_lists_the_sites_and_actions_of_its_own():
    assert ids("assets", "Sefton") == [
        "port-of-liverpool",
        "liverpool2",
        "transatlantic-cable",
        "liverpool-bay-wind",
        "southport",
    ]
    assert ids("actions", "Halton") == ["places-4", "business-5", "infrastructure-5"]
    assert ids("cases", "Knowsley") == ["shakespeare-north"]
    assert ids("voices", "St Helens") == ["voice-creative-alternatives"]


def test_every_borough_has_assets_and_actions_to_show():
    for area in areas.members():
        assert ids("assets", area.name) and ids("actions", area.name)


def test_whatever_names_a_borough_is_a_row_of_its_own_table():
    named = {(row.kind, row.id) for row in rows("mentions")}
    known = {(kind, row.id) for kind in ("action", "case", "voice") for row in rows(f"{kind}s")}
    assert named <= known
