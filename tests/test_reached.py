"""Prose is not code: what a page takes in lies in the book or the data, and its HTML runs and loads nothing."""

import os

import pytest
from conftest import command

from strategy.data.folder import reading_from
from strategy.edition import reached
from strategy.engine.chapters import Page
from strategy.engine.interface import Memory

UP = "../" * 30


@pytest.fixture
def book(tmp_path):
    """A book with a picture and a table beside it, and a file outside of both."""
    for name in ("outside/secret.txt", "outside/map.png", "book/images/map 1.png", "book/part.txt", "data/gva.csv"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("words\n", encoding="utf-8")
    (tmp_path / "book/chapters").mkdir()
    (tmp_path / "book/chapters/inner.md").write_text("Words.\n\n```{literalinclude} ../../outside/secret.txt\n```\n")
    (tmp_path / "book/chapters/kind.md").write_text("Words, and ![a map](<../images/map 1.png>).\n")
    (tmp_path / "book/chapters/round.md").write_text("```{include} round.md\n```\n")
    (tmp_path / "book/images/way.png").symlink_to(tmp_path / "outside/map.png")
    (tmp_path / "book/ways").symlink_to(tmp_path / "outside")
    (tmp_path / "book/own").symlink_to(tmp_path / "book/images")
    with reading_from(tmp_path / "data"):
        yield tmp_path / "book"


def told(book, text):
    """The faults of a page of that text: line and words of each."""
    page = Page("chapters/a", book / "chapters/a.md")
    page.path.write_text(f"# A\n\n{text}\n", encoding="utf-8")
    return [(f.path.name, f.line, f"{f.wrong}; {f.expected}") for f in reached.faults(page, book, Memory())]


@pytest.mark.parametrize(
    "text",
    [
        "```{{include}} {}\n```",
        ":::{{include}} {}\n:::",
        "````{{note}}\n```{{include}} {}\n```\n````",
        "- one\n\n  ```{{include}} {}\n  :start-line: 2\n  ```",
        "> ```{{literalinclude}} {}\n> ```",
        "```{{literalinclude}} kind.md\n:diff: {}\n```",
        "```{{literalinclude}} kind.md\n---\ndiff: {}\nlines: 1-2\n---\n```",
        "```{{csv-table}} A title\n:file: {}\n```",
        '```{{csv-table}} A title\n---\nfile: "{}"\n---\n```',
        "```{{any-directive}}\n:file: {}\n```",
        "```{{image}} {}\n:alt: a map\n```",
        "```{{figure}} {}\n:alt: a map\n\nA caption\n```",
        "```{{figure}} kind.md\n:alt: a map\n:target: {}\n```",
        "![a map]({})",
        "[![a map]({})](https://example.org)",
        "A list has\n- words and\n  ![a map][x]\n\n[x]: {}",
        "[a file]({})",
        "[a file]({}#here)",
        "[a file](path:{})",
        "<path:{}>",
        "{{download}}`{}`",
        "{{download}}`a file <{}>`",
    ],
)
@pytest.mark.parametrize("where", ["../../outside/secret.txt", UP + "etc/passwd", "//etc/passwd", "../ways/secret.txt"])
def test_a_file_outside_the_book_and_the_data_is_refused_at_its_line(book, text, where):
    found = told(book, text.format(where))
    lines = (book / "chapters/a.md").read_text(encoding="utf-8").splitlines()
    assert len(found) == 1, found
    [(name, line, words)] = found
    assert name == "a.md" and words.endswith("which lies outside the book; expected a file of book/ or data/")
    assert where in words and ("{" in lines[line - 1] or where in lines[line - 1] or "![" in lines[line - 1])


def test_what_is_included_is_judged_as_the_page_is_and_never_for_ever(book):
    [(name, line, words)] = told(book, "```{include} inner.md\n```")
    assert (name, line) == ("inner.md", 3) and "{literalinclude} takes in ../../outside/secret.txt" in words
    assert told(book, "```{include} round.md\n```") == []


def test_files_of_the_book_and_the_data_may_be_taken_in(book):
    text = """```{include} kind.md
```
```{csv-table} A title
:file: ../../data/gva.csv
:widths: 1, 2
```
![a map](</images/map 1.png>) ![a map](../images/map%201.png) [a page](economy.md#here) <https://example.org> [b](#here)
{download}`the table <../../data/gva.csv>` {download}`https://example.org/x.zip` [c](mailto:a@example.org) [d](../own/none.png)
```{figure} ../images/map 1.png
:target: https://example.org
```
```
{include} /etc/passwd
```
"""
    assert told(book, text) == []


def test_the_data_of_a_build_may_lie_elsewhere(book, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other/gva.csv").write_text("other\n")
    with reading_from(tmp_path / "other"):
        assert told(book, "{download}`../../data/gva.csv`") == []
        assert reached.resolved("../../data/gva.csv", book / "chapters", book) == tmp_path / "other/gva.csv"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("```{include} <isonum.txt>\n```", "{include} takes in <isonum.txt>, which lies outside"),
        (
            "```{csv-table} x\n:url: file:///etc/passwd\n```",
            "{csv-table} fetches file:///etc/passwd; expected a copy of it",
        ),
        ("```{csv-table} x\n:url: https://example.org/x.csv\n```", "{csv-table} fetches https://example.org/x.csv"),
        (
            "```{any-directive}\n---\nurl: https://example.org/x.csv\n---\n```",
            "{any-directive} fetches https://example.org",
        ),
        ("```{raw} html\n:file: part.txt\n```", "{raw} is not read here; expected the HTML itself"),
        ("```{raw} latex\nwords\n```", "{raw} is not read here"),
        ("```{eval-rst}\n.. note:: words\n```", "{eval-rst} is not read here; expected Markdown"),
        ("![a map](https://example.org/x.png)", "a picture is loaded from https://example.org/x.png; expected a copy"),
        ("![a map](//example.org/x.png)", "a picture takes in //example.org/x.png, which lies outside"),
        ("```{image} HTTPS://example.org/x.png\n```", "{image} is loaded from HTTPS://example.org/x.png"),
        (
            "<script>alert()</script>",
            "<script> is not among the elements that a page may have; expected no code in a page",
        ),
        ("Words <b onclick=x()>here</b>.", "onclick= of <b> is not among the attributes"),
        ("- <a href='javascript:x'>here</a>", "the address javascript:x is none that a reader may be sent to"),
        ("````{note}\n<iframe src='https://example.org'></iframe>\n````", "<iframe> is not among the elements"),
        ("| a |\n| --- |\n| <p style='x'> |", "style= of <p> is not among the attributes"),
    ],
)
def test_what_is_fetched_runs_or_is_no_markdown_is_refused_with_what_to_write(book, text, wrong):
    found = told(book, text)
    assert len(found) == 1 and wrong in found[0][2], found


def test_a_tag_is_told_at_the_line_on_which_it_stands(book):
    found = told(
        book, "<div>\n<p>Words</p>\n<object data='x'></object>\n</div>\n\nWords,\n**more** and <u style='x'>some</u>."
    )
    assert [line for _, line, _ in found] == [5, 9]


def test_a_name_in_the_book_that_stands_for_a_file_outside_is_refused(book):
    assert [(f.path.name, f.line) for f in reached.linked(book)] == [("way.png", None), ("ways", None)]


def test_check_tells_all_of_it_in_one_go_before_anything_is_built(small, tmp_path):
    page = small / "book/chapters/words.md"
    lines = page.read_text(encoding="utf-8").count("\n")
    with page.open("a", encoding="utf-8") as end:
        end.write(f"\n![a map]({UP}etc/passwd)\n\n<script>alert()</script>\n\n```{{eval-rst}}\nwords\n```\n")
    (small / "book/map.svg").symlink_to("/etc/passwd")
    built = command("build.py", "--out", tmp_path / "site", root=small)
    assert built.returncode == 2 and not (tmp_path / "site").exists()
    found = [line.split(": ")[0] for line in built.stderr.splitlines()]
    name = os.path.relpath(page, small)
    assert found == ["book/map.svg", *(f"{name}:{lines + n}" for n in (2, 4, 6))], built.stderr


HTML = "from IPython.display import HTML, Javascript, Markdown, SVG\n"
FIGURE = """---
tags: [hide-input]
mystnb: {{figure: {{name: {}, caption: "Fewer people work", holds: "employment-rate < employment-rate@united-kingdom"}}}}
---
chart = figures.gap(table("employment"), "employment_rate")
"""
RETURNED = {  # by what a cell returns, the words in which it is refused at its line
    HTML
    + 'HTML(\'<img src="../_static/mark.svg" alt="a" srcset="https://evil.example/x 2x">\')': "is loaded from elsewhere",
    HTML + "HTML('<video poster=\"https://evil.example/x\"></video>')": "<video> is not among the elements",
    HTML + "HTML('<form action=\"https://evil.example\"></form>')": "<form> is not among the elements",
    HTML + "HTML('<b style=\"color: red\">words</b>')": "style= of <b> is not among the attributes",
    HTML + "Javascript('alert()')": "<script> is not among the elements",
    HTML + "Markdown('<a href=\"javascript:x\">words</a>')": "the address javascript:x is none",
    "import altair as alt\nalt.Chart(alt.Data(values=[])).mark_bar()": "a chart that is none of our figures would load Vega",
    HTML
    + "import altair as alt\nHTML(alt.Chart(alt.Data(values=[])).mark_bar().to_html())": "a chart that is none of our figures",
    FIGURE.format("far")
    + 'chart.data = {"url": "http://evil.example/x.csv"}\nchart': "is to fetch http://evil.example/x.csv",
}


@pytest.fixture
def chapter(small, tmp_path):
    """The small book, and a way to build it with cells at the end of a chapter: what was said, the lines of the cells."""
    page = small / "book/chapters/jobs.md"

    def build(*cells):
        lines = []
        for cell in cells:
            lines.append(page.read_text(encoding="utf-8").count("\n") + 2)
            with page.open("a", encoding="utf-8") as end:
                end.write(f"\n```{{code-cell}} python\n{cell}\n```\n")
        return command("build.py", "--out", tmp_path / "site", root=small), lines

    return build


def test_what_a_cell_returns_runs_and_loads_nothing_either(chapter, tmp_path):
    done, lines = chapter(*RETURNED, HTML + f"Markdown('![a map]({UP}etc/passwd)')")
    assert done.returncode == 1 and not (tmp_path / "site").exists()
    told = done.stderr.splitlines()
    for line, wrong in zip(lines, RETURNED.values(), strict=False):
        near = [
            one for one in told if one.startswith(f"book/chapters/jobs.md:{line}: ") or f"jobs.md:{line + 1}: " in one
        ]
        assert any(wrong in one and "; expected " in one for one in near), (line, wrong, done.stderr)
    assert any("the page takes in /etc/passwd, which lies outside the book" in one for one in told), done.stderr
    assert "/books/" not in done.stderr


def test_files_that_a_page_publishes_are_judged_with_the_site(chapter, small, tmp_path):
    """A drawing that a cell returns, a page to download, the sheet of the look: told at their sources."""
    for name in ("evil.html", "evil.js"):
        (small / "book/chapters" / name).write_text("<script>alert()</script>\n", encoding="utf-8")
    with (small / "book/chapters/words.md").open("a", encoding="utf-8") as end:
        end.write("\n{download}`evil.html` {download}`evil.js`\n")
    with (small / "book/_static/look.css").open("a", encoding="utf-8") as end:
        end.write(".x{background:url(https://evil.example/x)}\n")
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert()</script></svg>'
    said = "---\nmystnb: {image: {alt: A drawing}}\n---\n"  # without words it would not come so far
    done, _ = chapter(f"{said}{HTML}SVG('{svg}')")
    assert done.returncode == 1 and not (tmp_path / "site").exists()
    for words in (
        "words.md:9: a script stands in the page",  # of evil.html
        "evil.js is published",
        "look.css",
        "https://evil.example/x is loaded",
        "jobs.md: <script> is not",
    ):
        assert words in done.stderr, (words, done.stderr)
