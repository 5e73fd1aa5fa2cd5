// Sphinx's search in our words, with snippets of the text alone.
Object.assign(Documentation.TRANSLATIONS, {
  "Search Results": "Results",
  "Search finished, found ${resultCount} page(s) matching the search query.": "Pages with these words: ${resultCount}.",
  "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.": "No page has these words. Try one word, such as jobs or health.",
});
{
  const plain = Search.htmlToText;
  Search.htmlToText = (html, anchor) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    page.querySelectorAll("nav, .within, .bound-note, .vh, .headerlink, .card, .do, .needs-js, .multi svg").forEach(part => part.remove());
    page.querySelectorAll("dt, dd, th, td, li, p, h1, h2, h3, h4").forEach(part => part.append(" "));
    return plain(page.documentElement.outerHTML, anchor);
  };

  // the stretch of a page that has most of the words looked for, as they were typed; a short word is looked for whole
  const STRETCH = 240;
  const pattern = word => word.length < 5 ? `${word}(?:e?s)?(?![\\p{L}\\p{N}])` : `${word.replace(/(?:ies|es|y|s)$/, "")}\\p{L}{0,4}(?!\\p{L})`;
  Search.makeSearchSummary = (html, stems, anchor) => {
    const text = Search.htmlToText(html, anchor).replace(/\s+/g, " ").trim();
    if (!text) return null;
    const typed = splitQuery(document.querySelector("#q").value.toLowerCase());
    const found = typed.flatMap((word, which) =>
      [...text.matchAll(new RegExp(`(?<![\\p{L}\\p{N}])${pattern(word)}`, "giu"))].map(match => ({ which, at: match.index })));
    const words = from => new Set(found.filter(other => other.at >= from && other.at < from + STRETCH / 2).map(other => other.which)).size;
    const best = found.sort((a, b) => a.at - b.at).reduce((most, one) => (!most || words(one.at) > words(most.at) ? one : most), null);
    const start = best ? Math.max(text.lastIndexOf(" ", best.at - STRETCH / 3) + 1, 0) : 0;
    const summary = document.createElement("p");
    summary.className = "context";
    summary.textContent = `${start ? "… " : ""}${text.slice(start, start + STRETCH)}${start + STRETCH < text.length ? " …" : ""}`;
    return summary;
  };
}
