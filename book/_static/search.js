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
    page.querySelectorAll(".crumbs, .note, .vh, .headerlink, .card, .do, .needs-js, .multi svg").forEach(part => part.remove());
    return plain(page.documentElement.outerHTML, anchor);
  };
}
