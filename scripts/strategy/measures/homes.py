"""What homes are like, and what it costs to keep them warm."""

from strategy.measures.core import Value, measure, pick


@measure(
    "Households in fuel poverty",
    "%",
    "Households in fuel poverty ÷ all households, by the definition of the year (a new one from 2019)",
    better="lower",
)
def fuel_poverty(fuel_poverty, *, area, period):
    return pick(fuel_poverty, area, period, measure="fuel_poor_share")


@measure("Homes in the two lowest Council Tax bands", "%", "Homes in bands A and B ÷ all homes", against="england")
def lowest_council_tax_bands(council_tax_bands, *, area, period):
    whole = pick(council_tax_bands, area, period, band="all")
    low = [pick(council_tax_bands, area, whole.period, band=band).number for band in "AB"]
    return Value(100 * sum(low) / whole.number, whole.period)
