"""The search of a site: what can be found (`found`), its index (`index`), its page (`page`) and the list of all (`listing`).

In the index: pages and headings, figures with headline, measure and the words of alt text and rows, measures with their
newest numbers for the areas that a question may be about (`numbers`), actions and their parts by number and words,
outcomes, priorities, stories, assets, bodies, plans, voices, words of the glossary, statements with the number that was
printed, tables, names that editors write, places (`places`), and what readers say instead (`data/strategy/synonyms.csv`).

Not in it: the rows of tables, which would grow it with every release (what a row says of an area is in `numbers`, once a
measure); what stands in notes, code and the findings under actions; the sentences of a section (their words are: they are
found, and the section's first sentence is shown); years and other bare numbers of prose; sections that most pages have
("Where to go next"), and words that more than a tenth of all sections have, which tell none from another. The file has a
bound (`index.BOUND`): nearing it, what stands beside titles is cut first.

One file and one script of our own, as they came out smallest (November 2026, 1,814 things to be found, gzipped): 86 kB and
6 kB, and no search fetches anything. MiniSearch's own index of the same was 162 kB beside a library of 19 kB,
and the same documents without any index were 91 kB: the words of sections take less room as numbers of the sections that
have them. It forgives slips, too, but knows no synonyms, no places and none of the numbers of a place.
"""
