"""JupyterLab as `make lab` starts it: found because `JUPYTER_CONFIG_PATH` names this folder, so no other Jupyter sees it."""

import os
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
pages = [ROOT / "book" / f"{name}.md" for name in re.findall(r"file: *(\S+)", (ROOT / "book/_toc.yml").read_text())]
first = next((page for page in pages if page.is_file() and "{code-cell}" in page.read_text()), ROOT / "book/chapters")

c = get_config()  # noqa: F821 Jupyter gives it
c.ServerApp.root_dir = str(ROOT)
c.ServerApp.allow_root = os.name == "posix" and os.geteuid() == 0  # in a container there is nobody else
c.ServerApp.contents_manager_class = "strategy.notebook.contents.Chapters"
c.ServerApp.jpserver_extensions = {"jupyterlab_jupytext": False}  # `Chapters` opens and saves, Jupytext's button opens
c.LabApp.default_url = f"/lab/tree/{first.relative_to(ROOT)}"
c.LabApp.extra_labextensions_path = [str(HERE / "labextensions")]
