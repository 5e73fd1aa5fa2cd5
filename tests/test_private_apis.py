"""What this project uses of its libraries beyond their documentation. A test is named for the thing: if it fails, that
has changed, and the module that wraps it (`*_private.py`) has to follow."""

import ast
import asyncio
import importlib
import inspect
import logging
import textwrap
from concurrent.futures import ThreadPoolExecutor
from operator import attrgetter
from pathlib import Path

import altair as alt
import altair.vegalite.data
import jupytext.myst
import myst_nb.core.render
import myst_nb.sphinx_
import nbformat
import numpy as np
import pandas as pd
import papermill.execute
import pytest
import sphinx
import sphinx.environment
import vl_convert
from altair.utils import schemapi
from conftest import ROOT
from docutils import nodes
from jsonschema import ValidationError
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.project import Project
from sphinx.util.logging import SphinxWarningLogRecord

from strategy.edition import myst_nb_private as cells
from strategy.edition import pictures, vl_convert_private
from strategy.edition import sphinx_private as pages
from strategy.engine import execute, myst_nb_private, sphinx_private  # noqa: F401 execute has papermill write no copies
from strategy.figures import altair_private

# What an environment of Sphinx holds of its pages; with `BOOKKEEPING` this is all that it holds.
SHOWN = {
    *("dlfiles", "domaindata", "files_to_rebuild", "glob_toctrees", "images", "longtitles", "metadata"),
    *("numbered_toctrees", "original_image_uri", "ref_context", "reread_always", "titles", "toc_fignumbers"),
    *("toc_num_entries", "toc_secnumbers", "tocs", "toctree_includes"),
}
SIGNATURES = {
    "sphinx.builders:Builder._write_serial": "(self, docnames)",
    "sphinx.builders:Builder.write_doc": "(self, docname, doctree)",
    "sphinx.builders:Builder.write_doc_serialized": "(self, docname, doctree)",
    "sphinx.builders.html:StandaloneHTMLBuilder.prepare_writing": "(self, docnames)",
    "sphinx.builders.html:StandaloneHTMLBuilder.load_indexer": "(self, docnames)",
    "sphinx.builders.html:StandaloneHTMLBuilder.get_outdated_docs": "(self)",
    "sphinx.environment:BuildEnvironment.get_and_resolve_doctree": (
        "(self, docname, builder, doctree=None, prune_toctrees=True, includehidden=False)"
    ),
    "jupyter_book.sphinx:build_sphinx": (
        "(sourcedir, outputdir, *, use_external_toc=True, confdir=None, path_config=None, noconfig=False, "
        "confoverrides=None, doctreedir=None, filenames=None, force_all=False, quiet=False, really_quiet=False, "
        "builder='html', freshenv=False, warningiserror=False, tags=None, verbosity=0, jobs=None, keep_going=False)"
    ),
    "altair.utils.schemapi:_deep_copy": "(obj, by_ref)",
    "altair.utils.schemapi:_todict": "(obj, context, np_opt, pd_opt)",
    "jupytext.myst:get_parser": "()",
    "jupytext.myst:read_cell_metadata": "(token, cell_index)",
    "jupytext.myst:read_fenced_cell": "(token, cell_index, cell_type)",
    "jupytext.myst:myst_to_notebook": (
        "(text, code_directive='{code-cell}', raw_directive='{raw-cell}', add_source_map=False)"
    ),
    "jupyter_client.provisioning:LocalProvisioner.launch_kernel": "(self, cmd, **kwargs)",
    "jupyter_client.provisioning:KernelProvisionerFactory.get_provisioner_entries": "(self)",
    "papermill.clientwrap:PapermillNotebookClient.__init__": "(self, nb_man, km=None, raise_on_iopub_timeout=True, **kw)",
    "papermill.clientwrap:PapermillNotebookClient.execute": "(self, **kwargs)",
}


def signature(function):
    """The names and defaults of a function's parameters, as text."""
    found = inspect.signature(function)
    plain = [p.replace(annotation=inspect.Parameter.empty) for p in found.parameters.values()]
    return str(found.replace(parameters=plain, return_annotation=inspect.Signature.empty))


def source(thing):
    return textwrap.dedent(inspect.getsource(thing))


def attributes(cls):
    """The names that a class gives to `self`, anywhere."""
    return {
        node.attr
        for node in ast.walk(ast.parse(source(cls)))
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    }


@pytest.mark.parametrize("name", SIGNATURES)
def test_the_signature_of(name):
    module, _, path = name.partition(":")
    function = attrgetter(path)(importlib.import_module(module))
    assert signature(function) == SIGNATURES[name]


def test_sphinx_an_environment_holds_no_more_and_no_less():
    found = {n for n in attributes(sphinx.environment.BuildEnvironment) if not n.startswith("_")}
    assert found == sphinx_private.BOOKKEEPING | SHOWN


def test_sphinx_serial_writing_is_the_loop_that_ours_is():
    steps = ("env.get_and_resolve_doctree(docname, self)", "write_doc_serialized(docname, doctree)")
    for step in (*steps, "write_doc(docname, doctree)"):
        assert f"self.{step}" in source(Builder._write_serial), step
        assert f"self.{step}" in source(sphinx_private.SelectiveBuilder._write_serial), step
    assert "self._write_serial(sorted(docnames))" in source(Builder.write)


def test_sphinx_the_path_of_a_page(tmp_path):
    project = Project(tmp_path, [".md"])
    pages.add_page(project, "chapters/wirral", tmp_path / "chapters/place.md")
    assert Path(project.doc2path("chapters/wirral", absolute=False)) == Path("chapters/place.md")
    assert project.docnames == {"chapters/wirral"}


def test_sphinx_a_builder_may_have_no_search():
    assert StandaloneHTMLBuilder.search is True and sphinx_private.SelectiveBuilder.search is False
    assert "if self.search:" in source(StandaloneHTMLBuilder)


def test_sphinx_a_warning_names_its_file_and_line():
    """`path:line: WARNING: text`, which the engine reads in the log."""
    record = SphinxWarningLogRecord("sphinx", logging.WARNING, "", 0, "what is wrong", (), None)
    record.location = "/book/a.md:3"
    assert record.getMessage() == "/book/a.md:3: WARNING: what is wrong"


def test_jupytext_the_directives_of_cells():
    assert (jupytext.myst.CODE_DIRECTIVE, jupytext.myst.RAW_DIRECTIVE) == ("{code-cell}", "{raw-cell}")
    assert issubclass(jupytext.myst.MystMetadataParsingError, Exception)
    [token] = jupytext.myst.get_parser().parse("```{code-cell} python\n:tags: [a]\n1 + 1\n```\n")
    assert (token.info, token.map) == ("{code-cell} python", [0, 4])
    assert jupytext.myst.read_fenced_cell(token, 0, "")[0] == {"tags": ["a"]}


def test_myst_nb_the_copy_that_it_writes_of_a_notebook(monkeypatch):
    monkeypatch.setattr(myst_nb.sphinx_, "nbformat", myst_nb.sphinx_.nbformat)
    assert source(myst_nb.sphinx_).count("nbformat.writes(") == 1
    myst_nb_private.write_no_copies()
    assert myst_nb.sphinx_.nbformat.writes("a notebook") == "" and myst_nb.sphinx_.nbformat.read


def test_myst_nb_the_attributes_of_a_cell():
    text = source(myst_nb.core.render)
    assert 'nb_element="cell_code"' in text and 'cell_container["hide_mode"] = hide_mode' in text
    cell = nodes.container(nb_element="cell_code", hide_mode="input")
    assert cells.is_cell(cell) and cells.is_code_offered(cell)
    assert not cells.is_cell(nodes.container()) and not cells.is_code_offered(nodes.container())


def test_myst_nb_how_an_output_is_handed_over():
    plugin = myst_nb.core.render.ExampleMimeRenderPlugin
    assert signature(plugin.handle_mime) == "(renderer, data, inline)"
    assert plugin.mime_priority_overrides == [("*", "custommimetype", 1)]


def test_jupyter_client_a_provisioner_knows_its_process():
    """What ours sets, for the methods that it inherits."""
    assert {"process", "pid", "pgid"} <= attributes(LocalProvisioner) and LocalProvisioner.process is None

    class Done:
        stdin = stdout = stderr = None

        def poll(self):
            return 3

    provisioner = LocalProvisioner(kernel_id="1", kernel_spec=None)
    provisioner.process = Done()
    with ThreadPoolExecutor(1) as pool:  # a browser of another test may have a loop running in this thread
        assert pool.submit(asyncio.run, provisioner.poll()).result() == 3
    assert provisioner.has_process


def test_jupyter_client_our_provisioner_is_one_of_those_installed():
    """`pip install -e .` has to be run again when an entry point of pyproject.toml changes."""
    found = KernelProvisionerFactory.instance().get_provisioner_entries()
    assert found.get("strategy-forked") == "strategy.engine.kernels:ForkedProvisioner"


def test_altair_its_copies_and_dictionaries_of_a_chart():
    """Charts with everything that is copied in its own way, made and written by Altair and by what stands in for it."""

    def drawn():
        data = pd.DataFrame(
            {"a": [1, 2], "when": pd.to_datetime(["2020-01-01", "2021-01-01"]), "b": [np.float64(1), None]}
        )
        show = alt.param(name="show", value="")
        seen = (
            alt.when("datum.a == 1")
            .then(alt.value(0.5))
            .when("datum.a == 2")
            .then(alt.value(1))
            .otherwise(alt.value(0))
        )
        base = alt.Chart(data).encode(x=alt.X("a:Q", scale=alt.Scale(domain=[0, np.int64(3)])), y="b:Q", opacity=seen)
        layered = alt.layer(base.mark_line(), base.mark_point().encode(tooltip=[alt.Tooltip("when:T")])).add_params(
            show
        )
        return (layered.copy() | base.mark_bar().facet("a:N")).to_dict()

    first = drawn()
    with altair_private.quick():
        assert schemapi._deep_copy is altair_private.deep_copy
        assert drawn() == first
    assert schemapi._deep_copy is not altair_private.deep_copy


def test_altair_the_cells_of_a_frame():
    """Every kind of column, with what is missing, as Altair and as what stands in for it take it apart."""
    frame = pd.DataFrame(
        {
            "number": [1.5, np.nan, np.inf],
            "count": [1, 2, 3],
            "is": [True, False, True],
            "word": ["a", None, "c"],
            "loose": pd.Series(["a", None, np.nan], dtype=object),
            "mixed": pd.Series([1, 2.5, "c"], dtype=object),
            "numbers": pd.Series([1, 2.5, None], dtype=object),
            "list": [[1], np.array([2]), None],
            "when": pd.to_datetime(["2020-01-01", None, "2021-01-01"]),
            "kind": pd.Categorical(["a", None, "a"]),
            "whole": pd.Series([1, None, 3], dtype="Int64"),
        },
        index=[3, 1, 2],
    )

    def types(found):
        return [[(name, type(cell).__name__, repr(cell)) for name, cell in row.items()] for row in found["values"]]

    for data in (frame, frame[["number", "word"]], frame[[]], frame.iloc[:0]):
        assert types(altair_private.to_values(data)) == types(altair.vegalite.data.to_values(data))
    for refused in (frame.rename(columns={"count": 1}), frame.set_index(["count", "word"])):
        with pytest.raises(ValueError, match=r"invalid column name|Hierarchical"):
            altair_private.to_values(refused)


def test_altair_what_was_sound_is_not_judged_again_and_what_is_wrong_is_refused_each_time(monkeypatch):
    monkeypatch.setattr(altair_private, "_sound", {})  # other tests of this process have drawn, too
    with altair_private.quick():
        for width in (3, 3):
            alt.Axis(tickCount=width)
        for _ in "ab":
            with pytest.raises(alt.utils.schemapi.SchemaValidationError):
                alt.Axis(tickCount="three")
            with pytest.raises(ValidationError):
                alt.Chart().mark_point().properties(width="three")
    assert schemapi.validate_jsonschema is not altair_private.validate
    assert sum("tickCount" in text for _, text in altair_private._sound) == 1


def test_papermill_writes_no_notebook_out_that_has_no_path(tmp_path):
    assert source(papermill.execute.execute_notebook).count("write_ipynb(nb, output_path)") == 1
    notebook = nbformat.v4.new_notebook()
    assert papermill.execute.write_ipynb(notebook, None) is None
    papermill.execute.write_ipynb(notebook, str(tmp_path / "a.ipynb"))
    assert nbformat.read(tmp_path / "a.ipynb", 4) == notebook


def test_vl_convert_what_stands_before_an_address():
    spec = {"data": {"values": [{}]}, "mark": "point", "encoding": {"href": {"value": "page.html#a"}}}
    assert f'xlink:href="{vl_convert_private.BASE}page.html#a"' in vl_convert.vegalite_to_svg(spec)


def test_vega_the_data_of_a_mark():
    script = vl_convert.javascript_bundle(pictures.BUNDLE)
    assert "__data__" in script
    assert "mark.__data__" in (ROOT / "book/_static/look.js").read_text(encoding="utf-8")


def test_tasks_are_marked_by_a_rule_that_can_be_replaced():
    """`mdit_private.tasks`: the plugin of tasks fails where no words were read; ours marks none there, and else the same."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.tasklists import tasklists_plugin
    from myst_parser.parsers import mdit

    from strategy.edition import mdit_private

    text = "- [x] done\n- [ ] to do\n"
    ours, plain = MarkdownIt().use(mdit_private.tasks), MarkdownIt().use(tasklists_plugin)
    assert ours.render(text) == plain.render(text) and "checkbox" in ours.render(text)
    ours.disable("inline")
    assert [token.type for token in ours.parse(text)]
    plain.disable("inline")
    with pytest.raises(IndexError):
        plain.parse(text)
    assert hasattr(mdit, "tasklists_plugin")
