"""The library in an analyst's hands: what is theirs they may change; what they mistype is answered with what is there."""

import pickle

import altair as alt
import pandas as pd
import pytest
from docutils import frontend, nodes, utils

from strategy import bound, figures, table
from strategy.data import tables
from strategy.edition import reached_in_sphinx
from strategy.faults import Faults

WAYS_TO_WRITE = {
    "column times two": lambda rows: rows.__setitem__("value", rows["value"] * 2),
    "one cell": lambda rows: rows.loc.__setitem__((0, "value"), -1),
    "one text by place": lambda rows: rows.iloc.__setitem__((0, 0), "x"),
    "rows dropped in place": lambda rows: rows.drop(index=rows.index[:300], inplace=True),
    "new column": lambda rows: rows.__setitem__("x", 1),
    "column taken out": lambda rows: rows.pop("value"),
    "columns renamed": lambda rows: setattr(rows, "columns", [c.upper() for c in rows]),
    "numbers of the array": lambda rows: rows["value"].array.__setitem__(0, -1),
    "text of the array": lambda rows: rows["area_name"].array.__setitem__(0, "x"),
    "text of the values": lambda rows: rows["area_name"].values.__setitem__(0, "x"),
    "index named": lambda rows: setattr(rows.index, "name", "x"),
    "attributes": lambda rows: rows.attrs.__setitem__("x", 1),
}


@pytest.mark.filterwarnings("ignore:The inplace keyword")
@pytest.mark.parametrize("way", WAYS_TO_WRITE)
def test_rows_may_be_changed_by_whoever_got_them_and_nobody_else_sees_it(way):
    before, narrow = table("gva").rows, table("gva").where(measure="current")
    printed = bound.resolve("gva@wirral").now
    for held in (table("gva"), narrow, table("gva").where(area_name="Wirral")):
        WAYS_TO_WRITE[way](held.rows)
    pd.testing.assert_frame_equal(table("gva").rows, before)
    pd.testing.assert_frame_equal(narrow.rows, before[before["measure"] == "current"])
    assert table("gva").rows.attrs == {}
    assert bound.resolve("gva@wirral").now == printed == "£6.6bn"


def test_numbers_cannot_be_written_past_the_frame():
    for writable in (
        table("gva").rows["value"].to_numpy(),
        table("gva").rows["value"].values,
        table("gva").cells("value"),
    ):
        with pytest.raises(ValueError, match="read-only"):
            writable[0] = -1


def test_a_description_cannot_be_changed_and_survives_being_kept():
    held = table("gva").description
    for write in (
        lambda m: m.__setitem__("x", 1),
        lambda m: m.clear(),
        lambda m: m.update(x=1),
        lambda m: m.pop("current"),
    ):
        for mapping in (held.measures, held.lines):
            with pytest.raises(TypeError, match="expected a dict of your own"):
                write(mapping)
    with pytest.raises(AttributeError):
        held.measures["current"].unit = "£"
    assert pickle.loads(pickle.dumps(held)) == held
    assert list(table("gva").description.measures) == ["current", "real_2022"]


def test_lists_that_a_table_gives_are_the_callers_own():
    for held in (table("gva").periods, table("gva").columns):
        held.clear()
    assert table("gva").periods[-1] == "2023"
    assert table("gva").columns[0] == "area_code"


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (lambda: table("gav"), r"data/gav\.csv: there is no table 'gav'; expected gva$"),
        (lambda: table("employmint"), r"there is no table 'employmint'; expected employment(, [a-z_]+)*$"),
        (
            lambda: table("gva").where(areacd="E08000015"),
            r"gva\.csv:1: there is no column 'areacd'; expected area_code",
        ),
        (lambda: table("gva").where(measure="curent"), r"gva\.csv: there is no measure 'curent'; expected current$"),
        (lambda: table("gva").unit("x"), r"there is no measure 'x'; expected current, real_2022$"),
        (lambda: table("gva").unit(), r"the unit is that of a measure; expected one of current, real_2022$"),
        (lambda: table("claimants").unit("rate"), r"expected none: the table measures one thing$"),
    ],
)
def test_what_a_table_does_not_have_is_answered_with_what_it_has(asked, answer):
    with pytest.raises(Faults, match=answer):
        asked()


def test_a_period_may_be_a_number():
    assert table("gva").where(period=2017).rows.equals(table("gva").where(period="2017").rows)
    assert len(table("gva").where(period=[2016, "2017"]).rows) == 52


def test_a_notebook_shows_a_table_with_its_unit_and_source_and_no_markup_of_its_cells():
    shown = table("gva")._repr_html_()
    assert "<b>Gross value added by area</b> (£ million, £ million in 2022 money)" in shown
    assert "and 666 more rows. Source: ONS, Regional gross value added (balanced), 17 April 2025" in shown
    held = table("gva")
    marked = tables.Table(held.rows.assign(area_name="<script>"), held.description, held.path)._repr_html_()
    assert "<script>" not in marked and "&lt;script&gt;" in marked
    assert repr(held).startswith("<table gva: Gross value added by area; 676 rows of area_code, area_name, period")


def test_charts_that_are_not_ours_keep_altairs_look_and_renderer():
    theirs = alt.Chart(alt.Data(values=[{"a": 1}])).mark_point().encode(x="a:Q")
    assert (alt.renderers.active, alt.theme.active) == ("default", "default")
    with alt.theme.enable("dark"), alt.renderers.enable("mimetype"):
        figures.ranking(table("gva"), "current", then="2017")._repr_mimebundle_()
        assert theirs.to_dict()["usermeta"] == {"embedOptions": {"theme": "dark"}}
        assert "vegalite" in str(theirs._repr_mimebundle_())
    assert theirs.to_dict()["config"] == {"view": {"continuousWidth": 300, "continuousHeight": 300}}


def test_ours_carry_the_look_and_the_bundle_also_when_something_was_set_after():
    ours = figures.ranking(table("gva"), "current", then="2017")
    for chart in (ours, ours.properties(title="x"), ours.copy()):
        spec = chart.to_dict()
        assert spec["config"]["font"] == spec["usermeta"]["narrow"]["config"]["font"] == "Liberation Sans"
        assert {"application/vnd.strategy.figure+json", "image/svg+xml"} <= set(chart._repr_mimebundle_())


def test_a_chart_without_what_a_page_needs_is_refused_on_a_page(monkeypatch):
    told = []
    monkeypatch.setattr(
        reached_in_sphinx.LOGGER, "warning", lambda words, *said, **where: told.append(words % said)
    )
    page = utils.new_document("page", frontend.get_default_settings())
    bare = alt.Chart(alt.Data(values=[])).mark_point()._repr_mimebundle_()
    page += nodes.raw("", bare["text/html"], format="html")
    reached_in_sphinx.JudgeHTML(page).apply()
    assert told == [f"{reached_in_sphinx.A_CHART}; {reached_in_sphinx.A_FIGURE}"]
