// A document for paper, made of pages of a site: one after another, their ids apart, their notes at the end, their ways within.
"use strict";

const UNPRINTED = "nav, script, .headerlink, .do, .shares, .needs-js, .narrow, .at, fieldset, form, select, textarea, .offer, " +
  ".pager, .seek, .of-pills, section:has(> .next), [role=status], .st:not(.start), .pick-label:empty";
const POINTERS = ["aria-labelledby", "aria-describedby", "aria-controls", "headers", "for", "popovertarget"];
const made = (tag, values = {}, ...inside) => {
  const one = Object.assign(document.createElement(tag), values);
  one.append(...inside);
  return one;
};
const words = e => e.innerText.replace(/\s+/g, " ").trim();

// A page of the site by its name, with ids that no other page has; `stem` begins them all and is the page's own.
async function read(name) {
  const doc = new DOMParser().parseFromString(await (await fetch(name)).text(), "text/html");
  const stem = name.replace(/^.*\/|\.html$/g, "");
  const main = doc.querySelector("main");
  main.removeAttribute("id");
  const own = id => `${stem}--${id}`;
  for (const e of doc.querySelectorAll("[id]")) e.id = own(e.id);
  for (const e of doc.querySelectorAll(POINTERS.map(a => `[${a}]`).join())) {
    for (const a of POINTERS) if (e.hasAttribute(a)) e.setAttribute(a, e.getAttribute(a).trim().split(/\s+/).map(own).join(" "));
  }
  for (const e of doc.querySelectorAll("use")) e.setAttribute("href", "#" + own(e.getAttribute("href").slice(1)));
  return {
    name, stem, main, doc,
    part: (doc.querySelector("nav.side > p")?.textContent ?? "").trim(),
    title: main.querySelector("h1").cloneNode(true),
    outlines: doc.querySelector("body > svg:has(defs)"),
    address: doc.querySelector("link[rel=canonical]")?.href,
  };
}

// Leave out what only a screen can do, and open what is folded: but not tables of what a figure draws.
function laid(main) {
  for (const fold of main.querySelectorAll("details")) {
    const held = [...fold.children].slice(1);
    if (held.length && held.every(e => e.matches(".scroll, table, :has(> table:only-child)"))) fold.remove();
  }
  for (const e of main.querySelectorAll(UNPRINTED)) e.remove();
  for (const fold of main.querySelectorAll("details")) {
    const told = fold.querySelector(":scope > summary");
    if (told) told.replaceWith(made("p", { className: "unfolded" }, ...told.childNodes));
    fold.replaceWith(made("div", { id: fold.id, className: fold.className }, ...fold.childNodes));
  }
  for (const e of main.querySelectorAll("figure")) e.setAttribute("role", "group"); // its drawing is the figure that needs words
}

// Each number leads to its note, and the notes stand in a list, numbered in the order in which they are first asked for.
function noted(main, stem) {
  const notes = new Map([...main.querySelectorAll(".bound-note")].map(e => [e.id, e]));
  const order = new Map();
  for (const button of main.querySelectorAll("button.bound")) {
    const id = button.getAttribute("popovertarget");
    if (!notes.has(id)) continue;
    if (!order.has(id)) order.set(id, order.size + 1);
    button.querySelector(".vh")?.remove();
    const number = made("sup", { className: "of-note" }, String(order.get(id)));
    button.replaceWith(made("a", { className: button.className, href: `#${id}` }, ...button.childNodes, number));
  }
  for (const e of main.querySelectorAll("button")) e.remove();
  const list = made("ol", { className: "endnotes" });
  for (const id of order.keys()) {
    const note = notes.get(id);
    note.querySelector("button")?.remove();
    for (const e of note.querySelectorAll(".spark")) e.remove();
    for (const e of note.querySelectorAll("dd:has(> a[href*='trace/'])")) { e.previousElementSibling.remove(); e.remove(); }
    list.append(made("li", { id }, ...note.childNodes));
  }
  for (const note of notes.values()) note.remove();
  return list;
}

// A way to a page that is printed, too, leads to its place on paper; any other to the published site, or nowhere.
function led(pages, root) {
  const stems = new Map(pages.map(p => [p.name, p.stem]));
  for (const { name, main } of pages) {
    for (const a of main.querySelectorAll("a[href]")) {
      const said = a.getAttribute("href");
      if (said.startsWith("#") && document.getElementById(said.slice(1))) continue;
      const to = new URL(said, new URL(name, location));
      if (to.origin !== location.origin) continue;
      const path = to.pathname.slice(1), stem = stems.get(path);
      const place = stem && to.hash ? `${stem}--${decodeURIComponent(to.hash.slice(1))}` : stem;
      if (stem) a.setAttribute("href", "#" + (document.getElementById(place) ? place : stem));
      else if (root) a.setAttribute("href", new URL(path + to.hash, root));
      else if (a.closest(".endnotes")) a.remove();
      else a.removeAttribute("href");
    }
  }
}

function deepened(main, by) {
  for (const h of main.querySelectorAll("h1, h2, h3, h4, h5, h6")) h.setAttribute("aria-level", Math.min(6, Number(h.tagName[1]) + by));
}

const headings = () => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(e => e.checkVisibility() && words(e))
  .map(e => [Number(e.getAttribute("aria-level") ?? e.tagName[1]), words(e)]);

// The head of a sheet or a cover: the book, what kind of thing it is, and what its pages say of their date.
function named(page) {
  const brand = page.doc.querySelector(".brand span");
  const small = brand.querySelector("small");
  small.remove();
  return { book: brand.textContent.trim(), kind: small.textContent.trim(), status: page.doc.querySelector(".status p")?.textContent.trim() ?? "" };
}

const quoted = text => JSON.stringify(text.replace(/\s+/g, " "));

// The whole edition: a cover, contents, and every page with its notes.
async function edition(names) {
  const pages = [];
  for (const name of names) pages.push(await read(name)); // one by one: the browser counts what it has read, and the PDF says so
  const { book, kind, status } = named(pages.at(-1)); // the last has no words about itself beside the date
  document.title = book;
  const contents = made("ol", { className: "leaves" }), style = made("style");
  document.head.append(style);
  document.body.append(
    made("section", { className: "cover" }, made("h1", {}, book), made("p", { className: "lede" }, kind), made("p", {}, status)),
    made("section", { className: "of-contents" }, made("h1", {}, "Contents"), contents),
  );
  let part = "";
  for (const page of pages) {
    const { main, stem, outlines } = page;
    laid(main);
    const notes = noted(main, stem);
    const leaf = made("article", { id: stem, className: "leaf wrap chapter" });
    leaf.style.page = `of-${stem}`;
    const title = main.querySelector("h1").textContent.trim();
    style.append(`@page of-${stem} { @top-left { content: ${quoted(title)} } }\n`);
    if (page.part && page.part !== part) {
      leaf.append(made("h1", { className: "of-part" }, page.part));
      contents.append(made("li", { className: "of-part" }, page.part));
    }
    part = page.part;
    const at = made("span", { className: "leaf-number" }, "000");
    at.dataset.to = stem;
    contents.append(made("li", {}, made("a", { href: `#${stem}` }, title), " ", at));
    if (notes.children.length) main.append(made("section", {}, made("h2", {}, "Notes and sources"), notes));
    deepened(main, part ? 1 : 0);
    if (outlines) leaf.append(document.adoptNode(outlines));
    leaf.append(document.adoptNode(main));
    document.body.append(leaf);
  }
  led(pages, pages[0].address);
  return [[0, book], ...headings()];
}

// The numbers of the pages on which the contents say that each begins.
function numbered(at) {
  for (const e of document.querySelectorAll("[data-to]")) e.textContent = at[e.dataset.to] ?? "";
}

// One side about a place: what its page answers, what changed, what was promised, its map, and where the numbers come from.
async function sheet(name) {
  const page = await read(name);
  const { book, kind, status } = named(page);
  const { main, stem, outlines } = page;
  const title = main.querySelector("h1").textContent.replace(/#$/, "").trim();
  document.title = `${title} · ${book}`;
  const map = main.querySelector("svg.hex")?.cloneNode(true);
  const [told, under] = [":is(figcaption p, .map-key)", ".src"].map(s => [...main.querySelectorAll(`.hoods ${s}`)].map(e => e.cloneNode(true)));
  laid(main);
  const [changes, promises] = main.querySelectorAll(":scope > section > section");
  for (const e of changes.querySelectorAll("tbody:not(.good, .bad), .fold, .course td:not(.num) small")) e.remove();
  for (const e of promises.querySelectorAll(".words ~ *, :scope > p")) e.remove();
  const sheet = made("main", { className: "sheet chapter broad" });
  const head = made("p", { className: "sheet-head" }, made("b", {}, book), ` ${kind}. ${status}`);
  const drawn = map && made("div", { className: "hoods sheet-map" }, map, ...told);
  const opening = made("div", { className: "sheet-opening" },
    made("div", {}, ...main.querySelectorAll("h1, .answer")), ...(drawn ? [drawn] : []));
  sheet.append(head, opening, changes, promises);
  const sources = sourced(sheet, main);
  sheet.append(made("section", {}, made("h2", {}, "Sources"), sources, ...under));
  if (outlines) document.body.append(document.adoptNode(outlines));
  document.body.append(sheet);
  led([{ name, main: sheet, stem }], page.address && new URL("..", page.address).href);
  return [[0, document.title], ...headings()];
}

// Each number has the number of its source, and each source stands once in a list.
function sourced(sheet, main) {
  const notes = new Map([...main.querySelectorAll(".bound-note"), ...sheet.querySelectorAll(".bound-note")].map(e => [e.id, e]));
  const order = new Map();
  for (const button of sheet.querySelectorAll("button.bound")) {
    const lines = source(notes.get(button.getAttribute("popovertarget")));
    const numbers = lines.map(line => order.get(line) ?? order.set(line, order.size + 1).get(line));
    button.querySelector(".vh")?.remove();
    button.replaceWith(made("b", {}, ...button.childNodes), made("sup", { className: "of-note" }, numbers.join(", ")));
  }
  for (const e of sheet.querySelectorAll(".bound-note, button")) e.remove();
  return made("ol", { className: "endnotes" }, ...[...order.keys()].map(line => made("li", {}, line)));
}

// The lines of a note that say where its number comes from: its last words, without the way to our own table.
function source(note) {
  const last = [...(note?.querySelectorAll("dd") ?? [])].at(-1)?.cloneNode(true);
  if (!last) return [];
  const lines = [""];
  for (const one of last.childNodes) {
    if (one.nodeName === "A" && !/^https?:/.test(one.getAttribute("href"))) lines.push("");
    else lines[lines.length - 1] += one.textContent;
  }
  return [...new Set(lines.slice(0, Math.max(1, lines.length - 1)).map(l => l.replace(/\s+/g, " ").trim()).filter(Boolean))];
}
