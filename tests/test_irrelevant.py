"""What does not concern a page makes no build of it: an editor's own files, drafts, pictures, numbers on other pages."""

import re

import pytest
from conftest import digest
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
