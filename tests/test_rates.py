"""Rates that we worked out ourselves are stored to their last digit: worked here again from the counts they stand on."""

import pytest

from strategy.data.tables import table

REGION, LIVERPOOL = "E47000004", "E08000012"
RATES = [
    ("business_demography", REGION, {"period": "2024", "measure": "high_growth_share"}, 100 * 245 / 5_270),
    ("business_demography", REGION, {"period": "2024", "measure": "birth_rate"}, 100 * 6_045 / 47_450),
    ("business_survival", REGION, {"period": "2021", "measure": "survival_rate", "years_after_birth": 3}, 100 * 3_545 / 7_450),
    ("business_density", REGION, {"period": "2019", "measure": "enterprises"}, 10_000 * 42_615 / (1_546_117 * 0.6297)),
    ("fuel_poverty", REGION, {"period": "2022", "measure": "fuel_poor_share"}, 100 * 103_748 / 696_099),
    ("deprivation", REGION, {"period": "2019"}, 100 * 335 / 989),
    ("deprivation_summary", REGION, {"period": "2019", "domain": "income"}, 100 * 319 / 989),
    ("inactivity_by_reason", REGION, {"period": "2004", "reason": "student"}, 100 * 56_900 / (23_500 + 29_100 + 102_300 + 40_600 + 32_300 + 48_900)),
    ("employment_by_sex", LIVERPOOL, {"period": "2001", "sex": "Female", "measure": "activity_rate"}, 100 * 82_912 / (82_912 + 84_514)),
    ("employment_by_group", "K04000001", {"group_type": "All", "measure": "employment_rate"}, 100 * 26_592_505 / 37_503_028),
    ("economic_activity_2021", REGION, {"activity": "Economically active (excluding full-time students)"}, 100 * 695_180 / 1_276_345),
    ("productivity_by_industry", REGION, {"period": "2017", "industry_code": "C", "measure": "output_per_person"}, 4_256e6 / 49_925),
    ("city_centre_workers_2011", "E08000011", {"neighbourhood_code": "E02001328"}, 100 * 467 / 3_735),
]  # fmt: skip


@pytest.mark.parametrize(("stem", "code", "want", "rate"), RATES)
def test_a_rate_of_ours_is_stored_unrounded(stem, code, want, rate):
    (value,) = table(stem).where(area_code=code, **want).rows["value"]
    assert value == pytest.approx(rate, rel=1e-13)


def test_every_rate_of_firms_is_what_its_counts_make():
    rows = table("business_demography").rows
    held = rows.pivot(index=["area_code", "period"], columns="measure", values="value")
    for rate, part, whole in (
        ("birth_rate", "births", "active"),
        ("death_rate", "deaths", "active"),
        ("high_growth_share", "high_growth", "active_10_plus"),
    ):
        assert held[rate].to_numpy() == pytest.approx((100 * held[part] / held[whole]).to_numpy(), rel=1e-13)
