"""What may be published: an allow-list over HTML, SVG, CSS and JSON, the same for what people write and what is built."""

import json
import os
from types import SimpleNamespace

import pytest
from conftest import ROOT

from strategy.engine.allowed import addresses, drawings, files, markup, styles
from strategy.engine.site import faults
from strategy.engine.store import Memory

FOREIGN = (  # each may not be in a chapter, nor on a page
    "<script>alert()</script>",
    '<script src="https://evil.example/x.js"></script>',
    '<script type="module" src="x.js"></script>',
    '<script type="importmap">{}</script>',
    "<SCRIPT\n>alert()</SCRIPT\n>",
    '<img src="../_static/mark.svg" alt="" onload="alert()">',
    "<b onmouseover=alert()>x</b>",
    "<details open ontoggle='alert()'>x</details>",
    '<a href="javascript:alert()">x</a>',
    '<a href=" &#1;java&Tab;script&colon;alert()">x</a>',
    '<a href="JAVA\nSCRIPT:alert()">x</a>',
    '<a href="data:text/html,x">x</a>',
    '<a href="vbscript:x">x</a>',
    '<a href="file:///etc/passwd">x</a>',
    '<svg><a xlink:href="javascript:alert()"><text>x</text></a></svg>',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    '<form action="https://evil.example"></form>',
    '<form><button formaction="https://evil.example">x</button></form>',
    '<object data="https://evil.example"></object>',
    '<embed src="x.pdf">',
    '<iframe src="https://evil.example"></iframe>',
    '<iframe srcdoc="x"></iframe>',
    '<video poster="https://evil.example/x"></video>',
    '<audio src="https://evil.example/x"></audio>',
    '<base href="https://evil.example/">',
    "<style>p{background:url(https://evil.example/x)}</style>",
    '<p style="background:url(https://evil.example/x)">x</p>',
    '<link rel="preconnect" href="https://evil.example">',
    '<link rel="stylesheet" href="//evil.example/x.css">',
    '<img src="//evil.example/x.png" alt="">',
    '<img src="\\\\evil.example/x.png" alt="">',
    '<img src="/\t/evil.example/x.png" alt="">',
    '<img src="data:image/png;base64,AAAA" alt="">',
    '<img src="own.png" srcset="own.png 1x, https://evil.example/x 2x" alt="">',
    '<picture><source srcset="https://evil.example/x"></picture>',
    '<svg><image href="https://evil.example/x"/></svg>',
    '<svg><use href="https://evil.example/x#y"/></svg>',
    '<svg><rect fill="url(https://evil.example/x#y)"/></svg>',
    '<svg><rect fill="u\\72l(https://evil.example/x#y)"/></svg>',
    '<svg><animate attributeName="href" to="javascript:alert()"/></svg>',
    '<svg><set attributeName="onload" to="alert()"/></svg>',
    "<svg><foreignObject><p>x</p></foreignObject></svg>",
    '<a ping="https://evil.example" href="x.html">x</a>',
    '<body background="https://evil.example/x">',
    '<table background="https://evil.example/x"></table>',
    '<x:script xmlns:x="http://www.w3.org/2000/svg">alert()</x:script>',
    '<math><annotation-xml encoding="text/html"><p>x</p></annotation-xml></math>',
    "<template><p>x</p></template>",
    "<marquee>x</marquee>",
    "<custom-element>x</custom-element>",
)
HIDDEN = (  # what one reader of HTML sees and another does not
    "<title><!--</title><script>alert()</script>--></title>",
    '<noscript><p title="</noscript><script>alert()</script>"></noscript>',
    '<p title="<script>alert()</script>">x</p>',
    "<!--><script>alert()</script>-->",
    "<!-- a --!><script>alert()</script> -->",
    "<!-- <b> -->",
    "<!-- 1 > 2 -->",
    "<![CDATA[<script>alert()</script>]]>",
    "<?php echo 1 ?>",
    '<img/src="x.png"/onerror=alert()>',
    '<img src="x.png"onerror=alert()>',
    "<img src=x.png onerror=alert()",
    '<img src=`x.png` alt="">',
    "</p onclick=alert()>",
    "</script/>",
    "<svg><title><style><b title='</style><img src=x onerror=alert()>'></svg>",
)
OURS_ALONE = (  # what templates may say, and nobody else: our scripts act on it
    '<form action="search.html"><input name="q"><button>x</button></form>',
    '<div data-figure="../figures/x.json"></div>',
    '<nav data-states="../figures/x/"></nav>',
    '<meta name="robots" content="noindex">',
    '<link rel="stylesheet" href="look.css">',
    '<script src="../_static/look.js" defer></script>',
    '<script type="application/ld+json">{"a": "b"}</script>',
)
HARMLESS = (
    '<div class="own" id="here"><p>Words <em>here</em>, &lt;b&gt; and a <a href="https://example.org/x?a=b&amp;c#d">link</a>.</p></div>',
    "<!-- an aside to editors, 1 - 2 -->",
    "<table><tr><th scope='row' colspan=2>a</th><td>1</td></tr></table><br/><hr />",
    '<img src="../_images/a%20b.png" alt="a map: its > sign" width="10" height="10" loading="lazy">',
    '<a href="mailto:a@example.org">write</a> <a href="tel:0151">ring</a> <a href="#here">up</a> <a href="../index.html">home</a>',
    '<svg viewBox="0 0 1 1" role="img" aria-label="x"><defs><linearGradient id="g"/></defs><path d="M0 0h1" fill="url(#g)" stroke="#fff"/></svg>',
    '<math display="block"><mfrac><mi>a</mi><mn>2</mn></mfrac></math>',
    "<details><summary>More</summary><dl><dt>a</dt><dd>b</dd></dl></details>",
)


@pytest.mark.parametrize("text", [*FOREIGN, *HIDDEN])
def test_what_runs_loads_or_hides_may_stand_neither_in_a_chapter_nor_on_a_page(text):
    for found in (markup.written(text), list(markup.examined(text).wrong)):
        assert found and all(one.wrong and one.expected.startswith("expected") for one in found), text


@pytest.mark.parametrize("text", OURS_ALONE)
def test_what_our_scripts_act_on_comes_from_templates_alone(text):
    assert markup.written(text) and not markup.examined(text).wrong


@pytest.mark.parametrize("text", HARMLESS)
def test_words_tables_pictures_formulae_and_links_may_stand_anywhere(text):
    assert not markup.written(text) and not markup.examined(text).wrong


def test_a_page_is_read_for_its_names_and_ways_in_the_same_go():
    found = markup.examined(
        '<h1 id="a">x</h1><a href="b.html#c">y</a><img src="d.png" srcset="e.png 2x, f.png" alt="">'
        '<script src="_static/look.js" data-vega="assets/vega.js"></script><div data-figure="figures/g.json"></div>'
        """<p title="see href=no > or id=no" id="">1 < 2</p><IMG alt="" SRC=h.png><!-- an id="no" --><i title='x' id=k\nhidden>z</i>"""
    )
    assert found.ids == {"a", "k"}
    assert found.refs == {
        "b.html#c",
        *("d.png", "e.png", "f.png", "h.png"),
        "_static/look.js",
        "assets/vega.js",
        "figures/g.json",
    }
    assert found.code == {"_static/look.js", "assets/vega.js"}


@pytest.mark.parametrize(
    ("address", "own", "link"),
    [
        ("economy.html#here", True, True),
        ("", True, True),
        ("a:b", False, False),
        ("./a:b", True, True),
        ("https:economy.html", False, True),
        ("HTTPS://example.org", False, True),
        ("//example.org", False, True),
        ("\\/example.org", False, True),
        ("\x00\x1f//example.org", False, True),
        ("java\r\nscript:x", False, False),
        ("blob:https://example.org/x", False, False),
    ],
)
def test_an_address_is_read_as_a_browser_reads_it(address, own, link):
    assert (addresses.is_own(address), addresses.is_link(address)) == (own, link)


@pytest.mark.parametrize(
    "text",
    [
        ".x{background:url(https://evil.example/x)}",
        ".x{background:URL( '//evil.example/x' )}",
        ".x{background:u\\72l(https://evil.example/x)}",
        ".x{background:url(\\68ttps://evil.example/x)}",
        ".x{background:ur/**/l(x)} @import/**/'x.css'",
        "@import 'https://evil.example/x.css';",
        ".x{background:image-set('https://evil.example/x' 1x)}",
        "@font-face{src:url(data:font/woff2;base64,AAAA)}",
    ],
)
def test_a_style_sheet_loads_nothing_from_elsewhere(text):
    assert list(styles.faults(text))


def test_the_style_sheets_of_the_look_load_what_is_theirs():
    assert not list(styles.faults("/* url(https://example.org) */ .x{mask:url('mark.svg')} .y{fill:url(#z)}"))
    for path in ROOT.glob("book/**/*.css"):
        assert not list(styles.faults(path.read_text(encoding="utf-8"))), path


ROWS = {"values": [{"url": "https://example.org", "mark": "image", "value": 1}]}


@pytest.mark.parametrize(
    "spec",
    [
        {"data": {"url": "https://evil.example/x.csv"}, "mark": "bar"},
        {"data": {"url": "../data/gva.csv"}, "mark": "bar"},
        {"layer": [{"mark": "bar"}, {"transform": [{"lookup": "a", "from": {"data": {"url": "x.csv"}}}]}]},
        {"hconcat": [{"vconcat": [{"data": {"name": "a", "url": {"expr": "'x'"}}}]}]},
        {"data": ROWS, "mark": {"type": "image"}, "encoding": {"url": {"field": "url"}}},
        {"data": ROWS, "mark": "image"},
        {"marks": [{"type": "rect"}], "data": [{"name": "a", "url": "x.csv"}]},
        {"mark": "bar", "usermeta": {"embedOptions": {"config": "https://evil.example/x.json"}}},
        {"mark": "bar", "encoding": {"href": {"value": "javascript:alert()"}}},
    ],
)
def test_a_drawing_holds_its_data_and_no_pictures(spec):
    assert list(drawings.faults(spec))
    told = json.dumps({"meta": {"url": "https://example.org"}, "wide": spec})
    assert list(drawings.in_file(told.encode()))
    assert list(drawings.in_file(told.replace("url", "\\u0075rl").encode()))


def test_rows_may_hold_addresses_and_documents_may_name_sources():
    spec = {"data": ROWS, "mark": "bar", "encoding": {"href": {"value": "https://example.org"}, "x": {"field": "url"}}}
    assert not list(drawings.faults(spec))
    assert not list(drawings.in_file(json.dumps({"meta": {"url": "https://example.org"}, "wide": spec}).encode()))
    assert not list(
        drawings.in_file(json.dumps({"url": "gva.csv", "tableSchema": {"columns": [{"name": "url"}]}}).encode())
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert()</script></svg>"),
        ("a.svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert()'/>"),
        ("a.svg", "<svg xmlns='http://www.w3.org/2000/svg'><style>@import 'x'</style></svg>"),
        ("a.svg", "<svg xmlns='http://www.w3.org/1999/xhtml'><body/></svg>"),
        ("a.svg", "<!DOCTYPE svg [<!ENTITY x 'y'>]><svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.svg", "<?xml version='1.0' encoding='iso-2022-jp'?><svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.svg", "<?xml-stylesheet href='https://evil.example/x.css'?><svg xmlns='http://www.w3.org/2000/svg'/>"),
        (
            "feed.xml",
            "<feed xmlns='http://www.w3.org/2005/Atom'><x:script xmlns:x='http://www.w3.org/1999/xhtml'/></feed>",
        ),
        ("feed.xml", "<?xml-stylesheet href='x.xsl'?><feed xmlns='http://www.w3.org/2005/Atom'/>"),
        ("_downloads/evil.html", "<script>alert()</script>"),
        ("_downloads/evil.HTM", "words"),
        ("_downloads/evil.xhtml", "words"),
        ("_downloads/evil.js", "alert()"),
        ("_downloads/evil.mjs", "alert()"),
        ("_downloads/evil.wasm", "x"),
        ("a.html", b"<p>\xff\xfe</p>"),
        ("a.html", '<meta charset="iso-2022-jp">'),
    ],
)
def test_every_file_of_a_site_is_judged_by_what_a_browser_makes_of_it(tmp_path, name, content):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert files.held(name, str(path), Memory()).wrong


@pytest.mark.parametrize(
    "name", ["_downloads/a.csv", "_images/a.png", "_redirects", ".nojekyll", "data/a.zip", "_static/a.js"]
)
def test_tables_pictures_and_the_scripts_of_the_look_may_be_published(tmp_path, name):
    assert files.held(name, str(tmp_path / "not read"), Memory()) == files.NOTHING


def test_a_fault_is_told_at_the_line_of_its_source_where_it_has_one(tmp_path):
    """A page names its source; a file of a figure the page that draws it; what nobody wrote, itself."""
    bad = '<b onclick="x">y</b>'
    for name in ("chapters/a.html", "figures/pay.svg", "trace/b.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(bad, encoding="utf-8")
    text = f"# A, with `pay`\n\nname: pay\n\n{bad}\n"
    source = SimpleNamespace(docname="chapters/a", path=ROOT / "book/chapters/a.md", text=text)
    found = list(faults(tmp_path, [source], owned={"figures": {"pay": "chapters/a"}}))
    page = os.path.relpath(source.path)
    assert [one.split(": ")[0] for one in found] == [f"{page}:5", f"{page}:3", "trace/b.html"]


def test_only_scripts_of_the_look_are_run(tmp_path):
    (tmp_path / "_downloads").mkdir()
    (tmp_path / "_downloads/a.js").write_text("alert()", encoding="utf-8")
    (tmp_path / "a.html").write_text('<script src="_downloads/a.js" defer></script>', encoding="utf-8")
    found = "\n".join(faults(tmp_path, []))
    assert "a.html: _downloads/a.js is no script of the look" in found and "a.js is published" in found
