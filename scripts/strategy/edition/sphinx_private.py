"""What the edition uses of Sphinx beyond its documentation (tests/test_private_apis.py says what changes)."""

from __future__ import annotations

from pathlib import Path


def add_page(project, docname: str, path: Path) -> None:
    """Give a project a page whose source is another's file: Sphinx itself would look for it at its own address."""
    project.docnames.add(docname)
    project._docname_to_path[docname] = str(path.relative_to(project.srcdir))
