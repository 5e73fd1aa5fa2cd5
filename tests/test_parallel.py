"""Sphinx may read and write pages in several processes: what comes out is the same."""

import json
import shutil
import subprocess
import sys

import nbformat
import yaml
from conftest import ROOT, digest, surroundings

from strategy import figures, table
from strategy.palette import FIGURE_MIME

DRAWN = (0, 4)  # the pages with a figure, one for each process
BUILD = """
import json, sys
from sphinx.application import Sphinx
source, out, processes, settings = sys.argv[1], sys.argv[2], int(sys.argv[3]), json.loads(sys.argv[4])
app = Sphinx(source, None, out, out + "-doctrees", "html", confoverrides=settings, parallel=processes, status=None)
app.build()
assert app.statuscode == 0
"""


def notebook(number):
    """A page of prose with a bound number, and, of some, a figure that has been drawn."""
    words = f"# Page {number}\n\nOutput is {{now}}`gva`; see {{figure}}`figure-{DRAWN[number < 4]}`."
    cells = [nbformat.v4.new_markdown_cell(words)]
    if number in DRAWN:
        spec = figures.ranking(table("gva"), "current", then="2017").to_dict()
        named = {"figure": {"name": f"figure-{number}", "caption": f"The {number}th"}}
        cell = nbformat.v4.new_code_cell("draw()", metadata={"mystnb": named, "tags": ["hide-input"]})
        cell.outputs = [nbformat.v4.new_output("display_data", data={FIGURE_MIME: spec})]
        cells.append(cell)
    return nbformat.v4.new_notebook(cells=cells)


def test_pages_read_and_written_in_two_processes_are_the_same(small, tmp_path):
    source = tmp_path / "source"
    shutil.copytree(ROOT / "book/_static", source / "_static")
    for number in range(8):
        nbformat.write(notebook(number), source / f"page-{number}.ipynb")
    listed = "\n".join(f"page-{number}" for number in range(8))
    (source / "index.md").write_text(f"# Start\n\n```{{toctree}}\n{listed}\n```\n", encoding="utf-8")
    settings = yaml.safe_load((ROOT / "book/_config.yml").read_text(encoding="utf-8"))["sphinx"]["config"]
    settings |= {"extensions": ["myst_nb", "strategy.edition.extension"], "nb_execution_mode": "off"}
    settings |= {"templates_path": [str(ROOT / "book/_templates")], "html_context": {"nav": []}}
    for processes in (1, 2):
        command = [sys.executable, "-c", BUILD, source, tmp_path / f"out-{processes}", processes, json.dumps(settings)]
        done = subprocess.run(map(str, command), capture_output=True, text=True, env=surroundings(small), timeout=240)
        assert done.returncode == 0, done.stderr
        assert "serial" not in done.stderr
    one, two = digest(tmp_path / "out-1"), digest(tmp_path / "out-2")
    assert one == two
    assert {f"figures/figure-{number}.png" for number in DRAWN} <= set(two)
    page = (tmp_path / "out-2/page-7.html").read_text(encoding="utf-8")
    assert 'href="page-0.html#figure-0"' in page and 'id="n-gva"' in page
