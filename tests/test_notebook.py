"""A chapter as a notebook: saved without an edit it keeps its bytes, and what it shows is what its page shows."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import ipywidgets
import nbformat
import pytest
from conftest import command
from hypothesis import given, settings
from hypothesis import strategies as st

from strategy import bound, choose, table
from strategy.data import areas
from strategy.edition import check, source, widget_cells
from strategy.edition.registry import ROLES
from strategy.engine.chapters import Page
from strategy.engine.store import Memory
from strategy.figures import ranking
from strategy.notebook import saving, widgets, words
from strategy.notebook.chapter import Chapter
from strategy.palette import FIGURE_MIME

ROOT = Path(__file__).resolve().parents[1]
PAGES = [path for path in sorted(ROOT.rglob("*.md")) if not {".venv", ".cache", "_build"} & set(path.parts)]
KERNEL = """\
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {name: python3, display_name: Python 3, language: python}
"""
CHAPTER = """\
---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {name: python3, display_name: Python 3, language: python}
strategy: {each: member}
---

# {{ area }}

{.lede}
Words.

```{code-cell} python
:tags: [parameters, remove-cell]
area = "Wirral"
```

```{facts}
gva: A remark.
```

```{code-cell} python
---
tags: [hide-input]
mystnb: {figure: {name: "gva-{{ slug }}", caption: "Output in {{ area }}"}}
---

area
```

+++

The last words.
"""


def through_jupyterlab(notebook):
    """A notebook as JupyterLab sends it back: as JSON, with its own metadata, run."""
    sent = nbformat.from_dict(json.loads(json.dumps(notebook)))
    sent.metadata.kernelspec.display_name = "Python 3 (ipykernel)"
    sent.metadata.language_info = {"name": "python", "pygments_lexer": "ipython3", "version": "3.11.7"}
    for number, cell in enumerate(sent.cells):
        if cell.cell_type == "code":
            cell.metadata |= {"trusted": True, "execution": {"iopub.status.busy": "2026-01-01T00:00:00Z"}}
            cell.execution_count = number
            cell.outputs = [nbformat.v4.new_output("stream", text="printed")]
    return sent


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_that_is_run_and_saved_unchanged_keeps_its_bytes(path):
    text = path.read_bytes().decode()
    assert saving.saved(text, through_jupyterlab(saving.opened(text))) == text


def edited(change):
    notebook = through_jupyterlab(saving.opened(CHAPTER))
    change(notebook.cells)
    return saving.saved(CHAPTER, notebook)


def test_an_edit_of_code_changes_that_code_alone():
    assert edited(lambda cells: cells[3].update(source="area.upper()")) == CHAPTER.replace(
        "\narea\n", "\narea.upper()\n"
    )


def test_an_edit_of_words_changes_those_words_alone():
    changed = CHAPTER.replace("gva: A remark.", "gva: Another.")
    assert edited(lambda cells: cells[2].update(source="```{facts}\ngva: Another.\n```")) == changed


def test_a_new_cell_stands_between_its_neighbours_and_nothing_else_moves():
    new = nbformat.v4.new_code_cell("1 + 1", metadata={"tags": ["remove-cell"]})
    cell = "```{code-cell} python\n:tags: [remove-cell]\n\n1 + 1\n```\n\n"
    assert edited(lambda cells: cells.insert(1, new)) == CHAPTER.replace("```{code-cell}", cell + "```{code-cell}", 1)


def test_a_cell_that_is_gone_takes_nothing_with_it():
    start, end = CHAPTER.index("```{facts}"), CHAPTER.index("```{code-cell} python\n---")
    assert edited(lambda cells: cells.pop(2)) == CHAPTER[:start] + CHAPTER[end:]


def test_another_tag_is_written():
    written = edited(lambda cells: cells[1].metadata.update(tags=["parameters"]))
    assert ":tags: [parameters]\n" in written and 'caption: "Output in {{ area }}"}}\n' in written


cells = st.one_of(
    st.sampled_from(["a = 1", "", "x\n\ny", "# ```", '"""\n+++\n"""', ":tags: []", "---\na: 1\n---"]).map(
        lambda source: nbformat.v4.new_code_cell(source)
    ),
    st.sampled_from(["Words", "# T\n\ntext", "```python\n1\n```", "a\n\n+++\n\nb", "- one\n\n      two"]).map(
        lambda source: nbformat.v4.new_markdown_cell(source)
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(cells, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_what_is_saved_reads_as_jupytext_alone_would_have_it(new, random):
    notebook = through_jupyterlab(saving.opened(CHAPTER))
    for cell in copy.deepcopy(new):
        notebook.cells.insert(random.randrange(len(notebook.cells) + 1), cell)
    del notebook.cells[random.randrange(len(notebook.cells))]
    alone = saving.jupytext.writes(notebook, saving.MYST)
    text = saving.saved(CHAPTER, notebook)
    assert [p.held for p in saving.pieces(text)] == [p.held for p in saving.pieces(alone)]
    assert text.startswith(CHAPTER[: CHAPTER.index("\n# ")])


def test_jupytext_by_hand_keeps_what_a_template_says_of_itself(tmp_path):
    for arguments in (["--to", "ipynb"], ["--to", "md:myst"]):
        source = tmp_path / ("area.ipynb" if "md:myst" in arguments else "area.md")
        if not source.exists():
            source.write_text(CHAPTER)
            (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
        subprocess.run(
            [Path(sys.executable).with_name("jupytext"), *arguments, source], check=True, capture_output=True
        )
    assert saving.opened((tmp_path / "area.md").read_text()).metadata["strategy"] == {"each": "member"}


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["import ipywidgets as w\nw.interact(print, year=(1998, 2023))"], [(0, 2, "w.interact")]),
        (["from ipywidgets import interact, IntSlider as Slide", "x = 1\nx\nSlide()"], [(1, 3, "Slide")]),
        (["from ipywidgets import interact\n@interact(year=(1, 2))\ndef show(year):\n    pass"], [(0, 2, "interact")]),
        (["import ipywidgets.widgets", "%matplotlib inline\n\nipywidgets.VBox([])"], [(1, 3, "ipywidgets.VBox")]),
        (["from ipywidgets.widgets import *"], [(0, 1, "from ipywidgets.widgets import *")]),
        (
            ["import importlib\nimportlib.import_module('ipywidgets').Play()"],
            [(0, 2, "importlib.import_module('ipywidgets')")],
        ),
        (["import ipywidgets as w\nmade = w\n"], [(0, 2, "w")]),
        (
            ["choose(year=['2012', '2017'])(lambda year: None)", "print('ipywidgets.interact')", "w.interact()", "a b"],
            [],
        ),
    ],
)
def test_a_widget_that_choose_does_not_make_is_found_by_what_the_code_says(cells, told):
    assert list(widget_cells.bare(cells)) == told


def test_a_bare_widget_is_a_fault_at_its_line(tmp_path):
    chapter = tmp_path / "widget.md"
    cell = "```{code-cell} python\n:tags: [remove-cell]\nimport ipywidgets\n\nipywidgets.IntSlider()\n```\n"
    chapter.write_text(f"---\n{KERNEL}---\n\n# Title\n\n{cell}")
    [found] = check.check_page(Page("chapters/widget", chapter), Memory())
    assert found.line == 13 and found.wrong.startswith("ipywidgets.IntSlider makes a widget")
    assert "choose(" in found.expected


def offered(**more):
    """A figure with a choice of two boroughs and three years."""
    given = {"area": ["wirral", "halton"], "then": ["2022", "2017", "2012"], **more}
    return choose(**given)(lambda area, then: ranking(table("gva"), "current", then=then, highlight=area))


def test_each_choice_has_the_widget_of_its_kind():
    (area, then, _) = widgets.alive(offered(), "Who makes what").children
    assert isinstance(area, ipywidgets.ToggleButtons) and area.description == "Borough"
    assert isinstance(then, ipywidgets.SelectionSlider) and [label for label, _ in then.options] == [
        "2012",
        "2017",
        "2022",
    ]
    assert (area.value, then.value) == ("wirral", "2022")
    assert isinstance(widgets.alive(offered(area=areas.members()), "").children[0], ipywidgets.Dropdown)


def test_a_widget_that_changes_draws_the_figure_again_with_its_words():
    area, then, figure = widgets.alive(offered(), "Who makes what").children
    drawn = {}
    for area.value in ("wirral", "halton"):
        for then.value in ("2012", "2017", "2022"):
            drawn[area.value, then.value] = figure.value
            name = area.value.capitalize()
            assert "<strong" in figure.value and f"Who makes what: {name}, {then.value}</strong>" in figure.value
            assert f"Orange tick: {then.value}" in figure.value and "Source: ONS" in figure.value
    assert len(set(drawn.values())) == len(offered().states) == 6


def test_a_notebook_that_nobody_sits_before_has_every_state_and_no_widget(monkeypatch):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    made = widgets.bundle(offered(), "Who makes what")
    assert made["text/html"].count("<figure") == 6 == made["text/html"].count(" hidden>")
    assert [s["slug"] for s in made[FIGURE_MIME]["usermeta"]["states"]] == [s.slug for s in offered().states]
    assert widget_cells.VIEW not in str(made)
    monkeypatch.setenv("JPY_SESSION_NAME", "chapter.md")
    seen = widgets.bundle(offered(), "Who makes what")
    assert any(widget_cells.VIEW in mime for mime in seen) and seen["text/html"].count("<figure") == 1


def test_a_figure_in_a_notebook_has_the_headline_of_its_page():
    economy = (ROOT / "book/chapters/economy.md").read_text()
    cell = next(c for c in source.read(economy).figures if c.figure["name"] == "output-per-hour")
    assert words.headline(cell.code, {}) == cell.figure["caption"]
    template = (ROOT / "book/chapters/area.md").read_text()
    cell = next(c for c in source.read(template).figures if c.figure["name"] == "employment-{{ slug }}")
    halton, uk = (
        bound.resolve("employment-rate", areas.area(name)).in_a_sentence for name in ("halton", "united-kingdom")
    )
    expected = f"The survey puts {halton} of people aged 16 to 64 in Halton in work, and {uk} in the UK"
    assert words.headline(cell.code, {"area": "Halton"}) == expected
    assert words.headline(cell.code, {}).startswith("The survey puts") and "Wirral" in words.headline(cell.code, {})
    assert words.headline("figures.of_mine()", {}) == ""


def test_every_role_of_a_chapter_has_its_words_in_a_notebook():
    for path in (ROOT / "book/chapters").glob("*.md"):
        of = Chapter(path)
        for role in source.read(of.text).roles:
            if role.name in ROLES:
                found = words.told(role.name, role.text, of, {})
                assert found.get("words") and "{{" not in found["words"], (path, role)
    assert "wrong" in words.told("now", "gva-of-nobody", Chapter(ROOT / "book/chapters/economy.md"), {})
    assert words.told("", "area", Chapter(ROOT / "book/chapters/area.md"), {"area": "Sefton"}) == {"words": "Sefton"}
    assert words.told("ref", "somewhere", None, {}) == {}


def test_a_widget_that_only_the_output_shows_stops_the_build_at_its_line(small, tmp_path):
    path = small / "book/chapters/output.md"
    view = '{"application/vnd.jupyter.widget-view+json": {"model_id": "a", "version_major": 2, "version_minor": 0}}'
    cell = f"```{{code-cell}} python\nfrom IPython.display import display\n\ndisplay({view}, raw=True)\n```\n"
    path.write_text(f"{path.read_text()}\n{cell}")
    done = command("build.py", "--out", tmp_path / "site", "--chapter", "output", root=small)
    assert done.returncode == 1
    line = path.read_text().splitlines().index("from IPython.display import display") + 1
    told = f"output.md:{line}: the cell shows a widget, which is dead on a page; expected a figure that choose() makes"
    assert told in done.stderr, done.stderr
