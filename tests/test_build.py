"""Building: what changes flows through, what is wrong stops everything, what is published is never harmed."""

import filecmp
import re
import shutil
import socket
import subprocess
import sys

import pytest
from conftest import ROOT, THOROUGH, command, digest, judged, loosened, pages_of_the_book, surroundings

from strategy.engine import manifest


def replace(path, old, new, count=1):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def line_of(path, words):
    return next(n for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if words in line)


@pytest.fixture
def published(tmp_path):
    """A folder as it stands before a build: a site of ours, here with one page."""
    out = tmp_path / "site"
    out.mkdir()
    (out / "index.html").write_text("published before")
    manifest.write(out, "", {}, {}, {}, [])
    return out


ELSEWHERE = {"LC_ALL": "C", "LANG": "C", "TZ": "Asia/Tokyo"}


def test_two_builds_of_the_same_inputs_are_the_same_bytes(small, tmp_path):
    """From another folder, with another number of jobs, another locale and time zone, and nothing kept from before."""
    shutil.copytree(small, tmp_path / "elsewhere")
    for root, jobs, there in ((small, 3, {}), (tmp_path / "elsewhere", 1, ELSEWHERE)):
        store, out = tmp_path / f"store-{jobs}", tmp_path / f"site-{jobs}"
        done = command("build.py", "--out", out, "--jobs", jobs, root=root, STRATEGY_STORE=store, **there)
        assert done.returncode == 0, done.stderr
    assert digest(tmp_path / "site-1") == digest(tmp_path / "site-3")


def test_a_changed_value_reaches_page_figure_alt_text_and_number(site, project, tmp_path):
    """Liverpool makes 20,000 more in 2023 than published, and the city region with it; no step is too large here."""
    loosened(*(project / "data").glob("*.yml"))
    for name, code in (("Liverpool", "E08000012"), ("Liverpool City Region", "E47000004")):
        path = project / "data/gva.csv"
        row = re.search(rf"^{code},{name},2023,current,(\d+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        replace(path, row[0], row[0].replace(row[1], str(int(row[1]) + 20_000)))
    alone = () if THOROUGH else ("--chapter", "economy", "liverpool", "wirral")
    done = command("build.py", "--out", tmp_path / "site", *alone, root=project)
    assert done.returncode == 0, done.stderr
    new = tmp_path / "site"
    # 18,431 + 20,000 of 43,315 + 20,000 is 60.7%
    for page in ("chapters/economy.html", "chapters/liverpool.html", *["index.html"] * THOROUGH):
        text = (new / page).read_text(encoding="utf-8")
        assert "60.7%" in text and "42.6%" not in text, page
    economy = (new / "chapters/economy.html").read_text(encoding="utf-8")
    assert "£63.3bn" in economy and "£43.3bn" not in economy
    assert "£38.4bn, 60.7% of the city region" in economy  # the alt text
    assert ">£38.4bn, 61% </text>" in economy  # the drawing
    assert "38431" in (new / "figures/gva-by-authority.csv").read_text(encoding="utf-8")
    assert "10.5%" in (new / "chapters/wirral.html").read_text(encoding="utf-8")  # 6,625 of 63,315
    same = [
        p
        for p in ("figures/employment-gaps.csv", "figures/employment-by-group.svg", "figures/real-gva.png")
        if filecmp.cmp(site / p, new / p, shallow=False)
    ]
    assert len(same) == 3


def test_a_cell_that_raises_stops_the_build_and_the_site_stays(project, published):
    before = digest(published)
    chapter = project / "book/chapters/economy.md"
    replace(chapter, "figures.gap(table(", "figures.gap(1 / 0, table(")
    done = command("build.py", "--out", published, root=project)
    assert done.returncode == 1
    line = line_of(chapter, "1 / 0")
    assert re.search(
        rf"economy\.md:{line}: cell \d+ of chapter economy failed with ZeroDivisionError: division by zero; expected it to run",
        done.stderr,
    )
    assert "Traceback" not in done.stderr
    assert digest(published) == before
    assert [p.name for p in published.parent.iterdir() if p.name.startswith(".site")] == []


UNKNOWN = [  # what stands in a chapter, what is put for it, what is wrong with that
    ("{now}`gva`.", "{now}`gdpp`.", "{now}`gdpp`: there is no claim or measure 'gdpp'"),
    (
        "{claim}`gva-total-2017` a year",
        "{claim}`gva-total-2071` a year",
        "{claim}`gva-total-2071`: there is no claim or measure 'gva-total-2071'",
    ),
    ("{now}`employment-rate@united-kingdom`.", "{now}`employment-rate@atlantis`.", "there is no area 'atlantis'"),
    (
        "{now}`gva-share@liverpool:2017`.",
        "{now}`gva-share@liverpool:1066`.",
        "gva has nothing for Liverpool in 1066",
    ),
    (
        "{claim}`gva-added-decade`.",
        "{now}`life-expectancy-gap`.",
        "claim 'life-expectancy-gap' is bound to no measure",
    ),
    (
        "\ngva-per-head-relative: The",
        "\ngva-per-heed-relative: The",
        "there is no claim or measure 'gva-per-heed-relative'",
    ),
    (
        "England: {now}`gva-per-hour@england`.",
        "England: {now}`gva-per-our@england`.",
        "there is no claim or measure 'gva-per-our'",
    ),
]


def test_unknown_keys_are_told_by_file_and_line_and_stop_the_build(project, published):
    before = digest(published)
    chapter = project / "book/chapters/economy.md"
    for old, new, _ in UNKNOWN:
        replace(chapter, old, new)
    done = command("build.py", "--out", published, root=project)
    assert done.returncode == 2
    for _, new, wrong in UNKNOWN:
        line = line_of(chapter, new.strip())
        assert re.search(rf"economy\.md:{line}: .*{re.escape(wrong)}.*; expected ", done.stderr), done.stderr
    assert digest(published) == before


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda data: replace(data / "gva.csv", ",2482", ",lots"), r"gva\.csv:5: value is 'lots'; expected a number"),
        (
            lambda data: replace(data / "gva.csv", "E06000006", "E06999999"),
            r"gva\.csv:2: area_code is 'E06999999'; expected a code that areas\.csv lists",
        ),
        (
            lambda data: replace(data / "gva.csv", "area_code,area_name,period", "area_code,area_name,year"),
            r"gva\.csv:1: the columns are .*; expected ",
        ),
        (
            lambda data: replace(data / "gva.csv", ",1999,", ",1998,"),
            r"gva\.csv:3: .* is here twice \(first on line 2\); expected each",
        ),
        (
            lambda data: (data / "gva.yml").unlink(),
            r"gva\.yml: the table has no description; expected a file gva\.yml beside it",
        ),
    ],
)
def test_wrong_data_stops_the_build_before_anything_runs(spoil, told, small, published):
    before = digest(published)
    spoil(small / "data")
    done = command("build.py", "--data", small / "data", "--out", published)
    assert done.returncode == 2
    assert re.search(told, done.stderr), done.stderr
    assert "Traceback" not in done.stderr and "ran " not in done.stdout
    assert digest(published) == before


def test_a_claim_of_no_measure_stops_the_build(project, published):
    replace(project / "data/strategy/claims.csv", ",gva-share,", ",gva-shore,")
    done = command("build.py", "--data", project / "data", "--out", published)
    assert done.returncode == 2 and re.search(r"claims\.csv:\d+: measure is 'gva-shore'; expected", done.stderr)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (
            lambda book: replace(book / "_toc.yml", "chapters/economy", "chapters/economics"),
            r"_toc\.yml:\d+: chapters/economics is in the contents; expected a file",
        ),
        (
            lambda book: replace(book / "chapters/economy.md", "language: python", "lang: python"),
            r"economy\.md:\d+: kernelspec lacks name or language",
        ),
        (
            lambda book: replace(book / "chapters/economy.md", "    name: real-gva\n", ""),
            r"economy\.md:\d+: a figure has no name and caption",
        ),
        (
            lambda book: replace(book / "chapters/economy.md", "name: employment-gaps", "name: real-gva"),
            r"economy\.md:\d+: figure 'real-gva' is here and in economy",
        ),
        (
            lambda book: replace(
                book / "chapters/economy.md", "## How it has grown", "## Grown by {now}`gva-growth-since-1998`"
            ),
            r"economy\.md:\d+: a bound number stands in a heading",
        ),
        (
            lambda book: replace(
                book / "chapters/economy.md", "kernelspec:", "mystnb: {execution_mode: force}\nkernelspec:"
            ),
            r"economy\.md:\d+: the front matter sets mystnb; expected execution to be left",
        ),
    ],
)
def test_faults_of_chapters_are_found_without_running_them(spoil, told, project):
    spoil(project / "book")
    assert re.search(told, judged(project))


def options(new):
    """Spoil the options of the cell that draws the figure of `output`."""
    figure = 'name: output-by-authority, caption: "Liverpool makes the most", holds: "largest gva: liverpool"'
    old = f"tags: [hide-input]\nmystnb: {{figure: {{{figure}}}}}"
    return lambda book: replace(book / "chapters/output.md", old, new)


def front(old, new):
    """Spoil the front matter of `output`."""
    return lambda book: replace(book / "chapters/output.md", old, new)


def latin_1(name):
    """Have a file end in a line that is not UTF-8."""
    return lambda book: (book / name).open("ab").write("# café\n".encode("latin-1"))


def beside_a_template(text):
    """A page from the template of the boroughs, and beside that a file of which the book knows nothing."""

    def spoil(book):
        (book / "_toc.yml").open("a").write("      - file: chapters/wirral\n")
        (book / "chapters/a-note.md").write_bytes(text)

    return spoil


KERNEL = "kernelspec: {name: python3, display_name: Python 3, language: python}"
REPRESENTATION = "jupytext:\n  text_representation: {extension: .md, format_name: myst}"


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (
            front('area = "Liverpool City Region"', "area = str(1)"),
            r"output\.md:14: parameter 'area' is str\(1\); expected a plain value",
        ),
        (
            front('area = "Liverpool City Region"', "area = = 1"),
            r"output\.md:14: the parameters are not Python \(invalid syntax\); expected",
        ),
        (front(KERNEL, "kernelspec: python3"), r"output\.md:4: kernelspec is 'python3'; expected"),
        (front(KERNEL, "kernelspec:"), r"output\.md:4: kernelspec lacks name"),
        (
            front("display_name: Python 3, ", ""),
            r"output\.md:4: kernelspec lacks display_name; expected",
        ),
        (front("name: python3", "name: 3"), r"output\.md:4: kernelspec has name 3; expected"),
        (front(REPRESENTATION, "jupytext: x"), r"output\.md:2: jupytext is 'x'; expected"),
        (
            front(REPRESENTATION, "jupytext:\n  text_representation: myst"),
            r"output\.md:3: text_representation is 'myst'; expected",
        ),
        (
            front(f"{REPRESENTATION}\n{KERNEL}", "hello"),
            r"output\.md:2: the front matter is 'hello'; expected lines of `key: value`",
        ),
        (
            front(KERNEL, f"{KERNEL}\nday: 2020-13-45"),
            r"output\.md:1: the front matter is not YAML; month must be in 1\.\.12",
        ),
        (
            front(KERNEL, f"{KERNEL}\nlanguage_info: python"),
            r"output\.md:5: language_info is 'python'; expected",
        ),
        (
            front(KERNEL, f"{KERNEL}\nmyst: {{substitutions: {{day: 2020-03-14}}}}"),
            r"output\.md:3: myst is .*datetime.date\(2020, 3, 14\).*; expected words \(in quotes\)",
        ),
        (options("tags: []\n3: three"), r"output\.md:27: 3 is 'three'; expected words"),
        (options("mystnb: hello"), r"output\.md:26: mystnb is 'hello'; expected"),
        (options("mystnb: {figure: hello}"), r"output\.md:26: figure is 'hello'; expected"),
        (
            options('mystnb: {figure: {name: 3, caption: "Output"}}'),
            r"output\.md:26: the name of a figure is 3; expected",
        ),
        (
            options("mystnb: {figure: {name: output-by-authority, caption: 2024}}"),
            r"output\.md:26: the caption of a figure is 2024; expected",
        ),
        (
            front(":tags: [parameters, remove-cell]", ":tags: parameters"),
            r"output\.md:13: tags is 'parameters'; expected a list",
        ),
        (
            front(":tags: [parameters, remove-cell]", ":tags:"),
            r"output\.md:13: tags is None; expected a list",
        ),
        (
            front(":tags: [parameters, remove-cell]", ":tags: [1, 2]"),
            r"output\.md:13: tags is \[1, 2\]; expected a list",
        ),
        (options("tags: [hide-input, hide-input]"), r"output\.md:26: tags is .*; expected a list"),
        (options("hello"), r"output\.md:24: the options of the cell are 'hello'; expected"),
        (options("tags: *hidden"), r"output\.md:24: the options of the cell cannot be read \(.*\); expected"),
        (lambda book: replace(book / "_config.yml", "title:", "title: :"), r"_config\.yml:2: this is not YAML; "),
        (
            lambda book: (book / "_config.yml").write_text(""),
            r"_config\.yml:1: this is not a mapping; expected",
        ),
        (
            lambda book: (book / "_config.yml").write_text("title: A book\nsphinx: hello\n"),
            r"_config\.yml:2: sphinx is 'hello'; expected",
        ),
        (
            lambda book: (book / "_config.yml").unlink(),
            r"_config\.yml: there is no such file; expected",
        ),
        (latin_1("_config.yml"), r"_config\.yml:\d+: this is not UTF-8 text; expected"),
        (latin_1("_toc.yml"), r"_toc\.yml:9: this is not UTF-8 text; expected"),
        (lambda book: (book / "_toc.yml").write_text("root: [index\n"), r"_toc\.yml:\d: this is not YAML; "),
        (lambda book: (book / "_toc.yml").write_text(""), r"_toc\.yml:1: this is not a mapping; expected"),
        (
            lambda book: replace(book / "_toc.yml", "chapters/output", "3"),
            r"_toc\.yml: .*; expected contents as Jupyter Book writes them",
        ),
        (latin_1("chapters/output.md"), r"output\.md:31: this is not UTF-8 text; expected"),
        (
            beside_a_template("\n# café\n".encode("latin-1")),
            r"a-note\.md:2: this is not UTF-8 text; expected",
        ),
        (
            beside_a_template(b"---\nstrategy: authority\n---\n"),
            r"a-note\.md:2: strategy is 'authority'; expected",
        ),
    ],
)
def test_whatever_is_written_in_the_book_a_fault_is_one_line(spoil, told, small):
    spoil(small / "book")
    said = judged(small)
    assert re.fullmatch(rf"\S*{told}.*\n", said), said


@pytest.mark.parametrize(
    "spoil",
    [
        front('area = "Liverpool City Region"', "area = str(1)"),
        front(KERNEL, "kernelspec: python3"),
        options("mystnb: {figure: hello}"),
        front(":tags: [parameters, remove-cell]", ":tags: parameters"),
        lambda book: (book / "_config.yml").write_text(""),
        latin_1("_toc.yml"),
    ],
)
def test_a_build_tells_what_the_check_tells(spoil, small, published):
    before = digest(published)
    spoil(small / "book")
    checked = command("check.py", root=small)
    built = command("build.py", "--out", published, "--chapter", "output", root=small)
    assert (built.returncode, built.stderr) == (2, checked.stderr)
    assert digest(published) == before


@pytest.mark.parametrize(
    ("before", "after", "told"), [("1 / 0", "", r":13: cell 1 of"), ("", "1 / 0", r":21: cell 2 of")]
)
def test_a_cell_that_raises_is_told_by_its_own_line_in_an_edition_for_an_area(before, after, told, small, tmp_path):
    cell = "```{{code-cell}} python\n{}\n```\n\n"
    tagged = '```{code-cell} python\n:tags: [parameters, remove-cell]\narea = "Liverpool City Region"\n```\n\n'
    first, last = (cell.format(code) if code else "" for code in (before, after))
    replace(small / "book/chapters/output.md", tagged, f"{first}{tagged}\n\n\n{last}")
    done = command("build.py", "--out", tmp_path / "site", "--area", "Wirral", "--chapter", "output", root=small)
    assert done.returncode == 1
    assert re.search(rf"output\.md{told} chapter output failed with ZeroDivisionError", done.stderr), done.stderr


def test_what_is_no_address_is_told_by_its_page(tmp_path):
    from strategy.engine import site

    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters/output.html").write_text("<a href='http://[x'>x</a><a href='http://[y'>y</a>")
    assert list(site.faults(tmp_path, [])) == [
        f"chapters/output.html: {address} is not an address; expected one such as https://example.org/page"
        for address in ("http://[x", "http://[y")
    ]


@pytest.mark.parametrize(
    ("script", "arguments", "told"),
    [
        ("check.py", ["--data", "nowhere"], "--data is nowhere; expected a folder of tables"),
        ("live.py", ["--data", "nowhere"], "--data is nowhere; expected a folder of tables"),
        ("live.py", ["--jobs", "0"], "--jobs is 0; expected 1 or more"),
        ("live.py", ["--out", "README.md"], "README.md: this is a file; expected --out to be a folder"),
        ("live.py", ["--out", "tests"], "tests: this folder holds something other than a site; expected"),
        ("live.py", ["--port", "70000"], "--port is 70000; expected a number from 1 to 65535"),
        ("live.py", ["--port", "{taken}"], "--port is {taken}: Address already in use; expected a port that is free"),
    ],
)
def test_a_wrong_argument_of_any_command_is_one_line(script, arguments, told, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = command(script, *(a.format(taken=port) for a in arguments), STRATEGY_STORE=tmp_path / "store")
    assert done.returncode == 2
    assert done.stderr.startswith(told.format(taken=port)) and done.stderr.count("\n") == 1, done.stderr


@pytest.mark.parametrize(
    ("script", "module", "told", "code"),
    [
        ("build.py", "strategy.engine.build", "Stopped. Nothing was published.\n", 1),
        ("build.py", "strategy.engine.steps", "Stopped. Nothing was published.\n", 1),
        ("check.py", "strategy.publishing", "Stopped.\n", 1),
        ("live.py", "strategy.engine.live", "", 0),
    ],
)
def test_a_command_that_is_interrupted_ends_quietly(script, module, told, code, tmp_path):
    """Also while it reads its modules in: here at the very moment at which it asks for one of them."""
    arguments = [] if script == "check.py" else ["--out", str(tmp_path / "site")]
    interrupted = f"""
import os, runpy, signal, sys
class Interrupting:
    def find_spec(self, name, *_):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupting())
sys.argv = {[script, *arguments]!r}
runpy.run_path({str(ROOT / "scripts" / script)!r}, run_name="__main__")
"""
    done = subprocess.run(
        [sys.executable, "-c", interrupted],
        capture_output=True,
        text=True,
        env=surroundings(STRATEGY_STORE=str(tmp_path / "store")),
        cwd=ROOT,
    )
    assert (done.returncode, done.stderr) == (code, told)
    assert list(tmp_path.glob(".site-*")) == []


def test_a_listing_that_nobody_reads_to_its_end_ends_quietly(small):
    done = subprocess.Popen(
        [sys.executable, small / "scripts/check.py", "--words"],
        env=surroundings(small),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    done.stdout.close()
    assert (done.stderr.read(), done.wait()) == (b"", 141)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--area", "Atlantis"], "--area is 'Atlantis'; expected Halton"),
        (["--chapter", "economics"], "there is no chapter 'economics'; expected one such as economy"),
        (["--data", "nowhere"], "--data is nowhere; expected a folder of tables"),
        (["--jobs", "0"], "--jobs is 0; expected 1 or more"),
    ],
)
def test_a_wrong_command_line_is_exit_2(arguments, told, published):
    before = digest(published)
    done = command("build.py", "--out", published, *arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert digest(published) == before


def test_a_folder_that_is_not_a_site_is_never_replaced(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    done = command("build.py", "--out", tmp_path)
    assert done.returncode == 2
    assert "holds something other than a site" in done.stderr
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_parameters_that_a_chapter_does_not_declare_are_refused():
    from strategy.engine import chapters
    from strategy.faults import Faults

    economy = next(p for p in pages_of_the_book() if p.stem == "economy")
    with pytest.raises(Faults, match="parameter 'aria' is not declared; expected one of area"):
        chapters.checked_parameters(economy, {"aria": "Wirral"})
    with pytest.raises(Faults, match="expected a str"):
        chapters.checked_parameters(economy, {"area": 7})
    for page in pages_of_the_book():
        if page.is_notebook:
            assert set(page.parameters()) == {"area"}


def test_an_edition_for_an_area_highlights_it_and_says_so(tmp_path):
    done = command("build.py", "--out", tmp_path / "site", "--area", "Wirral", "--chapter", "economy")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "site/chapters/economy.html").read_text(encoding="utf-8")
    assert "Interactive edition for Wirral" in page
    bars = dict(
        re.findall(
            r'data-a="([\w-]+)" d="[^"]*" fill="(#\w+)"',
            page.partition('id="gva-by-authority"')[2].partition("</figure>")[0],
        )
    )
    assert bars["wirral"] == "#12436D" and bars["sefton"] == "#BFBFBF"
    assert "edition for Wirral</title>" in page and 'In the edition for Wirral.">' in page
    assert "£43.3bn" in page  # the sentences still speak of the whole city region
    first = re.search(r'<div [^>]*class="fact\b.*?£43\.3bn', page, re.DOTALL)[0]  # a fact leads with the member's own number
    assert "Output: Wirral" in first and first.index("£6.6bn") < first.index("Liverpool City Region: ")
    panels = page.partition('id="employment-over-time"')  # no cell picks out a member here; the edition does
    assert panels[0].endswith('<figure class="fig has-mine" ')
    drawing = panels[2].partition("</figure>")[0]
    assert set(re.findall(r'data-a="([\w-]+)"[^>]* class="[^"]*\bon\b', drawing)) == {"wirral"}
    assert drawing.count(" Wirral is highlighted.</desc>") == 2
    alone = (tmp_path / "site/figures/employment-over-time.html").read_text(encoding="utf-8")
    assert 'class="fig has-mine"' in alone and 'data-edition="wirral"' in alone
    assert not (tmp_path / "site/chapters/wirral.html").exists()  # only the page that was asked for


def test_the_readme_tells_commands_that_exist():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for verb in set(re.findall(r"(?:^|`)make (\w+)", readme, re.MULTILINE)):
        assert re.search(rf"^{verb}:", makefile, re.MULTILINE), verb
    for script in set(re.findall(r"scripts/(\w+\.py)", readme)):
        assert (ROOT / "scripts" / script).is_file(), script
    own = re.sub(r"(?ms)^````$.*?^````$", "", readme)  # without the templates of chapters
    for path in set(re.findall(r"\]\(([\w./-]+)\)", own)):
        assert (ROOT / path).exists(), path


def test_the_words_are_ours_to_publish():
    """No path of a machine, nothing left to do later, in any file of the project."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    ).stdout.split()
    for name in listed:
        path = ROOT / name
        if path.suffix in (".png", ".txt") or name.startswith("tests/"):
            continue
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"/work/|/root/|(?<!\w)/home/\w+|\bTODO\b|\bFIXME\b", text), name
