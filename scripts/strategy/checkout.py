"""Where this copy of the project lies, and what is where in it; of a library that was installed, where its tables are."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / "book"
LIBRARY = ROOT / "scripts" / "strategy"
LOCK = ROOT / "requirements.txt"
BUNDLED = Path(__file__).with_name("_tables")  # which setup.py puts into a library that is installed
DATA = BUNDLED if BUNDLED.is_dir() else ROOT / "data"
