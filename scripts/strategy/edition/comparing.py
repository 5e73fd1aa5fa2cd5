"""Words that compare, order, measure the extent or give the direction, in all their forms: who types one must prove it.

A caption, a fact, a lede, a note in the margin or a sentence of ours (`voice`) with such a word stands beside a
proposition (`holds`), or has the word made from data (`{change}`, `{which}` and the like), or says whose statement it
is: the draft’s, a study’s, our reading. All else is a fault at its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from strategy.edition import source, voice
from strategy.engine.interface import Page
from strategy.faults import Fault

COMPARISON = """
    more most less least fewer fewest few than exceeds exceeded exceed surpasses surpassed outweighs outweigh outweighed
    larger largest bigger biggest greater greatest smaller smallest higher highest lower lowest
    better best worse worst wider widest narrower narrowest deeper deepest longer longest shorter shortest
    nearer nearest closer closest further furthest farther farthest faster fastest slower slowest slowly quicker quickest
    richer richest poorer poorest older oldest younger youngest stronger strongest weaker weakest healthier healthiest
    cheaper cheapest dearer dearest harder hardest easier easiest likelier rarer rarest heavier lighter steeper steepest
    ahead trails trailed trailing lag lags lagged lagging same alike similar equal equals double doubled twice thrice halved
    tenfold common rare majority minority mostly mainly largely
"""
EXTENT = """
    every everywhere all none nobody nothing only alone each_other others both neither nearly almost roughly barely hardly
    always never anywhere nowhere still clearly half
"""
DIRECTION = """
    rise rises rose risen rising fall falls fell fallen falling grow grows grew grown growing shrink shrinks shrank
    shrunk increase increases increased decrease decreases decreased decline declines declined climb climbs climbed
    drop drops dropped slip slips slipped gain gains gained lose loses lost widened narrowed improved worsened
    overtook overtaken overtakes recovered rebounded stagnated soared soars plunged plunges surged surges jumped jumps
    dipped dips peaked peaks unchanged slowed slows quickened eased mounted tripled trebled doubled deepened lengthened
    shortened strengthened weakened worsens widens narrows outpaced outpaces outstripped outstrips accelerated slackened
"""
WORDS = frozenset(f"{COMPARISON} {EXTENT} {DIRECTION}".split())
FRACTION = r"an? (?:third|quarter|fifth|sixth|tenth|half|dozen|hundred|thousand|million|year|month|mile|hour|minute)"
NUMBER = rf"(?:{FRACTION}|one|two|three|four|five|six|seven|eight|nine|ten|half|as|\d|…)"
MOVED = r"(?:went|goes|gone|go|is|are|was|were|moved?|moves|come|came|comes)"
PLACED = re.compile(  # words that compare in one company and not in another: `over half`, not `over the years`
    rf"\b(?:about|over|under) {NUMBER}|\b(?:just|above|below|beyond) {NUMBER.replace('|as|', '|')}"
    r"|\b(?:above|below|behind|beyond) (?:the|that|those|its|their|every|all|any|[A-Z])"
    r"|\b(?:first|second|third|fourth|last|top|bottom) (?:of|in|among)\b|\b(?:comes?|stands?|ranks?|came|stood) (?:first|last)\b"
    r"|\b(?:second|third|fourth|fifth) (?:most|least|\w+est)\b"
    r"|\b(?:an?|one|two) thirds?\b|\b(?:an?|one|three) quarters?\b|\ba fifth\b"
    rf"|\b{MOVED} (?:now |back |still |well )?(?:up|down)\b|(?:^|, )(?:up|down) (?=…|\d|a )|\b(?:up|down) (?:from|by)\b"
    r"|\bleads? (?:the|in|among|all)\b|\b(?:of|than) any\b"
    r"|\bno (?:other|more|fewer|less|better|worse|growth|change|part|place|\w+er)\b",
)
IDIOMS = re.compile(  # names of what is measured, of places and of times, and turns of phrase: how things stand is not in them
    r"\b(?:most|least|most and the least) deprived(?: (?:tenths?|fifths?))?\b|(?:in|under|aged) \d+ (?:and|or) (?:over|under)"
    r"|level \d or above|\bgrade \w+ or better\b|\bor (?:more|similar)\b|\bneither work\w* nor look\w*|\bhalf an hour\b"
    r"|\bstill going\b|\bwith the most and the fewest\b|\bboth \w+ and \w+|\bhigher certificate\b|\bsecond nature\b"
    r"|\brather than\b|\bno longer\b|\bmost likely\b|\ba further\b|\blighter (?:blue|bar|band)\b|\bhigher education\b"
    r"|\b(?:above|after|at|in|of) all\b(?! (?:the|six|our|members))|\ball (?:greenhouse gases|ages|trade|kinds|sources)\b"
    r"|\bnobody (?:counts|has shown|publishes)\b|\bnone of (?:this|these)\b|\basks (?:only )?few\b|\bfew people are asked\b"
    r"|\b(?:chart|lines?|bars?|dots?|map|one|list|organisations) below\b|\b(?:whether|that) life got better(?: or worse)?",
    re.IGNORECASE,
)
NAME = re.compile(r"[A-Z]\w+ [A-Z]")  # two capitals begin a name, such as that of a region
ROLE = re.compile(r"\{\w+\}`[^`]*`")


def compares(words: str) -> list[str]:
    """The words that compare among those typed, in order. Roles are made from data; a capital inside is that of a name."""
    typed = IDIOMS.sub(" ", ROLE.sub("…", words)).strip()
    if not NAME.match(typed):
        typed = typed[:1].lower() + typed[1:]
    single = ((m.start(), m[0]) for m in re.finditer(r"[A-Za-z]+", typed) if m[0] in WORDS)
    return [word for _, word in sorted([*single, *((m.start(), m[0].strip(" ,")) for m in PLACED.finditer(typed))])]


def unproved(page: Page) -> Iterator[Fault]:
    """Captions and sentences of ours that compare and prove nothing."""
    written = source.read(page.text)
    for cell, caption, line in written.captions:
        if not cell.figure.get("holds") and not voice.is_attributed(caption) and (found := compares(caption)):
            yield _fault(page, line, "the caption", found, "`holds:` with a proposition")
    for sentence in voice.ours(written):
        if found := compares(sentence.typed):
            yield _fault(page, sentence.line, "the sentence", found, "`{holds}` or words made from data")


def _fault(page: Page, line: int, what: str, found: list[str], expected: str) -> Fault:
    return Fault(
        page.path,
        line,
        f"{what} compares ({', '.join(dict.fromkeys(found))}) and nothing proves it",
        f"expected {expected}, words without comparison, or whose statement it is (such as our reading)",
    )
