"""The words: no statistic typed by hand, pages that can be read, British spelling, nothing left untold."""

import csv
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import ROOT, command, pages_of_the_book

from strategy import bound, claims
from strategy.edition import prose
from strategy.edition.roles import split_long
from strategy.engine.chapters import Page


def page(tmp_path, text):
    path = tmp_path / "page.md"
    path.write_text(text, encoding="utf-8")
    return Page("chapters/page", path)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Output grew by 7.8% here.", ["7.8%"]),
        ("It costs £5bn, or 3 times as much.", ["£5bn", "3"]),
        ("| a | b |\n| --- | --- |\n| x | 40,000 |", ["40,000"]),
        ("```{sidebar} Since\nNow 12 of them.\n```", ["12"]),
        ("```{facts}\ngva: Then 31 pounds.\n```", ["31"]),
        ("It began in 2018, and by the 1990s it was over.", []),
        ("On 23 March 2020, HS2, NVQ4+, 5G and LCR 4.0 stood in the draft.", []),
        ("People aged 16 to 64, with a 95% interval.", []),
        ("1. The first\n2. The second, {now}`gva`.", []),
        ("Read [more](page-12) and `code 99`.", []),
    ],
)
def test_a_number_typed_in_prose_is_found_and_nothing_else(text, typed, tmp_path):
    found = [f.wrong.split("'")[1] for f in prose.typed_numbers(page(tmp_path, text))]
    assert found == typed


def test_a_typed_number_is_told_by_its_line(tmp_path):
    fault = next(prose.typed_numbers(page(tmp_path, "# Title\n\nOne line.\nAnother with 99 in it.\n")))
    assert fault.line == 4


@pytest.mark.parametrize(
    ("printed", "before", "button"),
    [
        ("over 17,000", "", "over 17,000"),
        ("more than any other place outside London", "more than any other", "place outside London"),
        ("an unforeseeably-long-compound", "an", "unforeseeably-long-compound"),
    ],
)
def test_a_long_number_in_words_runs_on_with_its_sentence(printed, before, button):
    assert split_long(printed) == (before, button)


def test_sentences_are_told_apart_and_put_together_over_lines(tmp_path):
    found = prose.sentences(page(tmp_path, "# A title\n\nThe first one. The second\nruns on.\n\n- An item\n"))
    assert [(s.text, s.line) for s in found if not s.heading] == [
        ("The first one.", 3),
        ("The second runs on.", 3),
        ("An item", 6),
    ]


def test_a_sentence_that_is_too_long_is_told(tmp_path):
    text = "word " * 26 + "end."
    assert [f.line for f in prose.long_sentences(page(tmp_path, text))] == [1]
    assert list(prose.long_sentences(page(tmp_path, "word " * 24 + "end."))) == []


def test_a_page_that_is_hard_to_read_is_told(tmp_path):
    hard = "Institutional considerations necessitate comprehensive organisational transformation. " * 12
    [fault] = prose.reading(page(tmp_path, hard)).faults()
    grade = float(re.fullmatch(r"the page reads at grade (\d+\.\d)", fault.wrong)[1])
    assert (grade > 20 and fault.expected.startswith("11 or under")) or fault.expected.startswith(
        "expected 11 or under"
    )
    easy = "We read the page. Its words are short. A child can read it too. " * 12
    assert list(prose.reading(page(tmp_path, easy)).faults()) == []


def test_a_few_longer_words_move_the_grade_little(tmp_path):
    """A measure that jumps would tell of a page that became hard when a word was changed."""
    easy, harder = (
        "The old town by the river was a good place to live. ",
        "The old district by the river was a wonderful place to live. ",
    )
    grades = [prose.reading(page(tmp_path, easy * (40 - n) + harder * n)).grade for n in range(41)]
    steps = [after - before for before, after in pairwise(grades)]
    assert min(steps) > 0 and max(steps) < 0.1 and grades[-1] - grades[0] > 1


def test_every_page_keeps_to_its_reading_age():
    done = command("check.py", "--words")
    assert done.returncode == 0, done.stderr
    listed = re.findall(r"(?m)^(\S+) +\d+ +\d+\.\d +\d+ +\d+\.\d +\d+(?: +\d+%){3}$", done.stdout)
    assert {"executive-summary", "places", "economy", "wirral"} <= set(listed)


def test_a_page_that_reads_like_minutes_is_told(tmp_path):
    """Of twenty sentences two begin with the strategy and two point back: 10% each; four have nine words or fewer."""
    place = "In the north of the town a new school opened its doors. " * 14
    text = place + "The draft said so. The draft saw more. It was new. This went on for a year or two in all parts. "
    reading = prose.reading(
        page(tmp_path, f"{text}One more. And one more after that one, which is the last of all of them.")
    )
    assert (reading.sentences, reading.named, reading.pointing, reading.brief) == (20, 10, 10, 20)
    assert [fault.wrong for fault in reading.faults()] == [
        "10% of 20 sentences begin with “The draft”",
        "10% of 20 sentences begin with “It”, “That”, “This” or “They”",
    ]
    few = prose.reading(page(tmp_path, text.replace(place, place[: len(place) // 2])))
    assert few.sentences == 11 and list(few.faults()) == []


def test_the_book_is_told_in_its_readers_order():
    """Over all pages: who or what first, one time in fifty at most the strategy; a fifth of the sentences at most are brief."""
    read = [found for found in map(prose.reading, pages_of_the_book()) if found]
    every = sum(found.sentences for found in read)
    for share, most in (("named", 2), ("pointing", 8), ("brief", 20)):
        assert sum(getattr(found, share) * found.sentences for found in read) / every < most, share


def test_spelling():
    where = [
        "book/index.md",
        "book/chapters",
        "README.md",
        "CONTRIBUTING.md",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "SECURITY.md",
        "data/README.md",
        "data/strategy",
        "scripts",
        "tests",
    ]
    done = subprocess.run(
        [str(Path(sys.executable).with_name("codespell")), *where], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


AMERICAN = re.compile(
    r"\b(\w*(?:aliz|eliz|iliz|oniz|imiz|ganiz|gniz|coloniz)(?:e|es|ed|ing|ation|ations)\b|color\w*|neighbor\w*|labor\b|center\w*|behavior\w*|favor\w*|fiber\w*|program\b)",
    re.IGNORECASE,
)


def test_spelling_is_british():
    for found in (p for p in pages_of_the_book() if p.path.suffix == ".md"):
        words = " ".join(w for w, *_ in prose.runs(found))
        assert [m[0] for m in AMERICAN.finditer(words)] == [], found.stem


# What the draft holds must be somewhere on the site


def rows(name):
    with (ROOT / f"data/strategy/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def whole(site):
    """Every page of the contents, by stem."""
    return {p.stem: p.read_text(encoding="utf-8") for p in [site / "index.html", *site.glob("chapters/*.html")]}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("actions", "action"),
        ("outcomes", "outcome"),
        ("priorities", "priority"),
        ("cases", "case"),
        ("voices", "voice"),
        ("assets", "asset"),
        ("organisations", "organisation"),
        ("glossary", "term"),
        ("opportunities", "opportunity"),
    ],
)
def test_everything_the_draft_names_has_its_own_address(name, kind, whole):
    homeless = [r["id"] for r in rows(name) if not any(f'id="{kind}-{r["id"]}"' in text for text in whole.values())]
    assert homeless == []


def test_every_claim_is_stated_on_a_page(whole):
    """Its number stands in the text or in the words of a card: with a note that opens, or bound in the source as plain text."""
    sources = " ".join(found.text for found in pages_of_the_book())
    listed = {i.strip() for name in ("actions", "cases") for r in rows(name) for i in r["claim_ids"].split(";")}
    listed |= set(re.findall(r"^[a-z0-9-]+(?=:|$)", sources, re.MULTILINE)) | set(
        re.findall(r"`([a-z0-9-]+)`", sources)
    )
    noted = set(re.findall(r'id="[ns]-([^"]+)"', " ".join(whole.values())))
    plain = {c.id for c in claims.claims().values() if not bound.resolve(c.id, now=False).says_more}
    assert {r["id"] for r in rows("claims")} - noted - (plain & listed) == set()


def test_every_chapter_says_what_it_is_for_and_where_to_go_next():
    for found in pages_of_the_book():
        assert "{.lede}" in found.text, found.stem
        if found.stem not in ("index", "data") and not found.values:
            assert "## Where to go next" in found.text, found.stem
