"""The figure of who would act, counted by hand in data/strategy/actions.csv."""

from strategy import figures
from strategy.data import tables

FOUNDATIONS = ["places", "people", "business", "ideas", "infrastructure"]


def shown(themes):
    return figures.commitments(tables.table("strategy/actions"), themes).to_dict()


def test_actions_and_their_parts_are_counted_by_kind_of_commitment():
    rows = {r["theme"]: r for r in shown(FOUNDATIONS)["usermeta"]["rows"]}
    places, whole = rows["Places"], rows["All"]
    assert (places["actions"], places["parts"]) == (5, 5)
    assert (places["LCR shared"], places["with government"], places["LCRCA"], places["unclear"]) == (3, 5, 0, 2)
    assert (whole["actions"], whole["parts"]) == (26, 21)
    assert (whole["LCR shared"], whole["with government"], whole["LCRCA"], whole["unclear"]) == (23, 15, 6, 3)


def test_the_caption_of_the_foundations_is_true():
    whole = shown(FOUNDATIONS)["usermeta"]["rows"][-1]
    assert 0.45 < whole["LCR shared"] / whole["all"] < 0.5


def test_both_drawings_have_a_mark_for_every_action_and_say_its_number():
    drawn = shown(FOUNDATIONS)
    for spec in (drawn, drawn["usermeta"]["narrow"]):
        marks = next(d for d in spec["datasets"].values() if "shape" in d[0])
        assert len(marks) == 47
        assert len({(m["x"], m["y"]) for m in marks}) == 47
    assert "Of 47 actions and parts of actions, 23 shared across the city region" in drawn["description"]
