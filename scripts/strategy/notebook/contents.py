"""JupyterLab's way to the files: a Markdown file that is asked for as a notebook is one, and keeps its bytes when saved.

Of all modules only this one is for JupyterLab's own Python, which has no library but this and Jupytext.
"""

from __future__ import annotations

import nbformat
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from tornado.web import HTTPError

from strategy.engine.jupytext_private import MystMetadataParsingError
from strategy.notebook import saving


class Chapters(AsyncLargeFileManager):
    """Files as JupyterLab has them; a chapter opens as a notebook."""

    async def get(self, path, content=True, type=None, format=None, **options):
        if type != "notebook" or not path.endswith(".md"):
            return await super().get(path, content, type, format, **options)
        model = await super().get(path, content, "file", "text" if content else None, **options)
        if content:
            try:
                model["content"] = saving.opened(model["content"])
            except (MystMetadataParsingError, nbformat.ValidationError, ValueError) as error:
                raise HTTPError(400, f"{path} is no notebook: {error}. Open it with the editor.") from error
        return as_notebook(model)

    async def save(self, model, path=""):
        if model.get("type") != "notebook" or not path.endswith(".md"):
            return await super().save(model, path)
        before = (await super().get(path, True, "file", "text"))["content"] if await self.file_exists(path) else ""
        try:
            text = saving.saved(before, nbformat.from_dict(model["content"]))
        except MystMetadataParsingError as error:  # a line of a cell that begins with +++ begins another cell
            raise HTTPError(400, f"{path} is not saved: {error}") from error
        return as_notebook(await super().save({"type": "file", "format": "text", "content": text}, path))


def as_notebook(model: dict) -> dict:
    """The model of a file as that of a notebook."""
    return model | {"type": "notebook", "mimetype": None, "format": "json" if model["content"] else None}
