"""A published site on paper: PDFs of the whole and of a place, made by a browser of the pages as they were published.

It knows a site by what stands in its pages, and nothing of how they were made.
"""
