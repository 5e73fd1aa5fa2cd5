"""Figures that one chapter alone asks for. When a second one does, the figure moves to its kind: `lines`, `dots`, `bars`."""
