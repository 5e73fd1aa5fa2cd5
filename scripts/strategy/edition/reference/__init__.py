"""The reference: all that may be written in pages, cells, measures and descriptions, made from code and data.

`entries` has it all; `page` shows it in parts, `finding` is what `check.py --keys` asks. An entry is what one module
knows of one kind: `words` (roles, directives, propositions), `measures`, `figures`, `tables`.
"""
