"""Where tables are read from."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def data_folder() -> Path:
    """The folder tables are read from: `STRATEGY_DATA`, else the project's `data/`."""
    return Path(os.environ.get("STRATEGY_DATA") or ROOT / "data")
