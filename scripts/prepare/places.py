"""Make `data/places.csv`: the towns, localities, wards and postcode districts by which people call where they live.

Wards come from `data/small_area_centres_2021.csv`, localities from the names in `data/neighbourhoods.csv`: their parts, less
compass words. Towns and postcode districts are in no table of ours: they stand here as they were found, each with its
boroughs.

Usage: python scripts/prepare/places.py [--check]

`--check` writes nothing, and exits with 1 where the table is not what would be written.
"""

import re
import sys
from collections.abc import Iterator

import pandas as pd

from strategy.data import areas, tables
from strategy.data.derived import deliver
from strategy.data.frames import each

NO_NAMES = {"Airport", "Central", "Town Centre"}  # alone they name no one place
COMPASS = {"North", "South", "East", "West", "Central"}
KINDS = ("town", "locality", "ward", "postcode district")
COLUMNS = ["place_name", "kind", "area_code", "area_name", "neighbourhoods", "source"]
NAMES, WARDS = "names of neighbourhoods", "wards of 2024"
PRESS, ARTICLE, LIST = "town centres commission", "article on the L postcodes", "list of postcodes"

TOWNS = {
    "Halton": ["Halton Lea", "Runcorn", "Widnes"],
    "Knowsley": ["Huyton", "Kirkby", "Prescot"],
    "Liverpool": ["Liverpool city centre"],
    "Sefton": ["Bootle", "Southport"],
    "St Helens": ["Earlestown", "St Helens"],
    "Wirral": ["Birkenhead", "Heswall", "Liscard", "Moreton", "New Brighton", "West Kirby"],
}
LOCALITIES = {
    "Liverpool": ["Old Swan", "St Michael’s Hamlet", "West Derby"],
    "Sefton": ["Brighton-le-Sands", "Little Crosby"],
}
IN_ARTICLE = {  # every borough that a district reaches into, in the article's order
    **{f"L{n}": ["Liverpool"] for n in (*range(1, 9), 11, 12, 13, 15, 17, 18, 19)},
    "L9": ["Liverpool", "Sefton"],
    "L10": ["Sefton", "Liverpool", "Knowsley"],
    "L14": ["Liverpool", "Knowsley"],
    "L16": ["Liverpool", "Knowsley"],
    "L20": ["Sefton", "Liverpool"],
    **{f"L{n}": ["Sefton"] for n in (21, 22, 23)},
}
IN_LIST = {  # the one borough in which it has its middle
    "Halton": ["WA7", "WA8"],
    "Knowsley": ["L26", "L28", "L32", "L33", "L34", "L36"],
    "Liverpool": ["L24", "L25", "L27"],
    "Sefton": ["L29", "L30", "L31", "L37", "L38", "PR8", "PR9"],
    "St Helens": ["L35", "WA9", "WA10", "WA11", "WA12"],
    "Wirral": [f"CH{n}" for n in (*range(41, 50), *range(60, 64))],
}

Row = tuple[str, str, str, str, str]  # name, kind, borough, codes of neighbourhoods, source


def localities(name: str) -> list[str]:
    """The localities that the name of a neighbourhood is made of: `West Kirby & Caldy South` has two, the second Caldy."""
    found = []
    for part in re.split(r" & |, ", name):
        words = part.split()
        while len(words) > 1 and words[-1] in COMPASS:
            words.pop()
        found.append(" ".join(words))
    return found


def is_called_for(neighbourhood: str, place: str) -> bool:
    """Whether a neighbourhood has a place in its name, alone or before other words."""
    return any(part == place or part.startswith(f"{place} ") for part in (*localities(neighbourhood), neighbourhood))


def placed(found: dict[str, list[str]], kind: str, source: str, hoods: pd.DataFrame) -> Iterator[Row]:
    """Places by borough, with the neighbourhoods of that borough that have their names."""
    for borough, names in found.items():
        for name in names:
            there = (h for h in each(hoods) if h.area_name == borough and is_called_for(h.neighbourhood_name, name))
            yield name, kind, borough, "; ".join(h.neighbourhood_code for h in there), source


def in_names(hoods: pd.DataFrame) -> dict[str, list[str]]:
    """By borough, the localities in names of neighbourhoods that are not the name of a neighbourhood themselves."""
    found: dict[str, list[str]] = {}
    whole = set(hoods["neighbourhood_name"])
    for hood in each(hoods):
        own = found.setdefault(hood.area_name, [])
        own += [name for name in localities(hood.neighbourhood_name) if name not in {*whole, *own, *NO_NAMES}]
    return found


def wards(small_areas: pd.DataFrame, before: pd.DataFrame) -> Iterator[Row]:
    """Every ward with the neighbourhoods that its small areas lie in, as far as those are the same as in 2011."""
    code = before.set_index("lsoa_code")["neighbourhood_code"]
    for (borough, name), held in small_areas.groupby(["area_name", "ward_name"]):
        lying = sorted(set(held["lsoa_code"].map(code).dropna()))
        yield name, "ward", borough, "; ".join(lying), WARDS


def make() -> pd.DataFrame:
    """The whole table: by kind, then by name."""
    hoods = tables.table("neighbourhoods").rows
    codes = {one.name: one.code for one in areas.members()}
    rows = [
        *placed(TOWNS, "town", PRESS, hoods),
        *placed(in_names(hoods), "locality", NAMES, hoods),
        *placed(LOCALITIES, "locality", ARTICLE, hoods),
        *wards(tables.table("small_area_centres_2021").rows, tables.table("small_area_centres_2011").rows),
        *((name, "postcode district", borough, "", ARTICLE) for name, of in IN_ARTICLE.items() for borough in of),
        *placed(IN_LIST, "postcode district", LIST, hoods),
    ]
    towns = {(name, borough) for name, kind, borough, *_ in rows if kind == "town"}
    rows = [row for row in rows if row[1] != "locality" or (row[0], row[2]) not in towns]
    rows.sort(key=lambda row: (KINDS.index(row[1]), *ordered(row[0])))
    told = [(name, kind, codes[borough], borough, lying, source) for name, kind, borough, lying, source in rows]
    return pd.DataFrame(told, columns=COLUMNS)


def ordered(name: str) -> tuple[str, int]:
    """By letters, then by number: L9 before L10."""
    letters, number = re.fullmatch(r"(.*?)(\d*)", name).groups()
    return letters, int(number or 0)


if __name__ == "__main__":
    sys.exit(deliver("places", __doc__.splitlines()[0], make))
