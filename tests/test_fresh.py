"""What a page was made from, it is made from again when that changed: whoever read it, by whatever door."""

import hashlib
import json

import pytest
from conftest import digest
from test_engine import Built

from strategy.engine.store import MAGIC


@pytest.fixture
def built(small, tmp_path):
    return Built(small, tmp_path)


TAKEN_OVER = """

```{include} words.md
:start-after: figures.
```

```{literalinclude} words.md
:lines: 6-
```

{download}`words as they are written <words.md>`
"""
SECOND_HAND = """

```{include} ../index.md
:start-after: "## Boroughs"
```
"""


def test_a_page_that_shows_another_changes_with_it(built, tmp_path):
    """Included, quoted, handed out, and at second hand: the site is what a build without earlier pages makes."""
    for name, more in (("jobs", TAKEN_OVER), ("words", SECOND_HAND)):
        page = built.project / f"book/chapters/{name}.md"
        page.write_text(page.read_text(encoding="utf-8") + more, encoding="utf-8")
    built.build()
    assert "nothing changed" in built.build().stdout
    for page, old, new in (
        ("chapters/words", "Silence stands here.", "Loud words."),
        ("index", "There are six.", "They are not five."),
    ):
        built.edit(f"book/{page}.md", old, new)
        built.build()
        assert set(built.told()["written"]) >= {page, "chapters/jobs", "chapters/words"} and built.ran() == set()
        shown = {name: built.page(f"{name}.html") for name in ("chapters/jobs", "chapters/words", page)}
        if page == "chapters/words":
            [handed_out] = built.site.glob("_downloads/*/words.md")
            shown["handed out"] = handed_out.read_text(encoding="utf-8")
        assert {name: (new in text, old in text) for name, text in shown.items()} == dict.fromkeys(shown, (True, False))
        assert digest(built.site) == built.clean(tmp_path)
    made_from = json.loads(built.page("manifest.json"))
    assert {"book/chapters/words.md", "book/index.md"} <= set(made_from["pages"]["chapters/jobs"])


def test_by_force_everything_is_made_from_nothing(built):
    """Also what is kept of pictures, answers and pages, were it wrong with every hash right; the next build goes on from it."""
    true = digest(built.site)
    spoilt = 0
    for path in built.store.glob("entries/*/*"):
        magic, key, _, body = path.read_bytes().split(b"\n", 3)
        if magic == MAGIC and body.startswith(b"<svg"):
            body = body.replace(b"#12436D", b"#FF0000")
            path.write_bytes(b"\n".join((magic, key, hashlib.sha256(body).hexdigest().encode(), body)))
            spoilt += 1
    assert spoilt
    built.edit("book/_static/look.css", "body", "body ")
    built.build()
    assert "#FF0000" in "".join(p.read_text(encoding="utf-8") for p in built.site.glob("figures/*.svg"))
    built.edit("book/_static/look.css", "body ", "body")
    done = built.build("--force")
    assert digest(built.site) == true and "ran 2 of 2 chapters; wrote 4 of 4 pages" in done.stdout
    assert {c["reason"] for c in built.told()["chapters"].values()} == {"asked for"}
    assert "nothing changed" in built.build().stdout
    built.edit("book/chapters/words.md", "Silence", "Quiet")
    assert "reused 2" in built.build().stdout and built.told()["written"] == ["chapters/words"]
