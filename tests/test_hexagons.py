"""The map of hexagons: every neighbourhood has one, no two share one, and each lies near its place on the ground."""

import re

import numpy as np

from strategy.data import tables

NEAR = ((1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1))


def test_every_neighbourhood_has_one_hexagon_and_no_two_share_one():
    hexes, places = tables.table("hexagons").rows, tables.table("neighbourhoods").rows
    assert len(hexes) == 200
    assert sorted(hexes["neighbourhood_code"]) == sorted(places["neighbourhood_code"])
    assert not hexes.duplicated(["q", "r"]).any()


def test_each_borough_is_in_one_piece_and_wirral_lies_across_the_water():
    hexes = tables.table("hexagons").rows
    at = {(int(h.q), int(h.r)): h.area_name for h in hexes.itertuples()}
    for borough in set(at.values()):
        own = {cell for cell, name in at.items() if name == borough}
        reached, ahead = set(), [min(own)]
        while ahead:
            q, r = ahead.pop()
            if (q, r) in own - reached:
                reached.add((q, r))
                ahead += [(q + a, r + b) for a, b in NEAR]
        assert reached == own, borough
    for (q, r), name in at.items():
        if name == "Wirral":
            assert {at.get((q + a, r + b), name) for a, b in NEAR} == {"Wirral"}


def test_the_distance_from_the_ground_is_what_the_description_says():
    """The mean over all hexagons, once the map is laid over the ground as well as scale, turn and shift allow."""
    hexes = tables.table("hexagons").rows.set_index("neighbourhood_code")
    places = tables.table("neighbourhoods").rows.set_index("neighbourhood_code").loc[hexes.index]
    north = places["latitude"].to_numpy()
    east = places["longitude"].to_numpy() * np.cos(np.radians(north.mean()))
    ground = np.column_stack([east, north]) * 111.32  # km
    drawn = np.column_stack([hexes["q"] + hexes["r"] / 2, -hexes["r"] * np.sqrt(3) / 2])
    ground, drawn = ground - ground.mean(0), drawn - drawn.mean(0)
    left, size, right = np.linalg.svd(drawn.T @ ground)
    laid = drawn @ (left @ right) * size.sum() / (drawn**2).sum()
    mean = np.hypot(*(laid - ground).T).mean()
    told = re.search(r"([\d.]+) km", " ".join(tables.table("hexagons").description.caveats))
    assert round(mean, 1) == float(told[1])
