"""Figures on the map of hexagons."""
