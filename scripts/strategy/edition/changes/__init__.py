"""What changed between two editions.

`facts` says what an edition holds, as plain values: its numbers, verdicts, propositions, sentences, figures, statuses,
tables. `difference` sets two of them side by side; `telling` says the difference in words, `page` and `feed` publish
it, `archive` says which files of an edition are kept.
"""
