"""The assets of `data/strategy/assets.csv` in four groups, as the map and the list show them."""

GROUPS = {
    "Science and health": (
        "innovation", "innovation campus", "research", "computing", "innovation district", "university", "health",
        "health innovation", "data", "research project",
    ),
    "Transport, energy and business": (
        "infrastructure", "digital", "energy", "energy project", "industry", "business district", "business space",
        "business park", "programme", "skills", "employment site and town", "neighbouring cluster",
    ),
    "Culture, heritage and visitors": ("heritage", "culture and retail", "culture", "visitor", "resort"),
    "Homes, neighbourhoods and nature": ("regeneration", "neighbourhood", "social economy", "environment", "natural"),
}  # fmt: skip


def group(kind: str) -> str:
    """The group a kind of asset belongs to. Raises `KeyError` for a kind that belongs to none."""
    for name, kinds in GROUPS.items():
        if kind in kinds:
            return name
    raise KeyError(f"the kind {kind!r} belongs to no group; expected it in strategy/assets.py")
