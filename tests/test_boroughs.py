"""What the page of a borough lists from the draft, counted by hand in data/strategy."""

from strategy import tables
from strategy.publish.things import rows, split


def in_borough(name, area):
    return [row.id for row in rows(name) if area in split(row.authority)]


def test_each_borough_lists_the_sites_and_actions_of_its_own():
    assert in_borough("assets", "Sefton") == [
        "port-of-liverpool",
        "liverpool2",
        "transatlantic-cable",
        "liverpool-bay-wind",
        "southport",
    ]
    assert in_borough("actions", "Halton") == ["places-4", "business-5", "infrastructure-5"]
    assert in_borough("cases", "Knowsley") == ["shakespeare-north"]
    assert in_borough("voices", "St Helens") == ["voice-creative-alternatives"]


def test_every_borough_has_assets_and_actions_to_show():
    for area in tables.authorities():
        assert in_borough("assets", area.name) and in_borough("actions", area.name)
