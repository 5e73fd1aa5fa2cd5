"""Make `data/hexagons.csv`: one hexagon for each neighbourhood of `data/neighbourhoods.csv`.

The middles of the neighbourhoods are pushed apart, each is given a hexagon,
and hexagons are then swapped and moved until neighbours lie side by side, each
authority is in one piece and water separates Wirral from the rest. The same
neighbourhoods always give the same hexagons. Takes about a minute.

Usage: python scripts/prepare/hexagons.py [--check]

Prints how well the layout keeps to the ground. `--check` writes nothing, and
exits with 1 where the table is not what would be written.
"""

import math
import random
import sys
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.spatial import Delaunay

from strategy.data import tables
from strategy.data.derived import deliver

WIRRAL = "E08000015"
SIDES = ((1, 0), (1, -1), (0, -1), (-1, 0), (-1, 1), (0, 1))  # axial steps to the six hexagons that touch one
PITCH = 1.55  # km between the middles of touching hexagons
KM_PER_DEGREE_EAST = 111.32  # on the equator
KM_PER_DEGREE_NORTH = 110.57

# Links: how far apart (km) neighbours may be. Southport and Formby are far apart with nothing between them.
LONGEST_LINK = 5.6
LONGEST_LINK_WITHIN_AUTHORITY = 9.0

# Spread: the part of each excess or shortfall of distance that one round puts right.
SPREAD_ROUNDS = 500
HOMING = 0.006
SPRING = 0.05
SPRING_WITHIN_AUTHORITY = 0.12
PUSH = 0.22
ESTUARY = 1.75  # pitches between neighbourhoods on either bank

GRID_MARGIN = 6  # km of empty hexagons round the neighbourhoods

# Arrange: simulated annealing, and the cost of what a reader of the map would mind.
SEED = 2020
ARRANGE_ROUNDS = 700_000
HEAT = 2.2
LEAST_HEAT = 0.02
JUMP_TO_NEIGHBOUR = 0.25  # share of tries that lead to beside a neighbour; the others go one step
AWAY_FROM_TARGET = 0.30  # per squared pitch
LINK_STRETCHED = 1.2  # per hexagon between
LINK_WITHIN_AUTHORITY_STRETCHED = 2.4
EMPTY_SIDE = 0.55
SIDE_ON_OTHER_AUTHORITY = 0.9
SIDE_ACROSS_ESTUARY = 60
FEW_SIDES_ON_OWN_AUTHORITY = {0: 12, 1: 4, 2: 1.6}


class Neighbourhoods(NamedTuple):
    """What the layout knows of the ground, an array item (or a link) for each neighbourhood."""

    authority: np.ndarray  # code
    wirral: np.ndarray  # whether it is west of the Mersey
    ground: np.ndarray  # km east and north of the mean of all
    links: list[tuple[int, int]]  # neighbours on the same bank, by position


def neighbourhoods(rows: pd.DataFrame) -> Neighbourhoods:
    authority = rows["area_code"].to_numpy(dtype=object)
    wirral = authority == WIRRAL
    ground = kilometres(rows["longitude"].to_numpy(), rows["latitude"].to_numpy())
    return Neighbourhoods(authority, wirral, ground, links(ground, authority, wirral))


def kilometres(longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
    """East and north of the mean, as if the earth were flat: n × 2."""
    east = (longitude - longitude.mean()) * KM_PER_DEGREE_EAST * math.cos(math.radians(latitude.mean()))
    north = (latitude - latitude.mean()) * KM_PER_DEGREE_NORTH
    return np.column_stack([east, north])


def links(ground: np.ndarray, authority: np.ndarray, wirral: np.ndarray) -> list[tuple[int, int]]:
    """Pairs of neighbours: the sides of Delaunay's triangles that are short and do not cross the Mersey."""
    sides = np.vstack([Delaunay(ground).simplices[:, pair] for pair in ([0, 1], [1, 2], [0, 2])])
    i, j = np.unique(np.sort(sides, axis=1), axis=0).T
    longest = np.where(authority[i] == authority[j], LONGEST_LINK_WITHIN_AUTHORITY, LONGEST_LINK)
    near = np.hypot(*(ground[i] - ground[j]).T) < longest
    kept = near & (wirral[i] == wirral[j])
    return list(zip(i[kept].tolist(), j[kept].tolist(), strict=True))


def spread(places: Neighbourhoods) -> np.ndarray:
    """Where each neighbourhood wants to be (km, n × 2): a pitch from all others, linked ones no further."""
    authority, wirral, ground, pairs = places
    i, j = np.array(pairs).T
    spring = np.where(authority[i] == authority[j], SPRING_WITHIN_AUTHORITY, SPRING)[:, None]
    least = np.where(wirral[:, None] == wirral, PITCH, PITCH * ESTUARY)
    at = ground.copy()
    for _ in range(SPREAD_ROUNDS):
        move = (ground - at) * HOMING
        gap = at[j] - at[i]
        length = np.hypot(*gap.T)[:, None] + 1e-9  # never divide by nought
        pull = gap / length * np.maximum(length - PITCH, 0) * spring
        np.add.at(move, i, pull)
        np.add.at(move, j, -pull)
        away = at[:, None] - at
        distance = np.hypot(away[..., 0], away[..., 1]) + np.eye(len(at)) * 99  # nothing pushes itself
        push = np.maximum(least - distance, 0)[..., None] * away / distance[..., None] * PUSH
        at += move + push.sum(axis=1)
    return at.round(6)  # so that the last bit of one machine's arithmetic does not move hexagons


@cache
def middle(q: int, r: int) -> tuple[float, float]:
    """Middle of a hexagon in km east and north: `r` counts rows southwards."""
    return PITCH * (q + r / 2), -PITCH * math.sqrt(3) / 2 * r


@cache
def touching(q: int, r: int) -> tuple[tuple[int, int], ...]:
    """The six hexagons round one."""
    return tuple((q + dq, r + dr) for dq, dr in SIDES)


def apart(a: tuple[int, int], b: tuple[int, int]) -> float:
    """Steps from one hexagon to another."""
    dq, dr = a[0] - b[0], a[1] - b[1]
    return (abs(dq) + abs(dr) + abs(dq + dr)) / 2


def place(target: np.ndarray, wirral: np.ndarray) -> list[tuple[int, int]]:
    """A hexagon of its own for each neighbourhood, the nearest overall: first east of the Mersey, then Wirral."""
    low, high = target.min(axis=0) - GRID_MARGIN, target.max(axis=0) + GRID_MARGIN
    reach = range(-60, 61)
    grid = [(q, r) for r in reach for q in reach if (low < middle(q, r)).all() and (high > middle(q, r)).all()]
    east = nearest(target[~wirral], grid)
    shore = {side for cell in east for side in (cell, *touching(*cell))}
    west = nearest(target[wirral], [cell for cell in grid if cell not in shore])
    east, west = iter(east), iter(west)
    return [next(west) if is_wirral else next(east) for is_wirral in wirral]


def nearest(points: np.ndarray, cells: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A cell for each point, so that the squared distances add up to the least."""
    middles = np.array([middle(*cell) for cell in cells])
    squares = ((points[:, None] - middles) ** 2).sum(axis=2)
    return [cells[column] for column in linear_sum_assignment(squares)[1]]


class Layout:
    """Which hexagon each neighbourhood has, and what that costs."""

    def __init__(self, cells: list[tuple[int, int]], target: np.ndarray, places: Neighbourhoods):
        self.cells = list(cells)
        self.owner = {cell: i for i, cell in enumerate(cells)}
        self.target = target.tolist()
        self.authority = authority = places.authority.tolist()
        self.wirral = places.wirral.tolist()
        self.linked = [[] for _ in cells]
        for i, j in places.links:
            self.linked[i].append(j)
            self.linked[j].append(i)
        self.stretched = [
            [(j, LINK_WITHIN_AUTHORITY_STRETCHED if authority[j] == authority[i] else LINK_STRETCHED) for j in self.linked[i]]
            for i in range(len(cells))
        ]

    def exchange(self, a: tuple[int, int], b: tuple[int, int]) -> None:
        """What is on `a` goes to `b`, and the other way round. Either may be empty."""
        i, j = self.owner.pop(a, None), self.owner.pop(b, None)
        for k, cell in ((i, b), (j, a)):
            if k is not None:
                self.cells[k] = cell
                self.owner[cell] = k

    def concerned(self, a: tuple[int, int], b: tuple[int, int]) -> set[int]:
        """The neighbourhoods whose cost an exchange of `a` and `b` can change."""
        who = {self.owner.get(cell) for spot in (a, b) for cell in (spot, *touching(*spot))}
        for spot in (a, b):
            if spot in self.owner:
                who.update(self.linked[self.owner[spot]])
        return who - {None}

    def cost(self, i: int) -> float:
        cells, owner, authority = self.cells, self.owner, self.authority[i]
        q, r = cell = cells[i]
        (x, y), (target_x, target_y) = middle(q, r), self.target[i]
        total = AWAY_FROM_TARGET * ((x - target_x) ** 2 + (y - target_y) ** 2) / PITCH**2
        for j, weight in self.stretched[i]:
            total += weight * (apart(cell, cells[j]) - 1)
        own = 0
        for side in touching(q, r):
            j = owner.get(side)
            if j is None:
                total += EMPTY_SIDE
            elif self.authority[j] == authority:
                own += 1
            else:
                total += SIDE_ON_OTHER_AUTHORITY if self.wirral[j] == self.wirral[i] else SIDE_ACROSS_ESTUARY
        return total + FEW_SIDES_ON_OWN_AUTHORITY.get(own, 0)


def arrange(layout: Layout) -> None:
    """Exchange hexagons at random: always for the better, ever more rarely for the worse."""
    rng = random.Random(SEED)
    costs = [layout.cost(i) for i in range(len(layout.cells))]
    for done in range(ARRANGE_ROUNDS):
        heat = HEAT * (1 - done / ARRANGE_ROUNDS) ** 2 + LEAST_HEAT
        i = rng.randrange(len(layout.cells))
        a = layout.cells[i]
        b = rng.choice(touching(*a))
        if rng.random() < JUMP_TO_NEIGHBOUR:
            b = rng.choice(touching(*layout.cells[rng.choice(layout.linked[i])]))
        if b == a:
            continue
        who = layout.concerned(a, b)
        layout.exchange(a, b)
        now = {i: layout.cost(i) for i in who}
        worse = sum(now.values()) - sum(costs[i] for i in who)
        if worse > 0 and rng.random() > math.exp(-worse / heat):
            layout.exchange(a, b)
            continue
        for i, cost in now.items():
            costs[i] = cost


def pieces(cells: set[tuple[int, int]]) -> int:
    """How many separate pieces hexagons make."""
    left, count = set(cells), 0
    while left:
        count += 1
        edge = [left.pop()]
        while edge:
            found = left.intersection(touching(*edge.pop()))
            left -= found
            edge += found
    return count


def report(cells: list[tuple[int, int]], names: pd.Series, places: Neighbourhoods) -> str:
    """How well the layout keeps to the ground, in a few lines."""
    middles = np.array([middle(*cell) for cell in cells])
    middles -= middles.mean(axis=0)
    scale = (places.ground * middles).sum() / (middles**2).sum()
    off = np.hypot(*(places.ground - middles * scale).T)
    owner = {cell: i for i, cell in enumerate(cells)}
    side_by_side = {(i, owner[side]) for i, cell in enumerate(cells) for side in touching(*cell) if side in owner}
    kept = len(side_by_side.intersection(places.links))
    across = {i for i, j in side_by_side if places.wirral[i] and not places.wirral[j]}
    own = {name: {cells[i] for i in group} for name, group in names.groupby(names).indices.items()}
    return "\n".join(
        [
            f"mean displacement: {off.mean():.2f} km, {off.mean() / (PITCH * scale):.2f} hexagons",
            f"neighbour links kept: {kept} of {len(places.links)}, {kept / len(places.links):.0%}",
            "pieces: " + ", ".join(f"{name} {pieces(cells)}" for name, cells in own.items()),
            f"hexagons of Wirral touching another authority: {len(across)}",
        ]
    )


def make() -> pd.DataFrame:
    """The whole table; how well it keeps to the ground is printed."""
    rows = tables.table("neighbourhoods").rows
    places = neighbourhoods(rows)
    target = spread(places)
    layout = Layout(place(target, places.wirral), target, places)
    arrange(layout)
    print(report(layout.cells, rows["area_name"], places))

    hexagons = rows[["neighbourhood_code", "neighbourhood_name", "area_code", "area_name"]].copy()
    q, r = zip(*layout.cells, strict=True)
    hexagons["q"] = np.array(q) - min(q)
    hexagons["r"] = np.array(r) - min(r)
    return hexagons


if __name__ == "__main__":
    sys.exit(deliver("hexagons", __doc__.splitlines()[0], make))
