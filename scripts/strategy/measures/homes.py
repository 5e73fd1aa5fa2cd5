"""What homes are like, and what it costs to keep them warm."""

from strategy.measures.core import measure, pick, share, total


@measure(
    "Households in fuel poverty",
    "%",
    "Households in fuel poverty ÷ all households, by the definition of the year (a new one from 2019)",
    better="lower",
)
def fuel_poverty(fuel_poverty, *, area, period):
    return pick(fuel_poverty, area, period, measure="fuel_poor_share")


@measure("Homes in the two lowest Council Tax bands", "%", "Homes in bands A and B ÷ all homes", against="nation")
def lowest_council_tax_bands(council_tax_bands, *, area, period):
    whole = pick(council_tax_bands, area, period, band="all")
    return share(total(pick(council_tax_bands, area, whole.period, band=band) for band in "AB"), whole)
