"""The library is built with the tables in it; all else is said in pyproject.toml."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

TABLES = sorted(str(path) for ending in ("csv", "yml", "seals") for path in Path("data").rglob(f"*.{ending}"))


class WithTables(build_py):
    """Copies `data/` to `strategy/_tables/`; not where the library is used from a checkout, which has its own."""

    def run(self):
        super().run()
        for name in [] if self.editable_mode else TABLES:
            target = Path(self.build_lib, "strategy", "_tables", *Path(name).parts[1:])
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(name, target)

    def get_source_files(self):
        return [*super().get_source_files(), *TABLES]


setup(cmdclass={"build_py": WithTables})
