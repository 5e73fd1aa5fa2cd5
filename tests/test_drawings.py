"""Every drawing of the site as a browser sets it, wide and narrow, in every state: no words over others, over a line, a
mark or the frame, and all of it strong enough on its ground, in the light and in the dark."""

import re
from itertools import pairwise

import pytest
from conftest import ROOT

from strategy import palette
from strategy.data import areas

DRAWING = re.compile(r'<svg class="(wide|narrow)".*?</svg>', re.DOTALL)
NAMED = re.compile(r'\b(?:id|aria-\w+)="[^"]*"|<title.*?</title>|<desc.*?</desc>', re.DOTALL)
ROOM = {"wide": 638, "narrow": 318}  # px of a card in which a drawing has its own size
SCHEMES = ("light", "dark")
OVER = """() => [...document.querySelectorAll('.fig')].flatMap(figure => {
    const svg = figure.querySelector('svg'), frame = svg.getBoundingClientRect(), words = [], found = [];
    for (const text of svg.querySelectorAll('text')) {
        const said = text.textContent.trim();
        if (!said || text.getAttribute('opacity') === '0') continue;
        const box = text.getBoundingClientRect(), size = parseFloat(getComputedStyle(text).fontSize);
        const ink = { said, left: box.left, right: box.right, top: box.top + .17 * size, bottom: box.bottom - .04 * size };
        if (!words.some(other => other.said === said && Math.hypot(other.left - ink.left, other.top - ink.top) < 3)) words.push(ink);
    }
    const over = (a, b) => [Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)];
    const told = (kind, word, other = '') => found.push(`${figure.id}: ${word.said} over ${kind} ${other}`.trim());
    words.forEach((word, at) => {
        if (Math.max(frame.left - word.left, word.right - frame.right, frame.top - word.top, word.bottom - frame.bottom) > 1) told('the frame', word);
        for (const other of words.slice(at + 1)) if (over(word, other).every(px => px > .5)) told('words', word, other.said);
    });
    for (const mark of svg.querySelectorAll('path, line')) {
        const box = mark.getBoundingClientRect(), small = Math.max(box.width, box.height) < 18 && Math.min(box.width, box.height) > 3;
        const thin = Math.min(box.width, box.height) < 3 && Math.max(box.width, box.height) > 18;
        const shown = name => !['none', 'transparent', null].includes(mark.getAttribute(name));
        if (mark.getAttribute('opacity') === '0' || mark.getAttribute('fill-opacity') === '0') continue;
        for (const word of words) {
            const [across, down] = over(word, box);
            if (small && shown('fill') && across > 1 && down > 1.5) told('a mark', word);
            if (thin && shown('stroke') && mark.getAttribute('stroke') !== 'GRID' && across > .5 - (box.width < 3 ? 1 : 0) && down > 1.5 - (box.height < 3 ? 1 : 0)) told('the line', word);
        }
    }
    return found; })""".replace("GRID", palette.GRID)
FAINT = """() => {
    const parts = colour => colour.match(/[\\d.]+/g)?.map(Number), solid = colour => { const c = parts(colour); return c && (c.length < 4 || c[3]) ? c.slice(0, 3) : null; };
    const light = rgb => { const [r, g, b] = rgb.map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
    const contrast = (a, b) => { const [more, less] = [light(a), light(b)].sort((x, y) => y - x); return (more + .05) / (less + .05); };
    const mixed = (over, part, under) => over.map((value, i) => value * part + under[i] * (1 - part));
    return [...document.querySelectorAll('.fig')].flatMap(figure => {
        const ground = solid(getComputedStyle(figure.querySelector('.card')).backgroundColor), painted = [], rims = {}, found = new Set();
        for (const one of figure.querySelectorAll('svg path, svg text')) {
            const style = getComputedStyle(one), fill = solid(style.fill), rim = solid(style.stroke);
            let part = style.opacity * style.fillOpacity;
            for (let holder = one.parentNode; holder.tagName !== 'svg'; holder = holder.parentNode) part *= getComputedStyle(holder).opacity;
            if (one.tagName === 'path') { if (fill && part > .05) painted.push([one, fill, part]); continue; }
            const said = one.textContent.trim(), at = said + one.getAttribute('transform'), box = one.getBoundingClientRect();
            if (!said || part < .3) continue;
            if (rim) { rims[at] = rim; continue; }
            const x = box.left + box.width / 2, y = box.top + box.height * .55;
            let under = rims[at] ?? ground;
            if (!rims[at]) for (const [mark, colour, share] of painted)
                if (mark.isPointInFill(new DOMPoint(x, y).matrixTransform(mark.getScreenCTM().inverse()))) under = mixed(colour, share, under);
            const strength = contrast(mixed(fill, part, under), under);
            if (strength < 4.5) found.add(`${figure.id}: ${said} at ${strength.toFixed(1)}`);
        }
        return [...found]; }); }"""
COLOURS = """names => { const probe = document.createElement('i'); document.body.append(probe);
    const found = Object.fromEntries(names.map(name => { probe.style.color = `var(--${name})`; return [name, getComputedStyle(probe).color.match(/[\\d.]+/g).map(Number)]; }));
    probe.remove(); return found; }"""
TOKENS = {
    palette.BLUE: "blue",
    palette.TEAL: "teal",
    palette.PLUM: "plum",
    palette.ORANGE: "orange",
    palette.GREY: "grey",
    palette.SKY: "sky",
    palette.RAMP[3]: "mid",
    palette.RAMP[1]: "pale",
    palette.INK: "ink",
    palette.INK_2: "ink-2",
    palette.LINE: "line-2",
    palette.GRID: "grid",
    palette.RAMP[0]: "card",
}


@pytest.fixture(scope="module")
def drawings(site):
    """The drawings of all figures and states, each once: its kind and SVG by its figure."""
    found, known = {}, set()
    for path in sorted((site / "figures").rglob("*.html")):
        for drawing in DRAWING.finditer(path.read_text(encoding="utf-8")):
            if (bare := NAMED.sub("", drawing[0])) not in known:
                known.add(bare)
                name = f"{path.relative_to(site / 'figures').with_suffix('')}:{drawing[1]}"
                found[f"{name}:{len(known)}" if name in found else name] = drawing[1], drawing[0]
    assert len(found) > 250
    return found


def laid_out(browser, found, scheme="light"):
    """A page with drawings, each in a card of its size, under our stylesheet."""
    css = (ROOT / "book/_static/look.css").read_text(encoding="utf-8")
    cards = "".join(
        f'<figure class="fig" id="{name}"><div class="card" style="width:{ROOM[kind]}px">{svg}</div></figure>'
        for name, (kind, svg) in found.items()
    )
    page = browser.new_page(viewport={"width": 1000, "height": 800}, color_scheme=scheme)
    page.set_content(f"<!doctype html><style>{css}</style>{cards}")
    return page


def asked(browser, found, question, scheme="light"):
    page = laid_out(browser, found, scheme)
    answer = page.evaluate(question)
    page.close()
    return answer


def test_no_words_lie_over_words_lines_marks_or_the_frame(browser, drawings):
    assert asked(browser, drawings, OVER) == []


ON_PAGES = """() => { document.querySelectorAll('details').forEach(fold => { fold.open = true; });
    return [...document.querySelectorAll('.multi svg:not(.spark), svg.hex')].filter(svg => svg.checkVisibility()).flatMap(svg => {
        const frame = svg.getBoundingClientRect(), words = [...svg.querySelectorAll('text')].flatMap(text => {
            const parts = text.querySelector('tspan') ? [...text.children] : [text], size = parseFloat(getComputedStyle(text).fontSize) * frame.width / svg.viewBox.baseVal.width;
            return parts.map(part => [part.textContent.trim(), part.getBoundingClientRect(), size]); }).filter(([said]) => said);
        return words.flatMap(([said, a, size], at) => [
            ...(Math.max(frame.left - a.left, a.right - frame.right, frame.top - a.top - .17 * size, a.bottom - .25 * size - frame.bottom) > 1 ? [`${said} over the frame`] : []),
            ...words.slice(at + 1).filter(([, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > .5 &&
                Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > .25 * size).map(([other]) => `${said} over ${other}`)]); }); }"""


@pytest.mark.parametrize("width", [360, 1200])
def test_no_words_overlap_in_strips_and_maps_of_pages(visit, width):
    page, found, drawn = visit("index.html", width=width), {}, 0
    for name in ("index", *(f"chapters/{area.slug}" for area in areas.members())):
        page.goto(f"{page.origin}{name}.html")
        found[name] = page.evaluate(ON_PAGES)
        drawn += page.locator(".multi svg:not(.spark), svg.hex text").count()
    assert drawn > 130 and not any(found.values()), found


@pytest.mark.parametrize("scheme", SCHEMES)
def test_words_are_strong_enough_on_what_they_stand_on(browser, drawings, scheme):
    assert asked(browser, drawings, FAINT, scheme) == []


def drawn(*marks):
    return {
        "made": ("wide", f'<svg class="wide" width="620" height="100" viewBox="0 0 620 100">{"".join(marks)}</svg>')
    }


def text(said, x, fill=palette.INK):
    return f'<text transform="translate({x},50)" font-size="14px" fill="{fill}">{said} </text>'


def test_what_overlaps_or_is_faint_would_be_found(browser):
    line = f'<line x1="50" x2="50" y1="0" y2="100" stroke="{palette.PLUM}" stroke-width="2"/>'
    dot = f'<path transform="translate(120,46)" d="M-5,-5H5V5H-5Z" fill="{palette.BLUE}"/>'
    assert asked(browser, drawn(text("one", 10), text("two", 20)), OVER) == ["made: one over words two"]
    assert asked(browser, drawn(line, text("£643", 40)), OVER) == ["made: £643 over the line"]
    assert asked(browser, drawn(dot, text("Sefton", 110)), OVER) == ["made: Sefton over a mark"]
    assert asked(browser, drawn(text("outside", 600)), OVER) == ["made: outside over the frame"]
    assert asked(browser, drawn(line, dot, text("apart", 200)), OVER) == []
    bar = f'<path d="M0,0H300V100H0Z" fill="{palette.BLUE}"/>'
    for scheme in SCHEMES:
        assert asked(browser, drawn(text("faint", 10, palette.GRID)), FAINT, scheme)
        assert asked(browser, drawn(bar, text("ink", 10)), FAINT, scheme)
        assert asked(browser, drawn(bar, text("white", 10, "white"), text("ink", 400)), FAINT, scheme) == []


def luminance(colour):
    linear = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in (c / 255 for c in colour[:3])]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    more, less = sorted((luminance(one), luminance(other)), reverse=True)
    return (more + 0.05) / (less + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_colour_of_the_palette_has_its_own_in_both_schemes(browser, scheme):
    """Fill and stroke of each colour of `strategy.palette` follow the scheme; in the light they are what is written."""
    marks = [f'<path d="M0,0H9V9H0Z" fill="{colour}" stroke="{colour}"/>' for colour in TOKENS]
    page = laid_out(browser, drawn(*marks), scheme)
    shown = page.evaluate(
        "[...document.querySelectorAll('svg path')].map(p => [getComputedStyle(p).fill, getComputedStyle(p).stroke])"
    )
    colours = page.evaluate(COLOURS, list(TOKENS.values()))
    page.close()
    for (written, token), (fill, stroke) in zip(TOKENS.items(), shown, strict=True):
        assert fill == stroke == f"rgb({', '.join(str(int(c)) for c in colours[token])})", written
        assert (tuple(colours[token]) == tuple(bytes.fromhex(written[1:]))) == (scheme == "light"), written
    ground = colours["card"]
    for token in ("blue", "teal", "plum", "orange", "line-2"):  # what marks are told apart by
        assert contrast(colours[token], ground) >= 3, token
    for token in ("ink", "ink-2", "blue", "plum"):  # what words are set in
        assert contrast(colours[token], ground) >= 4.5, token
    ramp = [colours[TOKENS[colour]] for colour in palette.RAMP]
    steps = [contrast(one, other) for one, other in pairwise(ramp)]
    assert min(steps) >= 1.3, steps
    assert [contrast(c, ground) for c in ramp] == sorted(contrast(c, ground) for c in ramp)


def test_a_drawing_keeps_its_light_colours_on_paper(browser):
    page = laid_out(browser, drawn(f'<path d="M0,0H9V9H0Z" fill="{palette.BLUE}"/>', text("ink", 10)), "dark")
    dark = page.evaluate("getComputedStyle(document.querySelector('svg path')).fill")
    page.emulate_media(media="print", color_scheme="dark")
    light = page.evaluate(
        "['.card', 'svg path', 'svg text'].map(s => { const c = getComputedStyle(document.querySelector(s)); return s === '.card' ? c.backgroundColor : c.fill; })"
    )
    page.close()
    assert dark != "rgb(18, 67, 109)"
    assert light == ["rgb(255, 255, 255)", "rgb(18, 67, 109)", "rgb(0, 0, 0)"]
