"""How far a cell may go: the seconds it may take, the memory each process of it may have, how much it may show.

They stand under `execute` in the book's `_config.yml`, where the check judges them; Jupyter Book has the time from there, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from strategy.parsed import read_yaml

CONFIG = "_config.yml"


@dataclass(frozen=True)
class Bounds:
    """Of one cell: `timeout` in seconds, `memory` in MB, `output` in kB, as JSON carries what it shows."""

    timeout: float = 300
    memory: int = 4000
    output: int = 2000


def of(book: Path) -> Bounds:
    """The bounds that a book sets, the usual ones where it sets none."""
    told = read_yaml(book / CONFIG).get("execute") or {}
    return Bounds(**{name: told[name] for name in vars(Bounds()) if told.get(name)})
