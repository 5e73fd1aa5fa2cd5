"""What one edition says otherwise than another: numbers that moved, verdicts that turned, words and figures that lean on them.

OLD and NEW are each a folder of tables, a published site, or an edition that a site keeps (`site/editions/<name>`). Of
tables it is known what they say with the words of this checkout; figures are compared as drawn where both are published.
Exit 0: compared, whatever was found; 2: one of the two cannot be read.
"""

import argparse
import json
from pathlib import Path

from strategy import publishing
from strategy.engine import commands


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", metavar="OLD", type=Path)
    parser.add_argument("new", metavar="NEW", type=Path)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--markdown", action="store_true", help="the whole as Markdown, for a pull request")
    form.add_argument("--json", action="store_true", help="the whole as JSON (changes/since.schema.json in a site)")
    asked = parser.parse_args()
    found = publishing.compared(asked.old, asked.new)
    print(said(found, asked), end="")
    return 0


def said(found, asked):
    """The difference in the form that was asked for; without one, the line and the verdicts."""
    from strategy.edition.changes import telling

    if asked.json:
        return json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    if asked.markdown:
        return telling.markdown(found)
    return "\n".join([f"Since the last edition: {telling.summary(found)}.", *telling.turned(found), ""])


if __name__ == "__main__":
    commands.end(main, publishing.store, "Stopped.")
