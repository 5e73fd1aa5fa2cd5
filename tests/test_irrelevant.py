"""What does not concern a page makes no build of it: an editor's own files, drafts, pictures, numbers on other pages."""

import re
import struct
import zlib

import pytest
from conftest import command, digest
from test_engine import Built, built  # noqa: F401 a fixture

from strategy.engine import chapters
from strategy.faults import Faults


def test_what_an_editor_has_beside_a_chapter_is_no_input(built: Built):  # noqa: F811
    """Of vim, Emacs, patch and others, saved and unsaved; none is read, so none can stop a build."""
    beside = built.project / "book/chapters"
    (beside / ".#words.md").symlink_to("someone@machine.4711:1700000000")
    for name in ("words.md~", "#words.md#", ".words.md.swp", "words.md.orig", ".draft.md", "words.md.bak"):
        (beside / name).write_bytes(b"---\nstrategy: [\xff\n---\n")
    assert "nothing changed" in built.build().stdout


def test_one_change_writes_the_pages_that_show_it_and_no_other(built: Built):  # noqa: F811
    chapters = built.project / "book/chapters"
    # a survey of all pages
    built.edit("book/_toc.yml", "- file: chapters/words", "- file: chapters/words\n      - file: chapters/tables")
    (chapters / "tables.md").write_text("# Tables\n\n```{catalogue}\n```\n", encoding="utf-8")
    built.build()

    def wrote(*pages):
        done = built.build()
        assert built.told()["written"] == [f"chapters/{page}" for page in pages], done.stdout
        assert built.ran() == set()

    # a line more before the cells of a chapter
    built.edit("book/chapters/jobs.md", "See {figure}", "A word first.\n\nSee {figure}")
    wrote("jobs")
    # a number of a table that the page did not use: the page, and the survey
    built.edit(
        "book/chapters/words.md", "Silence stands", "Liverpool makes {now}`gva-share@liverpool` there.\nSilence stands"
    )
    wrote("tables", "words")
    found = re.search(r'id="table-gva".*?Used in<dd>(\d+) page', built.page("chapters/tables.html"), re.DOTALL)
    assert found[1] == "2" and "words.html" in built.page("trace/table-gva.html")
    # once more: what is surveyed stays
    built.edit(
        "book/chapters/words.md", "Silence stands", "Liverpool makes {now}`gva-share@liverpool` here.\nSilence stands"
    )
    wrote("words")
    assert digest(built.site) == built.clean(built.site.parent)


def test_a_picture_or_a_draft_concerns_the_pages_that_show_it(built: Built, tmp_path):  # noqa: F811
    """Also where two pictures have one name: what they are called on the site follows from where they lie, not from when
    they came; and what no page shows any more is gone."""
    beside = built.project / "book/chapters"

    def wrote(*pages):
        done = built.build()
        assert built.told()["written"] == [f"chapters/{page}" for page in pages], done.stdout

    def show(page, name):
        path = beside / f"{page}.md"
        path.write_text(f"{path.read_text(encoding='utf-8')}\n![A band in one colour]({name})\n", encoding="utf-8")

    (beside / "draft.md").write_text("# A draft\n")
    (beside / "parts").mkdir()
    (beside / "parts/one.md").write_text("A part that is to be shown.\n")
    picture(beside / "parts/band.png", 30, 10)
    wrote()
    told = command("check.py", root=built.project).stdout
    for name in ("draft", "parts/one"):  # neither is a fault
        assert f"book/chapters/{name}.md: it is in no contents, and no page shows it" in told
    show("words", "parts/band.png")
    wrote("words")
    picture(beside / "parts/band.png", 60, 20)
    wrote("words")
    assert (built.site / "_images/band.png").read_bytes() == (beside / "parts/band.png").read_bytes()
    assert 'height="20"' in built.page("chapters/words.html")
    (beside / "first").mkdir()
    picture(beside / "first/band.png", 90, 30)
    show("jobs", "first/band.png")
    wrote("jobs", "words")  # that of words goes by another name now
    built.edit("book/chapters/words.md", "![A band in one colour](parts/band.png)", "```{include} parts/one.md\n```")
    wrote("words")
    assert [path.name for path in built.site.glob("_images/*")] == ["band.png"]
    built.edit("book/chapters/parts/one.md", "is to be shown", "is shown")
    wrote("words")
    assert "parts/one.md: it is in no contents" not in command("check.py", root=built.project).stdout
    assert "draft.md: it is in no contents, and no page shows it; to publish it" in built.build("--force").stdout
    assert digest(built.site) == built.clean(tmp_path)


def picture(path, width, height):
    """A PNG of one colour."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = zlib.compress((b"\0" + b"\x12\x43\x6d" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))


def test_a_draft_that_cannot_be_read_is_told_only_where_a_page_has_no_source(tmp_path):
    """It may be the template of that page; of all others it is nobody's business."""
    (tmp_path / "chapters").mkdir()
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: index\nchapters:\n- file: chapters/words\n")
    for page in ("index", "chapters/words"):
        (tmp_path / f"{page}.md").write_text("# A page\n")
    (tmp_path / "chapters/0-draft.md").write_bytes(b"---\nstrategy: [\n---\n")
    (tmp_path / "chapters/aa-notes.md").write_bytes(b"# Notes \xe9\n")
    (tmp_path / "chapters/.#words.md").symlink_to("someone@machine.4711:1700000000")
    assert [page.docname for page in chapters.pages(tmp_path, lambda kind: {})] == ["index", "chapters/words"]
    (tmp_path / "chapters/words.md").unlink()
    with pytest.raises(Faults) as told:
        chapters.pages(tmp_path, lambda kind: {})
    assert re.search(r"0-draft\.md:3: the front matter.*aa-notes\.md:1: this is not UTF-8", str(told.value), re.DOTALL)
    for draft in ("0-draft", "aa-notes"):
        (tmp_path / f"chapters/{draft}.md").unlink()
    with pytest.raises(Faults, match=r"_toc\.yml:4: chapters/words is in the contents"):
        chapters.pages(tmp_path, lambda kind: {})
