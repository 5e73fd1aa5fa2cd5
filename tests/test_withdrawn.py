"""What the data no longer bear out: refused, or with `--withdraw` replaced by what is true now and marked as withdrawn."""

import json
import shutil

import pytest
from conftest import ROOT, command, digest, pages_of_the_book
from docutils import nodes
from test_propositions import ASCENDING, EDITS, UK, held, now, put, series, written  # noqa: F401 `held` is a fixture

from strategy import propositions, publishing
from strategy.data.folder import reading_from
from strategy.edition import check, statements
from strategy.engine.chapters import Page
from strategy.engine.store import Memory

SATISFACTION = "Satisfaction with life"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "life-satisfaction@wirral > 8",
            "Satisfaction with life, Wirral, 2022/23: 7.50 out of 10, not more than 8.00 out of 10",
        ),
        (
            "life-satisfaction@halton > life-satisfaction@wirral",
            "Satisfaction with life, 2022/23: 1.00 out of 10 (Halton), not more than 7.50 out of 10 (Wirral)",
        ),
        (
            f"life-satisfaction > {UK}: only wirral",
            "Satisfaction with life, 2022/23: more than 5.00 out of 10 (United Kingdom) for two of six boroughs (St Helens 6.00 out of 10, "
            "Wirral 7.50 out of 10), not for Halton 1.00 out of 10, Knowsley 2.00 out of 10, Liverpool 3.00 out of 10 and Sefton 4.00 out of 10",
        ),
        (
            "largest life-satisfaction: sefton",
            "Satisfaction with life, 2022/23, from the largest: Wirral 7.50 out of 10, St Helens 6.00 out of 10, Sefton 4.00 out of 10, "
            "Liverpool 3.00 out of 10, Knowsley 2.00 out of 10 and Halton 1.00 out of 10",
        ),
        (
            "life-satisfaction@wirral / life-satisfaction@halton < 7",
            "Satisfaction with life, 2022/23: 7.5 (Wirral ÷ Halton), not less than 7",
        ),
        (
            "life-satisfaction@wirral > 7; life-satisfaction@halton > 3",
            "Satisfaction with life, Halton, 2022/23: 1.00 out of 10, not more than 3.00 out of 10",
        ),
    ],
)
def test_what_is_true_instead_is_said_with_its_numbers(text, words, held):  # noqa: F811
    held(ASCENDING)
    said = propositions.instead(text)
    assert (said.words, said.lacks) == (words, False)


def test_of_what_holds_nothing_is_said_instead(held):  # noqa: F811
    held(ASCENDING)
    assert propositions.instead("life-satisfaction@wirral > 7") is None


def test_a_comparison_of_several_periods_names_each_in_which_it_does_not_hold(held):  # noqa: F811
    held(series(4.0, 5.5, 6.0) | series(5.0, 5.0, 5.0, name="United Kingdom"))
    said = propositions.instead(f"life-satisfaction@halton < {UK} for each period since 2018/19")
    assert said.words == (
        "Satisfaction with life, 2020/21: 6.00 out of 10 (Halton), not less than 5.00 out of 10 (United Kingdom); so too in 2019/20"
    )


def test_intervals_are_told_where_they_decide(held):  # noqa: F811
    held(now((3.0, 4.0, 5.1), *[(8.0, 9.0, 10.0)] * 5, uk=5.0))
    said = propositions.instead(f"life-satisfaction@halton < {UK} outside the interval")
    assert (
        "4.00 out of 10 (Halton, between 3.00 out of 10 and 5.10 out of 10), not clearly less than 5.00" in said.words
    )
    held(now(*[(1.0, 2.0, 3.0)] * 5, (3.5, 4.0, 4.5)))
    said = propositions.instead("intervals of life-satisfaction overlap")
    assert "do not all overlap" in said.words and "Wirral 3.50 out of 10 to 4.50 out of 10" in said.words


def test_a_missing_figure_is_named(held):  # noqa: F811
    held({key: value for key, value in ASCENDING.items() if key[0] != "Sefton"})
    said = propositions.instead(f"life-satisfaction > {UK}: every member")
    assert (said.words, said.lacks) == (f"{SATISFACTION}: no figure for Sefton in 2022/23", True)


# On the page


def paragraph(*parts):
    return nodes.paragraph("", "", *(nodes.Text(p) if isinstance(p, str) else p for p in parts))


def gone(words="All of it"):
    return statements.withdrawn(propositions.Instead(words))


GONE = "Withdrawn: no longer true of the data. All of it."


@pytest.mark.parametrize(
    ("parts", "left"),
    [
        (["One. Halton ", gone(), " of all. Three."], ["One. ", GONE, " Three."]),
        (
            ["One.", "\n", "Of ", nodes.strong("", "6"), " it ", gone(), " least", "\n", "Three."],
            ["One.\n", GONE, "\nThree."],
        ),
        ([nodes.emphasis("", "", nodes.Text("In "), gone()), " of them."], [GONE]),
        (["It ", gone(), ", though ", gone("Less"), "."], [GONE, GONE.replace("All of it", "Less")]),
        (["Nothing. Here."], ["Nothing. Here."]),
    ],
)
def test_the_rest_of_a_sentence_goes_with_what_is_withdrawn_of_it(parts, left):
    kept = [n for s in statements.sentences(paragraph(*parts).children) for n in statements.without_rest(s)]
    assert "".join(n.astext() for n in kept).split() == " ".join(left).split()


# The book on other tables


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return tmp_path / "data"


def withdrawn(folder):
    book = publishing.Publishing(publishing.project(folder, withdraw=True))
    return book.withdrawn(pages_of_the_book(), Memory())


@pytest.mark.parametrize(
    ("edit", "words", "instead"),
    [
        ("Halton’s hourly index", "Halton alone brings in more", "more than 100% for no borough (Halton 91%"),
        ("Liverpool’s output", "Liverpool makes more than four", "2023: 16.7%, not more than 40.0%."),
        ("young people in Sefton", "In every borough, a larger share", "for five of six boroughs"),
        ("young people a year on", "In every borough, a larger share", "2026: more than 3.4% (England) for no borough"),
    ],
)
def test_what_newer_data_contradict_is_withdrawn_with_what_is_true_now(edit, words, instead, folder):
    EDITS[edit][0](folder)
    [found, *_] = [one for one in withdrawn(folder) if one["words"].startswith(words)]
    assert found["instead"].startswith(statements.NO_LONGER) and instead in found["instead"]
    line = (ROOT / found["source"]).read_text("utf-8").splitlines()[found["line"] - 1]
    assert "holds" in line


def test_a_suppressed_figure_stops_the_check_by_name_and_with_withdraw_only_the_statement(folder):
    assert written(folder, "neet", put("", area_name="Sefton", period="2025", measure="neet")) == 1
    about = folder / "neet.yml"
    about.write_text(about.read_text("utf-8").replace("type: number,", "type: number, missing: true,"), "utf-8")
    with reading_from(folder):
        pages = [page for page in pages_of_the_book() if page.stem == "evidence-people"]
        [fault] = [f for page in pages for f in check.check_page(page, Memory())]
        assert "there is no figure of neet for Sefton in 2025" in fault.wrong
        assert fault.expected == "expected that figure; --withdraw publishes without the statement"
        assert not [f for page in pages for f in check.check_page(page, Memory(), withdraw=True)]
    [one] = withdrawn(folder)
    missing = "Young people outside education, work and training: no figure for Sefton in 2025."
    assert one["instead"] == f"{statements.LACKS} {missing}"


@pytest.mark.parametrize("text", ["It is {holds}`gva > 1e|more`.\n", "It is {holds}`gva > 1`.\n"])
def test_what_cannot_be_read_is_a_fault_with_withdraw_too(text, tmp_path):
    path = tmp_path / "page.md"
    path.write_text(text, encoding="utf-8")
    assert list(check.check_page(Page("chapters/page", path), Memory(), withdraw=True))


def test_a_site_follows_the_option_there_and_back(small, tmp_path):
    """Refused without it, published with it; a site built with it keeps none of its words when the data are as they were."""
    page = small / "book/chapters/words.md"
    page.write_text(
        page.read_text("utf-8") + "\nKept. Wirral {holds}`gva@wirral > 6000|makes more than some`.\n", "utf-8"
    )
    out, sound = tmp_path / "out", tmp_path / "sound"

    def build(*arguments, to=out):
        return command("build.py", "--out", to, *arguments, root=small, STRATEGY_STORE=tmp_path / "store")

    assert build(to=sound).returncode == 0 and build().returncode == 0
    as_it_was = (small / "data/gva.csv").read_bytes()
    written(small / "data", "gva", put(5000, area_name="Liverpool", period="2023", measure="current"))
    written(small / "data", "gva", put(4000, area_name="Wirral", period="2023", measure="current"))
    written(small / "data", "gva", put(27259, area_name="Liverpool City Region", period="2023", measure="current"))
    refused = build()
    assert refused.returncode == 2 and "--withdraw publishes that instead" in refused.stderr, refused.stderr
    assert digest(out) == digest(sound)
    done = build("--withdraw")
    assert done.returncode == 0, done.stderr
    assert "output.md:27: withdrawn: “Liverpool makes the most”" in done.stdout
    shown = (out / "chapters/output.html").read_text("utf-8")
    for name in ("chapters/output.html", "figures/output-by-authority.svg", "figures/output-by-authority.html"):
        text = (out / name).read_text("utf-8")
        assert "Liverpool makes the most" not in text and "no longer true of the data" in text.replace("\n", " "), name
    assert "from the largest: Sefton £5.4bn, Halton £5.2bn" in shown
    words = (out / "chapters/words.html").read_text("utf-8")
    assert (
        "than some" not in words
        and "Kept." in words
        and "£4,000m" not in words
        and "£4.0bn, not more than £6.0bn" in words
    )
    listed = json.loads((out / "manifest.json").read_text("utf-8"))["withdrawn"]
    assert [one["page"] for one in listed] == ["chapters/output", "chapters/words"]
    assert json.loads((tmp_path / "store/run.json").read_text("utf-8"))["withdrawn"] == listed
    again = build("--withdraw")
    assert "nothing changed" in again.stdout and "withdrawn: “makes more than some”" in again.stdout
    assert build().returncode == 2
    (small / "data/gva.csv").write_bytes(as_it_was)
    assert build().returncode == 0
    assert digest(out) == digest(sound)
