"""Where this copy of the project lies, and what is where in it."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / "book"
LIBRARY = ROOT / "scripts" / "strategy"
LOCK = ROOT / "requirements.txt"
