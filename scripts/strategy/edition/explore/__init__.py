"""Any measure, for any place, over time and beside any other two: a page for each measure, and one that leads to them all.

A measure has one drawing with a line for every area; those that a reader ticks stand out in it by CSS alone, and so do
their words and their columns of the table. `told` is what there is to say, `drawing` the lines, `pages` the files.
"""
