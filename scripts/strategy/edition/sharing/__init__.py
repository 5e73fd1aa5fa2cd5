"""What is told of a page where it is shared, found or cited: its head, its card, its citation, and the files that hosts and
search engines ask a site for.

| module | what it has |
| --- | --- |
| `addresses` | where the site is published, where that is known |
| `head` | what the head of a page says: title, description, address, card, what it is to machines |
| `card` | the picture of a page or a figure that a shared link shows |
| `cards` | when cards are drawn, and where they lie |
| `cited` | citations, in words and as BibTeX |
| `policy` | what a host sends with each file, for nginx and for hosts that read `_headers` |
| `hosted` | `sitemap.xml`, `robots.txt`, `404.html`, `_headers` |
"""
