"""The kinds of the assets and the organisations of the draft in a few groups each, as lists and the map show them."""

ASSETS = {
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
ORGANISATIONS = {
    "The Combined Authority and the councils": ("combined authority", "elected mayor", "appointee", "local authority"),
    "Boards, partnerships and commissions": ("partnership", "commission"),
    "Help for firms and skills": (
        "delivery body", "business support", "investment promotion", "programme", "project", "service",
        "skills council", "education", "national body",
    ),
    "Government and national bodies": ("government", "public body", "research council", "research funder", "funder"),
    "Health": ("health", "health network"),
    "Universities and research": ("university", "research institute", "innovation centre", "research body", "evidence centre", "think tank"),
    "The social economy and communities": (
        "social economy", "social investor", "housing association", "housing providers", "environment partner",
        "charity", "club", "union body",
    ),
    "Transport and networks": ("transport operator", "energy company", "network operators"),
    "Firms": ("company", "builder"),
    "Neighbours and the world": ("neighbouring area", "comparator", "international body", "professional body", "media"),
    "From the past": ("historic companies", "historic figures", "national services"),
}  # fmt: skip


def group(groups: dict[str, tuple[str, ...]], kind: str) -> str:
    """The one of `groups` that a kind belongs to. Raises `KeyError` for a kind that belongs to none."""
    for name, kinds in groups.items():
        if kind in kinds:
            return name
    raise KeyError(f"the kind {kind!r} belongs to no group; expected it in strategy/kinds.py")
