"""The edition: a Sphinx extension that puts numbers, figures and entries on pages, and the check of what is written."""
