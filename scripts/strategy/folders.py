"""Where things lie: the project, its tables, its book, and what may be thrown away."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / "book"
LIBRARY = ROOT / "scripts" / "strategy"
LOCK = ROOT / "requirements.txt"


def data_folder() -> Path:
    """The folder tables are read from: `STRATEGY_DATA`, else the project's `data/`."""
    return Path(os.environ.get("STRATEGY_DATA") or ROOT / "data")


def store_folder() -> Path:
    """Where results are kept between builds: `STRATEGY_STORE` (checkouts may share one), else `.cache/strategy`."""
    return Path(os.environ.get("STRATEGY_STORE") or ROOT / ".cache" / "strategy").absolute()
