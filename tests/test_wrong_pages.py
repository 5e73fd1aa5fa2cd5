"""Nothing wrong is published silently: what an editor writes wrongly is a fault at its line, in words of its own, whatever
construct it stands in; and the check knows what the build would refuse."""

import random
import re
import struct

import pytest
import wrong_pages
from conftest import judged, pages_of_the_book

from strategy.data.folder import data_folder
from strategy.edition import moved, printed
from strategy.edition.check import check_page, check_pages
from strategy.engine.allowed import markup
from strategy.engine.interface import Memory, Page
from strategy.faults import summary

HEAD = "# A page\n\nWords.\n\n"
TYPED = "the number '47%' is typed"


@pytest.fixture
def book(tmp_path):
    """A function that makes a book of some pages and tells what the check says of it, a line each."""

    def told(pages, files=None, contents=None):
        folder = tmp_path / "book"
        (folder / "chapters").mkdir(parents=True, exist_ok=True)
        (folder / "_config.yml").write_text("title: A book\nsphinx: {config: {}}\n")
        (folder / "index.md").write_text("# A book\n\nWords.\n")
        stems = "".join(f"  - file: chapters/{stem}\n" for stem in pages)
        (folder / "_toc.yml").write_text(contents or f"format: jb-book\nroot: index\nchapters:\n{stems}")
        for stem, text in pages.items():
            (folder / f"chapters/{stem}.md").write_text(text, encoding="utf-8")
        for name, content in (files or {}).items():
            path = folder / "chapters" / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        lines = summary(f for f in check_pages(folder, Memory()) if "sections.csv" not in str(f.path))
        return [line.replace(f"{folder}/", "") for line in lines]

    assert data_folder().is_dir()
    return told


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("```{warning}\nShare is 47%.\n```", 6),
        (":::{tip}\nShare is 47%.\n:::", 6),
        ("```{important}\nShare is 47%.\n```", 6),
        ("````{note}\n```{tip}\nShare is 47%.\n```\n````", 7),
        ("```{admonition} Only 47% of it\nWords\n```", 5),
        ("```{topic} A topic\nShare is 47%.\n```", 6),
        ("```{epigraph}\nWords.\n\n-- somebody, 47%\n```", 8),
        ("```{seealso}\nShare is 47%.\n```", 6),
        ("```{versionadded} now with 47%\n```", 5),
        ("```{rubric} Share is 47%\n```", 5),
        ("```{centered} Share is 47%\n```", 5),
        ("```{list-table} A table\n* - a\n  - 47%\n```", 7),
        ("```{list-table} A share of 47%\n* - a\n```", 5),
        ("```{csv-table} A table\n:header: a, b\n\nx, y\nz, 47%\n```", 9),
        ("```{table} A share of 47%\n| a |\n| --- |\n| b |\n```", 5),
        ("```{eval-rst}\nWords.\n\n.. warning:: Share is 47%.\n```", 8),
        ("```{eval-rst}\n.. list-table::\n\n   * - 47%\n```", 8),
        ("<p>Share\nis 47%.</p>", 6),
        ('<b title="47%">Words</b>', 5),
        ("<details><summary>47%</summary></details>", 5),
        ("```{raw} html\n<p>47%</p>\n```", 6),
        ("Words.[^a]\n\n[^a]: Share is 47%.", 7),
        ("{abbr}`GVA (47% of it)`", 5),
        ("{sub}`47%`", 5),
        ('[words](index "47%")', 5),
        ("A term\n: Share is 47%.", 6),
        ("> Share is 47%.", 5),
        ('{attribution="47%"}\n> Words', 6),
        ("```{only} html\nShare is 47%.\n```", 6),
        ("::::{note}\n:::{tip}\nShare is 47%.\n:::\n::::", 7),
    ],
)
def test_a_typed_number_is_found_in_whatever_ends_as_words(text, line, book):
    told = book({"page": HEAD + text + "\n"})
    assert [t for t in told if TYPED in t and t.startswith(f"chapters/page.md:{line}:")], told


def test_a_typed_number_is_found_in_a_caption_and_in_what_stands_for_a_picture(book):
    figure = HEAD + "```{figure} map.svg\n:alt: A map of 46%\n\nShare is 47%.\n\nOf all, 48%.\n```\n"
    told = book({"page": figure}, {"map.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'})
    assert [re.findall(r":(\d+): the number '(\d+)%'", line)[0] for line in told] == [
        ("5", "46"),
        ("8", "47"),
        ("10", "48"),
    ]


@pytest.mark.parametrize("directive", ["warning", "topic} A title", "epigraph", "list-table"])
def test_a_comparison_and_a_newest_period_are_found_there_too(directive, book):
    head, _, title = directive.partition("}")
    text = f"{HEAD}```{{{head}}}{title}\n* - More people had work, {{now}}`employment-rate`, in PERIOD.\n```\n"
    from strategy.measures import MEASURES
    from strategy.measures.core import newest

    told = book({"page": text.replace("PERIOD", newest(MEASURES["employment-rate"]).rpartition(" to ")[2])})
    assert any(":6: the sentence compares (More" in line.replace("(more", "(More") for line in told), told
    assert any(":6: " in line and "the newest period of employment-rate" in line for line in told), told


def test_what_a_page_includes_is_judged_where_it_stands(book):
    pages = {"page": HEAD + "```{include} parts/one.md\n```\n\n```{csv-table} A\n:file: rows.csv\n```\n"}
    files = {"parts/one.md": "Words.\n\nShare is 47%, {now}`no-such-key`.\n", "rows.csv": "a,b\nc,47%\n"}
    told = book(pages, files)
    assert [line.partition("; ")[0] for line in told] == [
        "chapters/parts/one.md:3: {now}`no-such-key`: there is no claim or measure 'no-such-key'",
        f"chapters/parts/one.md:3: {TYPED}",
        f"chapters/rows.csv:2: {TYPED}",
    ]
    told = book({"page": HEAD + "```{include} ../../data/README.md\n:end-line: 40\n```\n"})
    assert any("data/README.md:" in line for line in told), told
    [lost] = book({"page": HEAD + "```{include} parts/none.md\n```\n"})
    assert lost == "chapters/page.md:5: there is no file parts/none.md; expected one of the book, by its path from here"


def test_of_a_part_that_is_included_only_what_is_shown_is_judged(book):
    """Its lines keep their numbers; what is cut off is judged on the page it stands on, whose links begin elsewhere."""
    part = "[before](none).\n\n## Here\n\n[within](nowhere)\n\n## There\n\n[after](none)\n"
    cuts = (
        ':start-after: "## Here"\n:end-before: "## There"',
        ":start-line: 3\n:end-line: 6",
        ":start-line: -6\n:end-line: -3",
    )
    for cut in cuts:
        told = book({"page": HEAD + f"```{{include}} parts/one.md\n{cut}\n```\n"}, {"parts/one.md": part})
        assert [line.partition("; ")[0] for line in told] == ["chapters/parts/one.md:5: there is no page nowhere"], cut


def test_a_page_that_came_by_a_pattern_is_judged(book):
    contents = "format: jb-book\nroot: index\nchapters:\n  - glob: chapters/g-*\n"
    [told] = book({"g-a": HEAD + "Share is 47%.\n"}, contents=contents)
    assert told.startswith(f"chapters/g-a.md:5: {TYPED}")
    contents = contents.replace("g-*", "t-*")
    [told] = book({"t-a": "---\nstrategy: {each: member}\n---\n# {{ area }}\n"}, contents=contents)
    assert told.startswith("_toc.yml:4: chapters/t-* takes in chapters/t-a, a template;")


SLIPS = [
    ("{now} `gva`", 5, "{now} is not followed by a key in backticks"),
    ("{now}'gva'", 5, "{now} is not followed by a key in backticks"),
    ("now`gva`", 5, "now`gva` is printed as words and code"),
    ("{now`gva`", 5, "{now`gva` is printed as words and code"),
    ("now}`gva`", 5, "now}`gva` is printed as words and code"),
    ("{now}`gva here.", 5, "{now} is not followed by a key in backticks"),
    ("{now}`gva here.\nThen {now}`gva`.", 5, "{now} has no end"),
    ("{now}``", 5, "{now} is not followed by a key in backticks"),
    ("{nov}`gva`", 5, "there is no role {nov}"),
    ("```{margn}\nWords\n```", 5, "there is no directive {margn}"),
    ("```{note]\nWords\n```", 5, "```{note] opens no directive"),
    ("```{note}Words\nWords\n```", 5, "```{note}Words opens no directive"),
    ("```{note}\nWords", 5, "{note} is not closed"),
    ("```{note}\nWords\n\n```{tip}\nWords\n```", 5, "{note} is not closed before line 8 opens {tip}"),
    ("```{actions} places-2\n\nWords", 5, "{actions} is not closed"),
    ("```{actions} places-2\nWords\n```", 5, "{actions} holds text, which would be lost"),
    ("```python\nx = 1", 5, "python is not closed"),
    ("| a | b |\n| --- | --- |\n| c | d | e |", 7, "this row has 3 cells; the head of its table has 2"),
    ("- x\n\n  | a |\n  | --- |\n  | c | d |", 9, "this row has 2 cells; the head of its table has 1"),
    ("| a | b |\n| c | d |", 5, "| is printed as it is"),
    ("Words.[^zz]", 5, "the footnote [^zz] has no text"),
    ("Words.\n\n[^a]: Lost.", 7, "nothing refers to the footnote [^a]"),
    ("Words.[^a]\n\n[^a]: One.\n[^a]: Two.", 8, "the footnote [^a] is defined twice"),
    ("(place)=\n## One\n\n(place)=\n## Two", 8, "the label place is on this page twice"),
    ("#### Too deep", 5, "a heading of level 4 follows one of level 1"),
    ("##", 5, "a heading has no words"),
    ("## Of <angles>", 5, "<angles> is not among the elements that a page may have"),
    ("# Another", 5, "the page has a second title"),
    ("##Heading", 5, "## makes no heading"),
    ("-item", 5, "- makes no list"),
    ("A term\n:what it is", 6, ": makes no definition"),
    ("(place)", 5, "(place) is no label"),
    ("**bold*", 5, "* is printed as it is"),
    ("[words](index", 5, "[ is printed as it is"),
    ("[words][nope]", 5, "[ is printed as it is"),
    ("{{ key }}", 5, "{{ key }} stands for nothing"),
    ("> [!NOTE]", 5, "[!NOTE] is printed as it is"),
    (":tada:", 5, ":tada: is printed as it is"),
    (":Author: somebody", 5, ":Author: is printed as it is"),
    ("<!-- never closed", 5, "a comment holds < or > (<!-- never closed …)"),
    ('<img src="map.png" alt="A map">', 5, "<img> in HTML leads to map.png, which is not followed there"),
    ("![](map.png)", 5, "the image map.png has no words for whom does not see it"),
    ("```{figure} map.png\nA map\n```", 5, "the image map.png has no words for whom does not see it"),
    ("![map](map.png)", 5, "the image map.png has its own name for words"),
    ("![A map](a map.png)", 5, "![A map](a map.png) is no image"),
    ("![A map](none.png)", 5, "there is no image none.png"),
    ("![A map](https://example.org/a.png)", 5, "a picture is loaded from https://example.org/a.png"),
    ("```{figure} map.png\n:alt: A map\n:widthe: 3\n```", 5, "{figure} has no option widthe"),
    ("[words](nowhere)", 5, "there is no page nowhere"),
    ("[words](#nowhere)", 5, "#nowhere leads to no heading"),
    ("[words]()", 5, "a link leads nowhere"),
    ("[words](other#part)", 5, "other#part leads to no heading"),
    ("[words](htps://example.org)", 5, "the address htps://example.org is none that a reader may be sent to"),
    ("[words](https:/example.org)", 5, "https:/example.org is no address"),
    ("[words](https://example)", 5, "https://example is no address"),
    ("[words](mailto:nobody)", 5, "mailto:nobody is no address"),
    ("[words](tel:+44151)", 5, "tel:+44151 begins with tel:"),
    ("{doc}`nowhere`", 5, "there is no page nowhere"),
    ("{numref}`nowhere`", 5, "there is no label nowhere"),
    ("struck ~~out", 5, "~~ is printed as it is"),
    ("[ ] no task", 5, "[ ] is printed as it is"),
    ("words $$", 5, "$$ is printed as it is"),
    ("{ref}`words <nowhere>`", 5, "there is no label nowhere"),
    ("{download}`words <none.pdf>`", 5, "there is no file none.pdf"),
    ("```{date}\n```", 5, "there is no directive {date}"),
]


@pytest.mark.parametrize(("text", "line", "wrong"), SLIPS, ids=[text for text, *_ in SLIPS])
def test_a_slip_is_told_once_at_its_line(text, line, wrong, book):
    told = book({"page": f"{HEAD}{text}\n", "other": HEAD}, {"map.png": b"\x89PNG\r\n\x1a\n"})
    assert [t.partition("; expected")[0] for t in told] == [f"chapters/page.md:{line}: {wrong}"]


CELL = """---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {name: python3, display_name: Python 3, language: python}
---

# A page

```{code-cell} python
:tags: [TAGS]
1 + 1
```
"""
WARNED = "/tmp/ipykernel_12/345.py:1: UserWarning: careful\n  careful"
OBJECT = "<IPython.core.display.Thing object at 0x7f0a1b2c3d4e>"


def stream(name, text):
    return {"output_type": "stream", "name": name, "text": text}


def shown(**data):
    return {"output_type": "display_data", "data": {kind.replace("_", "/"): text for kind, text in data.items()}}


@pytest.mark.parametrize(
    ("tags", "output", "wrong"),
    [
        ("", stream("stdout", "2\n"), ""),
        ("", stream("stderr", "careful\n"), "the cell prints careful on standard error"),
        ("hide-output", stream("stderr", "careful\n"), ""),
        ("hide-output", stream("stderr", WARNED), "with a path or an address of this machine"),
        ("remove-output", stream("stderr", WARNED), ""),
        ("remove-stderr", stream("stderr", WARNED), ""),
        ("", stream("stdout", "x\n" * 61), "the cell prints 61 lines"),
        ("", stream("stdout", "x\n" * 60), ""),
        ("hide_output", stream("stdout", "x\n" * 61), ""),
        ("", shown(text_plain="2"), ""),
        ("", shown(text_plain="<function len(obj, /)>"), "the cell shows <function len(obj, /)>"),
        ("", shown(text_plain="<class 'int'>"), "the cell shows <class 'int'>"),
        ("", shown(text_plain=f"[{OBJECT}]"), "with an address of this machine"),
        ("hide-output", shown(text_plain=OBJECT), "with an address of this machine"),
        ("", shown(text_plain="a < b and b > c"), ""),
        ("", shown(text_plain=OBJECT, text_html="<table></table>"), ""),
        ("", shown(text_plain="Markdown", text_markdown="Share is 47%."), f"what the cell shows: {TYPED}"),
        ("", shown(text_markdown=["Words ", "here."]), ""),
        ("", {"output_type": "display_data", "data": {"image/png": "…"}}, "a picture without words"),
        (
            "",
            {
                "output_type": "display_data",
                "data": {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "x"},
            },
            "a widget",
        ),
    ],
)
def test_what_a_cell_prints_is_meant(tags, output, wrong, tmp_path):
    path = tmp_path / "page.md"
    path.write_text(CELL.replace("TAGS", tags), encoding="utf-8")
    found = list(printed.faults(Page("chapters/page", path), [[output]], Memory()))
    assert [(fault.line, wrong in fault.wrong) for fault in found] == ([(11, True)] if wrong else [])


def test_an_image_is_within_its_bounds_whatever_its_name(book):
    def png(width, height, more=0):
        head = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + struct.pack(">II", width, height)
        return head + b"\x08\x02\x00\x00\x00" + bytes(4 + more)

    text = HEAD + "![A map](<a map.png>)\n\n![A wide one](wide.png)\n\n![A heavy one](heavy.png)\n\n"
    text += "```{figure} a%20map.png\n:alt: A map\n:width: 50%\n```\n"
    files = {"a map.png": png(600, 300), "wide.png": png(4000, 3000), "heavy.png": png(10, 10, 500_000)}
    assert [line.partition("; ")[0] for line in book({"page": text}, files)] == [
        "chapters/page.md:7: the image wide.png is 4000 × 3000 pixels",
        "chapters/page.md:9: the image heavy.png weighs 500 kB",
        "chapters/page.md:11: the image a map.png has width 50%",
    ]


def test_all_faults_of_all_chapters_come_in_one_answer(book):
    pages = {"a": HEAD + "{nov}`x`\n\n[words](nowhere)\n", "b": "", "c": "Words.\n", "d": HEAD + "Share is 47%.\n"}
    told = book(
        pages,
        contents="format: jb-book\nroot: index\nchapters:\n" + "".join(f"  - file: chapters/{s}\n" for s in "abcde"),
    )
    assert [line.partition("; ")[0] for line in told] == [
        "_toc.yml:8: chapters/e is in the contents",
        "chapters/a.md:5: there is no role {nov}",
        "chapters/b.md:1: the page is empty",
        "chapters/c.md:1: the page has no title",
        f"chapters/d.md:5: {TYPED}",
        "chapters/a.md:7: there is no page nowhere",
    ]


@pytest.mark.parametrize(
    ("head", "line", "wrong"),
    [
        ("title: A page", 2, ""),
        ("title: Another name", 2, "the front matter sets a title that is not the heading of the page"),
        ("myst:\n  substitutions: {whole: the whole}", 2, ""),
        ("myst:\n  substitutions: [whole]", 3, "substitutions are ['whole']"),
        ("myst:\n  html_meta: {description: words}", 3, "the front matter sets myst: html_meta"),
        ("description: What it says", 2, "the front matter sets description"),
        ("orphan: true", 2, "the front matter sets orphan"),
        ("strategy: {network: false}\ntags: [one]", 3, "the front matter sets tags"),
        ("strategy:\n  eech: member", 3, "the front matter sets strategy: eech"),
        ("kernlspec: {name: python3}", 2, "the front matter sets kernlspec"),
    ],
)
def test_what_nobody_reads_of_a_front_matter_is_told_with_what_has_the_effect(head, line, wrong, book):
    told = book({"page": f"---\n{head}\n---\n\n{HEAD}"})
    assert [t.partition("; ")[0] for t in told] == ([f"chapters/page.md:{line}: {wrong}"] if wrong else [])
    assert all("expected" in t for t in told)


def test_a_title_in_the_front_matter_alone_is_told_with_the_heading_to_write(book):
    [told] = book({"page": "---\ntitle: A page\n---\n\nWords.\n"})[:1]
    assert told.startswith("chapters/page.md:2: ") and told.endswith("expected `# A page` below it, on a line of its own")


def test_an_entry_that_is_named_stands_on_a_page(book):
    """Whatever shows it: ids, a theme, a group, a list of all; and what shows entries asks for some that there are."""
    named = HEAD + "{action}`places-2` {case}`anfield` {term}`gva` {voice}`words <quote-listen-adapt>`\n"
    lost = {re.search(r":\d+: (.*?): no page shows it; expected", line)[1] for line in book({"page": named})}
    assert {"{action}`places-2`", "{case}`anfield`", "{term}`gva`"} <= lost
    shows = "```{actions} places\n```\n\n```{case} anfield\n```\n\n```{glossary}\n```\n"
    told = book({"page": named.partition(" {voice}")[0] + "\n", "other": HEAD + shows})
    assert told == []
    told = book({"page": HEAD + "```{actions} places-2 placs-3\n```\n\n```{assets} Nothing\n```\n"})
    assert [line.partition("; ")[0] for line in told] == [
        "chapters/page.md:5: {actions}: there is no 'placs-3'",
        "chapters/page.md:8: {assets}: there is no group 'Nothing'",
    ]


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("```{toctree}\nindex\n```", "lines in book/_toc.yml"),
        ("```{tableofcontents}\n```", "lines in book/_toc.yml"),
        ("```{prf:theorem} A name\nWords.\n```", "{admonition}"),
        ("```{exercise}\nWords.\n```", "{admonition}"),
        ("```{youtube} abc\n```", "a link to it"),
        ("```{glue:figure} x\n```", "{glue}"),
        ("```{kbd} Ctrl\n```", "{kbd}`text`"),
        ("Words {bdg-link-primary}`of it <https://www.ons.gov.uk>`.", "a link: [words](page)"),
        ("Words {glue:text}`x:.2f`.", "{glue}"),
        ("Words {fas}`spinner`.", "{octicon}"),
        ("Words {del}`of it`.", "~~words~~"),
        ("Words {admonition}`of it`.", "```{admonition} on a line of its own"),
        ("\\begin{align}\na &= b\n\\end{align}", "$$ on a line before and after it"),
    ],
)
def test_what_this_book_has_not_is_told_with_what_there_is(text, instead, book):
    [told] = book({"page": HEAD + text + "\n"})[:1]
    assert re.match(r"chapters/page\.md:5: .*; expected ", told) and instead in told.partition("; expected")[2]


@pytest.mark.parametrize("tag", ["margin", "full-width", "scroll-output"])
def test_a_tag_of_a_cell_that_would_have_no_effect_is_told(tag, tmp_path):
    path = tmp_path / "page.md"
    path.write_text(CELL.replace("TAGS", tag), encoding="utf-8")
    [told] = check_page(Page("chapters/page", path), Memory())
    assert (told.line, told.wrong) == (10, f"the tag {tag} has no effect here") and "expected" in told.expected


def test_of_a_page_that_is_gone_no_other_is_offered_that_is_not_alike(book):
    told = book({"page": HEAD + "[words](technology)\n\n[words](pag)\n"})
    assert [line.partition("; ")[2] for line in told] == [
        "expected a page of _toc.yml, or words without a link",
        "expected one such as page",
    ]


def test_a_label_is_set_once_in_the_book(book):
    told = book({"a": HEAD + "(here)=\n## One\n", "b": HEAD + "(here)=\n## Two\n\n[words](#here)\n"})
    assert [line.partition("; ")[0] for line in told] == ["chapters/b.md:5: the label here is on page a too"]


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("/chapters/old.html /chapters/page.html", ""),
        ("/chapters/old.html /chapters/page.html 301  # moved in May", ""),
        ("/chapters/old.html", "'/chapters/old.html' says no move"),
        ("/chapters/old /chapters/page.html", "'/chapters/old /chapters/page.html' says no move"),
        ("/chapters/old.html https://example.org/", "'/chapters/old.html https://example.org/' says no move"),
        ("/chapters/old.html /chapters/pages.html", "there is no page /chapters/pages.html"),
        ("/chapters/page.html /index.html", "/chapters/page.html is a page of the book"),
    ],
)
def test_what_moves_leads_to_a_page(line, wrong, book, tmp_path):
    told = book({"page": HEAD}, {"../_redirects": f"# moves\n{line}\n"})
    assert [t.partition("; ")[0] for t in told] == ([f"_redirects:2: {wrong}"] if wrong else [])
    if not wrong:
        moved.finish(tmp_path / "site", tmp_path / "book")
        old = (tmp_path / "site/chapters/old.html").read_text()
        assert 'content="0; url=page.html"' in old and '<a href="page.html">' in old
        assert not list(markup.examined(old).wrong)


def test_a_chapter_that_gets_another_name_is_named_wherever_it_is_named(project):
    """By whoever follows README: every place comes in one answer, the first time."""
    (project / "book/chapters/tech-for-good.md").rename(project / "book/chapters/technology.md")
    toc = project / "book/_toc.yml"
    toc.write_text(toc.read_text().replace("chapters/tech-for-good", "chapters/technology"))
    told = judged(project).splitlines()
    assert all("there is no page" in line and "technology" in line for line in told), told
    named = {line.split(":")[0].rpartition("book/")[2].rpartition("data/")[2] for line in told}
    linked = {
        f"chapters/{path.name}"
        for path in (project / "book/chapters").glob("*.md")
        if re.search(r"\]\(tech-for-good[)#]", path.read_text())
    }
    assert linked and named >= {*linked, "strategy/sections.csv"}


def test_a_character_that_slips_is_told_at_its_line_or_costs_no_word(tmp_path):
    """`python tests/wrong_pages.py` tries more, with builds."""
    chance, told = random.Random(7), 0
    for page in chance.sample([p for p in pages_of_the_book() if not p.values], 15):
        for number, slip in enumerate(wrong_pages.slips(page.text, 2, chance)):
            path = tmp_path / f"{page.stem}-{number}.md"
            path.write_text(slip.made(page.text), encoding="utf-8")
            slipped = Page(page.docname, path)
            if found := list(check_page(slipped, Memory())):
                told += 1
                assert all(fault.line for fault in found), found
            else:
                before, after = wrong_pages.of_tree(page.text), wrong_pages.of_tree(slipped.text)
                assert not wrong_pages.lost(before, after, slip, page.text), (page.stem, slip)
    assert told > 2
