"""One build for `live`, in a process of its own."""

from __future__ import annotations

from pathlib import Path

from strategy.engine import build as building
from strategy.engine import forkserver


def build(out: str, area: str | None, jobs: int | None, address: str | None = None) -> int:
    """Build into `out` with the help of the warm process at `address`; the exit code."""
    return building.build(Path(out), area, jobs=jobs, warmed=forkserver.Address(address) if address else None)
