"""Links to a page by its file (`economy.md`), as editors of Markdown write and follow them, and to its headings.

A page with code is handed to Sphinx as the notebook that was run, and one from a template has no file at all, so
MyST does not find the file that the link names. The page is meant.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.transforms import SphinxTransform


class LinksByFile(SphinxTransform):
    """A link that names the file of a page leads to that page, to the heading behind `#`."""

    default_priority = 700

    def apply(self, **kwargs):
        for link in list(self.document.findall(pending_xref)):
            if link["reftype"] != "myst" or link.get("refdomain"):
                continue
            path, _, heading = link["reftarget"].partition("#")
            if not path or not (path.endswith(".md") or heading):
                continue
            _, file = self.env.relfn2path(f"{path.removesuffix('.md')}.md", self.env.docname)
            docname = self.env.path2doc(file)
            if docname in self.env.found_docs:
                link["refdomain"], link["reftarget"], link["reftargetid"] = "doc", docname, heading or None
            elif self.config.strategy_partly:
                link.replace_self(nodes.inline("", link.astext()))


def setup(app) -> None:
    app.add_transform(LinksByFile)
