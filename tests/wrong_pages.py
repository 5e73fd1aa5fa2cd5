"""Chapters with one character deleted, doubled or moved on by one: each is refused at its line, or no word of it is lost.

`python tests/wrong_pages.py [COUNT] [SEED]` writes so many and says what became of each kind; a page that the check lets
pass is built, alone, and the words of its HTML are compared with those of the page as it was.
`tests/test_wrong_pages.py` tries some by the tree that a page is made from, which needs no build.
"""

import html
import random
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

KINDS = ("deleted", "doubled", "moved on")
CODE = re.compile(r"^```\{code-cell\}.*?^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Slip:
    """A character of a text that somebody got wrong: its place, and how."""

    at: int
    kind: str

    def made(self, text):
        """The text with the slip in it."""
        before, one, after = text[: self.at], text[self.at], text[self.at + 1 :]
        if self.kind == "deleted":
            return before + after
        return before + one * 2 + after if self.kind == "doubled" else before + after[:1] + one + after[1:]

    def line(self, text):
        return text.count("\n", 0, self.at) + 1

    def near(self, text):
        """The words that the slip itself may have changed: those that it touches, on either side of a space or an empty
        line."""
        touched = (m[0] for m in re.finditer(r"\S+", text) if m.start() <= self.at + 2 and m.end() >= self.at - 1)
        return Counter(words(" ".join(touched)))


def words(text):
    return re.findall(r"\w+", text.lower())


def slips(text, count, chance):
    """Some slips in the words of a text; code is run, and tells by itself."""
    code = [range(*found.span()) for found in CODE.finditer(text)]
    places = [at for at in range(len(text) - 1) if not any(at in span for span in code)]
    return [Slip(chance.choice(places), chance.choice(KINDS)) for _ in range(count)]


def of_tree(text):
    """The words of a page as its tree has them; a role counts as its text, keys as their own."""
    from strategy.edition import source
    from strategy.edition.vocabulary import TITLED

    read = source.read(text)
    shown = [run.printed(lambda role: f" {role.text} ") for run in read.prose]
    shown += [key.text for key in read.keys] + [block.argument for block in read.blocks if block.name not in TITLED]
    return Counter(words(" ".join(shown)))


def lost(before, after, slip, text):
    """The words that a page had before the slip and has no more, beside those that it touches."""
    return before - after - slip.near(text)


def of_html(path):
    """The words in the main part of a built page."""
    main = re.search(r"<main.*?</main>", path.read_text(encoding="utf-8"), re.DOTALL)
    text = re.sub(r"<(script|style|svg)\b.*?</\1>|<[^>]*>", " ", main[0], flags=re.DOTALL)
    return Counter(words(html.unescape(text)))


def main(count=30, seed=1):
    """Try so many; how many were let pass with a word lost."""
    import tempfile

    from conftest import command, copied, judged

    chance, told, silent = random.Random(seed), Counter(), []
    with tempfile.TemporaryDirectory() as folder:
        project = copied(Path(folder, "project"))
        pages = sorted((project / "book/chapters").glob("*.md"))
        before = {}
        for number in range(count):
            path = chance.choice(pages)
            text = path.read_text(encoding="utf-8")
            [slip] = slips(text, 1, chance)
            path.write_text(slip.made(text), encoding="utf-8")
            stem = "halton" if path.stem == "area" else path.stem
            became, missing = "refused by the check", Counter()
            if not (said := judged(project)):
                site = Path(folder, "site")
                done = command("build.py", "--chapter", stem, "--out", site, root=project)
                became = "refused by the build"
                if done.returncode == 0:
                    after = of_html(site / f"chapters/{stem}.html")
                    path.write_text(text, encoding="utf-8")
                    if stem not in before:
                        command("build.py", "--chapter", stem, "--out", site, root=project)
                        before[stem] = of_html(site / f"chapters/{stem}.html")
                    missing = lost(before[stem], after, slip, text)
                    became = "published, words lost" if missing else "published, no word lost"
                said = done.stderr
            path.write_text(text, encoding="utf-8")
            told[became] += 1
            silent += [(path.stem, slip)] if missing else []
            first = (said.strip().splitlines() or [""])[0][-110:]
            print(
                f"{number + 1:3} {path.stem}:{slip.line(text)} {slip.kind} {text[slip.at]!r}: {became} {dict(missing) or first}",
                flush=True,
            )
    print(", ".join(f"{name}: {many}" for name, many in sorted(told.items())))
    return len(silent)


if __name__ == "__main__":
    sys.exit(bool(main(*map(int, sys.argv[1:]))))
