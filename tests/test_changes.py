"""What changed between two editions, and the editions that are kept."""

import datetime
import gzip
import itertools
import json
import os
import random
import re
import shutil

import jsonschema
import pytest
from conftest import ROOT, command, digest, opener, served

from strategy import publishing
from strategy.data.folder import reading_from
from strategy.edition.changes import archive, difference, facts, page, telling
from strategy.engine import kept, manifest, site
from strategy.faults import Faults, Unpublishable

DAY = datetime.date(2026, 11, 29)


def said(**parts):
    """What a made-up edition says: one number, one verdict, what leans on them, and whatever is given."""
    told = {
        "format": facts.FORMAT,
        "title": "Isles",
        "day": "2026-11-28",
        "numbers": {
            "pay@north": {"title": "Pay: North", "period": "2024", "value": 500.0, "text": "£500 in 2024"},
            "pay@south": {"title": "Pay: South", "period": "2024", "value": 400.0, "text": "£400 in 2024"},
        },
        "verdicts": {"course since the plan: pay@north": {"subject": "Pay: North", "verdict": "no clear change"}},
        "propositions": [
            {
                "page": "pay",
                "words": "North pays more",
                "proposition": "pay@north > pay@south",
                "leans": ["pay"],
                "holds": True,
            },
            {"page": "pay", "words": "rents rose", "proposition": "rent > 3", "leans": ["rent@north"], "holds": True},
        ],
        "sentences": [
            {"page": "pay", "typed": "North pays ….", "text": "North pays £500.", "leans": ["pay@north"]},
            {"page": "pay", "typed": "South pays ….", "text": "South pays £400.", "leans": ["pay@south"]},
        ],
        "figures": {
            "pays": {
                "page": "pay",
                "headline": "North leads",
                "alt": "Bars. North 500.",
                "tables": ["pay"],
                "drawn": "a",
            }
        },
        "statuses": [],
        "tables": {"pay": {"title": "Pay", "hash": "1", "newest": "2024"}},
    }
    return told | parts


def moved(value, text):
    """The same edition with another figure for the north, and all that follows from it."""
    told = said()
    told["numbers"]["pay@north"] |= {"value": value, "text": text}
    told["verdicts"]["course since the plan: pay@north"]["verdict"] = "better"
    told["sentences"][0]["text"] = f"North pays {text.partition(' ')[0]}."
    told["figures"]["pays"] |= {"alt": f"Bars. North {value:.0f}.", "drawn": "b"}
    told["tables"]["pay"]["hash"] = "2"
    return told


def test_a_value_that_moved_is_told_with_all_that_leans_on_it_and_nothing_else():
    found = difference.difference(said(), moved(530.0, "£530 in 2024"))
    assert found["counts"] == {
        "numbers": 1, "verdicts": 1, "propositions": 1, "sentences": 1, "figures": 1, "statuses": 0, "statuses_gone": 0, "tables": 1,
    }  # fmt: skip
    assert found["numbers"][0] | {"title": ""} == {
        "number": "pay@north", "title": "", "how": "revised", "before": "£500 in 2024", "after": "£530 in 2024",
    }  # fmt: skip
    assert (found["sentences"][0]["before"], found["sentences"][0]["after"]) == ("North pays £500.", "North pays £530.")
    assert found["propositions"][0]["leans"] == ["pay@north"] and found["propositions"][0]["after"] is True
    assert telling.apart(found["figures"][0]["alt"]) == ("North 500.", "North 530.")
    assert telling.summary(found) == "1 number moved, 1 verdict turned, 1 figure changed"
    words = telling.markdown(found)
    assert words.startswith("**Since the last edition: 1 number moved, 1 verdict turned, 1 figure changed.**\n")
    assert "- Pay: North (course since the plan): was no clear change, now better\n" in words
    assert "“North pays £500.” → “North pays £530.”" in words and "rents rose" not in words


def test_two_editions_that_say_the_same_differ_in_nothing():
    found = difference.difference(said(), said())
    assert not any(found["counts"].values()) and telling.summary(found) == "nothing changed"


@pytest.mark.parametrize(
    ("before", "after", "how"),
    [
        (None, {"period": "2024"}, "new"),
        ({"period": "2024"}, None, "gone"),
        ({"period": "2023"}, {"period": "2024"}, "newer"),
        ({"period": "2024"}, {"period": "2023"}, "older"),
        ({"value": 1.0}, {"value": 2.0}, "revised"),
    ],
)
def test_how_a_number_moved(before, after, how):
    number = {"title": "Pay", "period": "2024", "value": 1.0, "text": "£1"}
    old, new = ({"pay@north": number | one} if one is not None else {} for one in (before, after))
    assert [one["how"] for one in difference.difference(said(numbers=old), said(numbers=new))["numbers"]] == [how]


def test_sentences_that_are_written_alike_are_told_apart_by_what_they_lean_on_and_their_order():
    one = [
        {"page": "p", "typed": "…", "text": t, "leans": [lean]}
        for t, lean in (("1", "a@x"), ("2", "b@x"), ("3", "b@x"))
    ]
    other = [one[0], one[1], one[2] | {"text": "4"}]
    found = difference.difference(said(sentences=one), said(sentences=other))["sentences"]
    assert [(s["before"], s["after"]) for s in found] == [("3", "4")]


def test_statuses_that_were_added_or_taken_away_are_told():
    row = {"table": "s", "subject": "A bridge", "says": "public records: funded; checked on 2026-11-28"}
    found = difference.difference(said(), said(statuses=[row]))
    assert found["statuses"] == [row] and telling.summary(found) == "1 status added"
    assert telling.summary(difference.difference(said(statuses=[row]), said())) == "1 status gone"


def test_a_difference_is_what_its_schema_says():
    row = {"table": "s", "subject": "A bridge", "says": "funded"}
    lost = moved(530.0, "£530 in 2024") | {"figures": {}, "statuses": [row], "numbers": {}, "tables": {}}
    for old, new in itertools.permutations((said(), moved(530.0, "£530"), lost), 2):
        jsonschema.validate(difference.difference(old, new), difference.schema(), jsonschema.Draft202012Validator)
    broken = difference.difference(said(), lost) | {"numbers": [{"number": 3}]}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, difference.schema())


def test_markdown_holds_whatever_words_there_are():
    odd = "a|b `c` *d* <e> [f](g)\nh"
    old = said(verdicts={"claim: x": {"subject": odd, "verdict": "holds"}})
    new = said(verdicts={"claim: x": {"subject": odd, "verdict": "*differs*"}})
    [line] = [one for one in telling.markdown(difference.difference(old, new)).splitlines() if one.startswith("- ")]
    assert line == r"- a\|b \`c\` \*d\* \<e\> \[f\](g) h (claim): was holds, now \*differs\*"


def test_a_cell_that_changes_a_verdict_of_the_data_is_told(tmp_path):
    """Liverpool made 40.0% of the output of 2017 where the draft printed 38%: with less of it, the claim is borne out."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    path = tmp_path / "data/gva.csv"
    text = path.read_text(encoding="utf-8")
    [own] = re.findall(r"(?m)^E08000012,Liverpool,2017,current,(.*)$", text)
    [whole] = re.findall(r"(?m)^E47000004,[^,]+,2017,current,(.*)$", text)
    others = float(whole) - float(own)
    text = text.replace(f"Liverpool,2017,current,{own}", f"Liverpool,2017,current,{others * 0.38 / 0.62:.0f}")
    path.write_text(text.replace(f"2017,current,{whole}", f"2017,current,{others / 0.62:.0f}"), encoding="utf-8")
    told = []
    for folder in (ROOT / "data", tmp_path / "data"):
        with reading_from(folder):
            told.append(said(verdicts=dict(facts._verdicts())))
    found = difference.difference(*told)
    turned = {one["id"]: (one["before"], one["after"]) for one in found["verdicts"] if one["kind"] == "claim"}
    assert turned["gva-share-liverpool"] == ("differs", "reproduced")


# The editions that a site keeps


@pytest.fixture
def published(tmp_path):
    """A made-up site, as build.py would have published it."""
    folder = tmp_path / "site"
    pages = "<title>Pay · Isles</title><p>Pay</p>"
    files = {
        "index.html": "<title>Isles</title>",
        "pay.html": pages,
        "chapters/changes.html": "<!--changes--><!--/changes--><!--editions--><!--/editions-->",
        "_static/look.css": "body { color: black; }",
        "_static/look.js": "// " + "look " * 50_000,
        "figures/pays.html": '<a href="../pay.html#pays">Pay</a>',
        "figures/pays.svg": "<svg/>",
        "figures/pays.png": "picture 500",
        "figures/pays.csv": "area,pay\r\nNorth,500\r\n",
        "figures/pays.json": "{}",
        "data/pay.csv": "area,value\nnorth,500\n",
        "data/tables.zip": "zip",
        "api/claims.json": "[]",
    }
    write(folder, files, said())
    return folder


def write(folder, files, told):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "changes").mkdir(exist_ok=True)
    (folder / facts.NAME).write_bytes(facts.as_json(told))
    page.publish(folder, told)
    manifest.write(folder, "lock", {}, {}, {}, [])


def rebuilt(out, tmp_path, files, told):
    """What a build does with the site that it replaces: everything new, and what is kept carried over."""
    new = tmp_path / "new"
    shutil.copytree(out, new, ignore=shutil.ignore_patterns("editions"))
    kept.carry(out, ("editions",), new)
    for path in [p for name in files for p in [new / name]]:
        path.unlink()
    (new / facts.NAME).unlink()
    write(new, files, told)
    site.replace(new, out)


def beyond(out):
    """How many bytes the kept editions take beyond the site itself."""
    sizes = {True: {}, False: {}}
    for path in (p for p in out.rglob("*") if p.is_file()):
        sizes["editions" in path.relative_to(out).parts][path.stat().st_ino] = path.stat().st_size
    return sum(size for inode, size in sizes[True].items() if inode not in sizes[False])


def test_a_citation_of_the_first_edition_gives_the_same_bytes_after_ten_more(published, tmp_path):
    first = publishing.keep(published, DAY)
    cited = {
        name: (published / f"editions/{first.name}/{name}").read_bytes()
        for name in ("figures/pays.html", "figures/pays.png", "figures/pays.svg", "figures/pays.csv", "data/pay.csv")
    }
    assert cited["figures/pays.png"] == b"picture 500"
    whole, grown = sum(p.stat().st_size for p in published.rglob("*") if "editions" not in p.parts), [beyond(published)]
    for n in range(1, 11):
        files = {"figures/pays.png": f"picture {500 + n}", "data/pay.csv": f"area,value\nnorth,{500 + n}\n"}
        rebuilt(published, tmp_path, files, moved(500.0 + n, f"£{500 + n} in 2024"))
        assert publishing.keep(published, DAY + datetime.timedelta(n)).number == n + 1
        grown.append(beyond(published))
    for name, raw in cited.items():
        assert (published / f"editions/{first.name}/{name}").read_bytes() == raw, name
    assert [one.number for one in archive.editions(published)] == list(range(11, 0, -1))
    assert max(b - a for a, b in itertools.pairwise(grown)) < 0.05 * whole
    assert not list(manifest.faults(published))


def test_an_edition_is_kept_once_and_lists_what_it_has(published):
    one = publishing.keep(published, DAY)
    assert one.number == 1 and one.summary == "" and publishing.keep(published, DAY) is None
    folder = published / "editions" / one.name
    kept_files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert {"figures/pays.png", "data/pay.csv", "index.html", "pay.html"} <= kept_files
    assert not kept_files & {"data/tables.zip", "api/claims.json", "changes/facts.json"}
    assert facts.name_of(json.loads(gzip.decompress((folder / archive.FACTS).read_bytes()))) == one.name
    for path in folder.rglob("*.html"):
        for address in re.findall(r'href="([^"#]+)', path.read_text(encoding="utf-8")):
            assert (path.parent / address).resolve().is_file(), f"{path.relative_to(folder)}: {address}"


def test_the_page_says_which_edition_it_is_compared_with(published, tmp_path):
    words = published / "chapters/changes.html"
    assert "This is the first edition" in words.read_text() and "No edition is kept yet" in words.read_text()
    publishing.keep(published, DAY)
    assert "This is the edition of 29 November 2026. Nothing has changed since it was kept." in words.read_text()
    rebuilt(published, tmp_path, {}, moved(530.0, "£530 in 2024"))
    text = words.read_text()
    assert "<strong>1 number moved, 1 verdict turned, 1 figure changed</strong>" in text
    assert "“Pay: North” (course since the plan): was no clear change, now better." in text
    publishing.keep(published, DAY + datetime.timedelta(1))
    text = words.read_text()
    assert "This is the edition of 30 November 2026." in text
    assert "It changed this since the edition of 29 November 2026: <strong>1 number moved" in text
    assert text.count("Edition of 29 November 2026</a>") == text.count("Edition of 30 November 2026</a>") == 1


def test_the_feed_is_read_by_a_library_and_tells_editions_and_what_came_since(published, tmp_path):
    feedparser = pytest.importorskip("feedparser")
    publishing.keep(published, DAY)
    rebuilt(published, tmp_path, {}, moved(530.0, "£530 in 2024"))
    found = feedparser.parse((published / "changes/feed.xml").read_bytes())
    assert not found.bozo and found.version == "atom10" and found.feed.title == "Isles: what changed"
    since, first = found.entries
    assert since.title == "Since the edition of 29 November 2026: 1 number moved, 1 verdict turned, 1 figure changed"
    assert since.content[0].value == "“Pay: North”: was no clear change, now better."
    assert first.title == "Edition of 29 November 2026" and first.updated == "2026-11-29T00:00:00Z"
    assert (published / "changes" / first.link).resolve().is_file() and len({found.feed.id, since.id, first.id}) == 3
    publishing.keep(published, DAY + datetime.timedelta(1))
    again = feedparser.parse((published / "changes/feed.xml").read_bytes())
    assert again.entries[1].id == first.id and len(again.entries) == 2


def test_a_figure_names_the_newest_edition_as_long_as_it_is_as_it_was_there(published, tmp_path):
    def told():
        return json.loads((published / "changes/editions.json").read_text(encoding="utf-8"))["figures"]

    assert told() == []
    first = publishing.keep(published, DAY)
    assert told() == ["pays"]
    rebuilt(published, tmp_path, {}, moved(530.0, "£530 in 2024"))
    assert told() == []
    rebuilt(published, tmp_path, {}, said())
    assert told() == ["pays"]
    own = json.loads((published / f"editions/{first.name}/changes/editions.json").read_text(encoding="utf-8"))
    assert own == {"here": {"name": first.name, "day": "29 November 2026"}}


def test_the_same_site_gives_the_same_bytes_whenever_it_is_filled(published):
    publishing.keep(published, DAY)
    before = {p: p.read_bytes() for p in published.rglob("*") if p.is_file()}
    page.publish(published, said())
    assert {p: p.read_bytes() for p in published.rglob("*") if p.is_file()} == before


def test_what_is_kept_is_carried_over_as_it_was_or_the_build_is_refused(published, tmp_path):
    first = publishing.keep(published, DAY)
    path = published / f"editions/{first.name}/figures/pays.png"
    raw = path.read_bytes()
    path.unlink()
    with pytest.raises(Unpublishable, match=r"pays\.png: this is not as it was published; expected"):
        kept.carry(published, ("editions",), tmp_path / "new")
    path.write_bytes(b"another")
    with pytest.raises(Unpublishable, match=r"pays\.png"):
        kept.carry(published, ("editions",), tmp_path / "another")
    path.write_bytes(raw)
    (path.parent / "more.png").write_bytes(b"more")
    with pytest.raises(Unpublishable, match=r"more\.png"):
        kept.carry(published, ("editions",), tmp_path / "third")
    assert publishing.forget(published, first.name) and not (published / "editions").exists()
    assert not list(manifest.faults(published)) and not publishing.forget(published, first.name)
    assert not publishing.forget(published, "../../..") and not publishing.forget(published, "figures")


def test_files_of_the_same_bytes_are_one_also_where_links_were_lost(published, tmp_path):
    publishing.keep(published, DAY)
    copied = tmp_path / "copied"
    shutil.copytree(published, copied)  # as over a network: no file has a second name
    assert beyond(copied) > 250_000
    new = tmp_path / "new"
    shutil.copytree(copied, new, ignore=shutil.ignore_patterns("editions"))
    kept.carry(copied, ("editions",), new)
    assert beyond(new) == beyond(published) < 10_000


def test_an_edition_of_another_format_is_said_not_to_be_comparable(published):
    first = publishing.keep(published, DAY)
    path = published / f"editions/{first.name}/{archive.FACTS}"
    path.unlink()
    path.write_bytes(gzip.compress(b'{"format": 0}'))
    page.publish(published, said())
    assert "told in the form of another time" in (published / "chapters/changes.html").read_text()


# What is no edition


def refusal(folder):
    with pytest.raises(Faults) as told:
        publishing.said_by(folder)
    line = str(told.value)
    assert "\n" not in line and "; expected " in line, line
    return line


def test_a_folder_that_is_no_edition_is_refused_in_a_line(tmp_path, published):
    assert "there is no such folder" in refusal(tmp_path / "nowhere")
    assert "there is no such folder" in refusal(published / "index.html")
    (tmp_path / "empty").mkdir()
    assert "this is no edition" in refusal(tmp_path / "empty")
    (published / facts.NAME).unlink()
    assert "this site does not say what is in it" in refusal(published)
    (published / facts.NAME).mkdir()
    assert "this is a folder" in refusal(published)


@pytest.mark.parametrize("version", [0, 2, "1", None, True, [], 1.5])
def test_another_format_is_refused_in_a_line(published, version):
    (published / facts.NAME).unlink()
    (published / facts.NAME).write_text(json.dumps(said(format=version)), encoding="utf-8")
    assert "format" in refusal(published)


def test_damaged_facts_are_refused_in_a_line_or_read_and_never_anything_else(tmp_path):
    raw, chance = facts.as_json(moved(530.0, "£530")), random.Random(8)
    path = tmp_path / "facts.json"
    for n in range(400):
        data = bytearray(raw)
        match n % 4:
            case 0:
                del data[chance.randrange(len(data)) :]
            case 1:
                data[chance.randrange(len(data))] = chance.randrange(256)
            case 2:
                start = chance.randrange(len(data))
                del data[start : start + chance.randrange(1, 40)]
            case 3:
                words = re.split(rb'(\[|\]|\{|\}|,|:|"[^"]*")', bytes(data))
                words[chance.randrange(len(words))] = chance.choice([b"null", b"[]", b"{}", b"3", b'"x"', b""])
                data = bytearray(b"".join(words))
        try:
            read = facts.judged(path, bytes(data))
        except Faults as told:
            assert "\n" not in str(told) and "; expected " in str(told)
        else:
            telling.markdown(difference.difference(said(), read))
            telling.markdown(difference.difference(read, said()))
    with pytest.raises(Faults):
        facts.judged(path, b"[" * 100_000)


def test_what_is_no_whole_site_is_not_kept(published, tmp_path):
    with pytest.raises(Faults, match="this is no published site; expected"):
        publishing.keep(tmp_path, DAY)
    (published / facts.NAME).unlink()
    with pytest.raises(Faults, match="there is no such file; expected"):
        publishing.keep(published, DAY)
    assert not (published / "editions").exists() and [p.name for p in tmp_path.iterdir()] == ["site"]


def test_a_kept_edition_that_is_damaged_is_refused_in_a_line(published):
    first = publishing.keep(published, DAY)
    folder = published / "editions" / first.name
    assert publishing.said_by(folder) == said()
    packed = (folder / archive.FACTS).read_bytes()
    for raw in (b"", b"no", packed[:-9], packed[:20], bytes(9) + packed):
        (folder / archive.FACTS).unlink()
        (folder / archive.FACTS).write_bytes(raw)
        refusal(folder)


def cites(browser, out, name):
    """“Cite” names the edition; without script it leads to the editions; in the edition itself it names that."""
    address = f"editions/{name}/figures/output-by-authority.html"
    with served(out) as root, opener(browser, root) as visit:
        page = visit("chapters/output.html")
        page.locator(".do summary").first.click()
        page.locator("summary", has_text="Cite").first.click()
        page.wait_for_selector(".cite[data-edition]")
        assert f"[{name}]: Link to it as it was" in page.inner_text(".cite")
        assert page.get_attribute(".cite a >> nth=1", "href") == root + address and not page.complaints
        page = visit("chapters/output.html", script=False)
        assert page.get_attribute(".cite + p a", "href") == "../chapters/changes.html#part-editions"
        page = visit(address)
        assert "An earlier edition" in page.evaluate("getComputedStyle(document.body, '::before').content")
        page.locator(".do summary").first.click()
        page.locator("summary", has_text="Cite").first.click()
        page.wait_for_selector(".cite[data-edition]")
        assert page.get_attribute(".cite a >> nth=1", "href") == root + address and not page.complaints


def test_the_commands_compare_keep_and_refuse(small, tmp_path, browser):
    """With a small book: an edition is kept, a value changes, the site is built again, and page, feed and diff say so."""
    out = tmp_path / "site"
    (small / "book/chapters/changes.md").write_text("# Changes\n\n```{changes}\n```\n\n```{editions}\n```\n")
    with (small / "book/_toc.yml").open("a") as contents:
        contents.write("      - file: chapters/changes\n")
    settings = small / "book/_config.yml"  # whose menu names pages of the whole book
    settings.write_text(re.sub(r"(?m)^ +more:\n(?: +- .*\n)+", "", settings.read_text(encoding="utf-8")), encoding="utf-8")
    assert command("build.py", "--out", out, root=small).returncode == 0
    done = command("edition.py", out, root=small)
    assert done.returncode == 0 and "number 1" in done.stdout, done.stderr
    [name] = os.listdir(out / "editions")
    cited = out / f"editions/{name}/figures/output-by-authority.png"
    before = cited.read_bytes()
    assert "up to date" not in command("build.py", "--out", out, root=small).stdout
    assert "up to date" in command("build.py", "--out", out, root=small).stdout
    cites(browser, out, name)
    shutil.copytree(small / "data", tmp_path / "old")
    path = small / "data/gva.csv"
    text = path.read_text(encoding="utf-8")
    for row in re.findall(r"(?m)^.*,(?:Halton|Liverpool City Region),2023,current,.*$", text):
        start, _, value = row.rpartition(",")
        text = text.replace(row, f"{start},{float(value) + 50:.0f}")
    path.write_text(text, encoding="utf-8")
    assert command("build.py", "--out", out, root=small).returncode == 0
    assert cited.read_bytes() == before != (out / "figures/output-by-authority.png").read_bytes()
    since = json.loads((out / "changes/since.json").read_text(encoding="utf-8"))
    jsonschema.validate(since, json.loads((out / "changes/since.schema.json").read_text(encoding="utf-8")))
    assert "gva@halton" in {one["number"] for one in since["numbers"]}
    words = (out / "chapters/changes.html").read_text(encoding="utf-8")
    assert f"<strong>{telling.summary(since)}</strong>" in words and f"../editions/{name}/index.html" in words
    assert telling.summary(since) in (out / "changes/feed.xml").read_text(encoding="utf-8")
    fresh = tmp_path / "fresh"
    assert command("build.py", "--out", fresh, root=small).returncode == 0
    differ = {n for n, state in digest(fresh).items() if digest(out).get(n) != state}
    assert differ == {"chapters/changes.html", "changes/editions.json", "changes/feed.xml", "manifest.json"}
    assert [one["figure"] for one in since["figures"]] == ["output-by-authority"]
    done = command("diff.py", tmp_path / "old", small / "data", "--json", root=small)
    assert json.loads(done.stdout)["numbers"] == since["numbers"], done.stderr
    path.write_text("area_code\n", encoding="utf-8")
    done = command("diff.py", tmp_path / "old", small / "data", root=small)
    assert done.returncode == 2 and "gva.csv:1" in done.stderr and "Traceback" not in done.stderr
