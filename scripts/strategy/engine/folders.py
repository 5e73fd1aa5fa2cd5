"""Where the project, its book and what may be thrown away lie."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BOOK = ROOT / "book"
LIBRARY = ROOT / "scripts" / "strategy"
LOCK = ROOT / "requirements.txt"


def store_folder() -> Path:
    """Where results are kept between builds: `STRATEGY_STORE` (checkouts may share one), else `.cache/strategy`."""
    return Path(os.environ.get("STRATEGY_STORE") or ROOT / ".cache" / "strategy").absolute()
