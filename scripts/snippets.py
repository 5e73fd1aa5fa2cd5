"""Write what VS Code completes in a chapter, `.vscode/strategy.code-snippets`, from the roles, directives and keys that there are.

Exit 0; with --check nothing is written, and it is 1 where the file is not what they say.
"""

import argparse
import sys

from strategy import publishing
from strategy.checkout import ROOT
from strategy.data.folder import reading_from
from strategy.engine import commands


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    from strategy.edition.reference import snippets

    path = ROOT / snippets.FILE
    with reading_from(publishing.project().data):
        text = snippets.written()
    if not check:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    elif not path.is_file() or path.read_text(encoding="utf-8") != text:
        print(f"{snippets.FILE} is not what the roles and keys say; run python scripts/snippets.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    commands.end(main, publishing.store, "Stopped.")
