"""Check tables, descriptions, claims and chapters without executing anything.

A line per fault: `file:line: what is wrong; what was expected`. Exit 0: nothing wrong; 2: faults.
With --words also how hard each page is to read (a page over its limit, or a sentence over its own, is a fault), how many
of its sentences begin by naming the strategy or with “It” and the like, how many are brief, and every statement that a proposition guards, the nearest to turning first.
With --keys WORD only what keys, roles, figures and tables have that word, with today's values and where they are used.
With --withdraw a statement that no longer holds is no fault: a line says what `build.py --withdraw` publishes instead.
A table or a description that is not what was last accepted (SHA256SUMS in the folder of tables) is a fault, told when
nothing else is wrong. With --accept, of some tables or of all, what changed is shown (rows, and the numbers, verdicts and
statements on pages), and then accepted.
"""

import argparse
import sys
from pathlib import Path

from strategy.engine import commands

NEVER_ACCEPTED = "No table here was ever accepted: python scripts/check.py --accept does it."


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", metavar="DIR", type=Path, help="read tables from another folder")
    parser.add_argument(
        "--words", action="store_true", help="print how each page reads, and how near each statement is to turning"
    )
    parser.add_argument(
        "--withdraw", action="store_true", help="list what no longer holds as withdrawn rather than as faults"
    )
    parser.add_argument("--keys", metavar="WORD", help="find a key by its name, its title or a value")
    parser.add_argument(
        "--accept",
        metavar="TABLE",
        nargs="*",
        help="show what changed in tables (without a name: in all), and accept it",
    )
    arguments = parser.parse_args()
    data = commands.judge_data(arguments.data)
    from strategy import publishing
    from strategy.data import accepted
    from strategy.engine import collecting
    from strategy.faults import summary

    book = publishing.Publishing(publishing.project(data, withdraw=arguments.withdraw))
    if arguments.keys:
        return keys(book, arguments.keys)
    if arguments.accept is not None:
        return accept(book, arguments.accept)
    with collecting.seldom():
        faults = book.check()
    if arguments.withdraw and not faults:
        withdrawn(book)
    if arguments.words and not faults:
        faults = readings(book)
        proved(book)
    faults = faults or list(accepted.faults(book.project.data))
    for line in summary(faults):
        print(line, file=sys.stderr)
    if not faults:
        unlisted(book)
        print("Nothing wrong.", *([] if accepted.is_kept(book.project.data) else [NEVER_ACCEPTED]))
    return 2 if faults else 0


def accept(book, stems):
    """Print what changed in tables, then accept them as they are."""
    from strategy import accepting

    folder = book.project.data
    names = accepting.pending(folder, stems)
    if not names:
        print("Nothing to accept: all is as it was accepted.")
        return 0
    accepting.sound(book)
    for line in accepting.told(folder, names):
        print(line, flush=True)
    print(f"Accepted: {accepting.accept(folder, names)}.")
    return 0


def keys(book, words):
    """Print what an editor may write that has the words."""
    from strategy.data.folder import reading_from
    from strategy.edition.reference import finding
    from strategy.engine import chapters

    with book.knowing(), reading_from(book.project.data):
        print("\n".join(finding.listed(words, chapters.pages(book.project.book, book.instances))))
    return 0


def withdrawn(book):
    """Print a line for each statement that is withdrawn."""
    from strategy.engine import chapters
    from strategy.engine.record import Record
    from strategy.engine.store import Memory

    pages = chapters.pages(book.project.book, book.instances)
    Record().withdrew(book.project, book.withdrawn(pages, Memory()))


def unlisted(book):
    """Print a line for each file that looks like a page and is none."""
    from strategy.data.folder import reading_from
    from strategy.engine import chapters
    from strategy.engine.record import Record

    folder = book.project.book
    with reading_from(book.project.data):
        pages = chapters.pages(folder, book.instances)
        if chapters.unlisted(folder, pages, ()):
            Record().unlisted(chapters.unlisted(folder, pages, included(folder, pages)))


def included(folder, pages):
    """The files of the book whose text pages show, by their paths in it."""
    from strategy.edition import links
    from strategy.engine.store import Memory

    shown = {part.path for page in pages for part in links.parts(page, Memory(), folder)}
    return {path.relative_to(folder).as_posix() for path in shown if path.is_relative_to(folder)}


def proved(book):
    """Print a line for each statement that a proposition guards: how near it is to turning, where it stands, its words."""
    from strategy.data.folder import reading_from
    from strategy.edition import statements
    from strategy.engine import chapters

    with reading_from(book.project.data):
        for margin in statements.margins(chapters.pages(book.project.book, book.instances)):
            proof, said = margin.proof, margin.said
            near = f"{proof.near:7.1%}" if proof.holds else "   gone"
            turns = f"turns at a move of {abs(proof.margin):.3g}" if proof.holds else "does not hold"
            print(f"{near}  {margin.where}: “{statements.typed(said.words)}” {turns}: {proof.numbers}")


def readings(book):
    """Print a line for each page of a `Publishing`; the faults of all."""
    from strategy.data.folder import reading_from

    with reading_from(book.project.data):
        return _readings(book)


def _readings(book):
    from strategy.edition import prose
    from strategy.engine import chapters

    found = []
    print(
        f"{'page':24}{'words':>7}{'a sentence':>12}{'longest':>9}{'grade':>7}{'limit':>7}{'The …':>7}{'It …':>7}{'brief':>7}"
    )
    for page in chapters.pages(book.project.book, book.instances):
        reading = prose.reading(page)
        if reading:
            print(
                f"{page.stem:24}{reading.words:7}{reading.mean:12.1f}{reading.longest.count:9}{reading.grade:7.1f}{reading.limit:7g}{reading.named:6.0f}%{reading.pointing:6.0f}%{reading.brief:6.0f}%"
            )
            found += [*reading.faults(), *prose.long_sentences(page)]
    return list(dict.fromkeys(found))


def store() -> Path:
    from strategy import publishing

    return publishing.store()


if __name__ == "__main__":
    commands.end(main, store, "Stopped.")
