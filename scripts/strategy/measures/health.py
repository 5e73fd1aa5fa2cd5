"""How long people live, and how much of it in good health."""

from strategy.measures.core import measure, pick, spread


@measure(
    "Healthy years a baby girl can expect",
    "years",
    "Healthy life expectancy at birth, females",
    better="higher",
    against="nation",
)
def healthy_life_female(healthy_life_expectancy, *, area, period):
    return pick(healthy_life_expectancy, area, period, sex="Female")


@measure(
    "Healthy years a baby boy can expect",
    "years",
    "Healthy life expectancy at birth, males",
    better="higher",
    against="nation",
)
def healthy_life_male(healthy_life_expectancy, *, area, period):
    return pick(healthy_life_expectancy, area, period, sex="Male")


@measure(
    "Healthy years, highest {member} less lowest, girls",
    "years",
    "Highest of the {count} {members}’ healthy life expectancies at birth less the lowest, females",
    of="whole",
    better="lower",
)
def healthy_life_spread_female(healthy_life_expectancy, *, area, period):
    return spread(healthy_life_expectancy, period, sex="Female")


@measure(
    "Healthy years, highest {member} less lowest, boys",
    "years",
    "Highest of the {count} {members}’ healthy life expectancies at birth less the lowest, males",
    of="whole",
    better="lower",
)
def healthy_life_spread_male(healthy_life_expectancy, *, area, period):
    return spread(healthy_life_expectancy, period, sex="Male")


@measure(
    "Years a baby girl can expect to live",
    "years",
    "Life expectancy at birth, females",
    better="higher",
    against="nation",
)
def life_expectancy_female(life_expectancy, *, area, period):
    return pick(life_expectancy, area, period, measure="life_expectancy", sex="Female")


@measure(
    "Years a baby boy can expect to live",
    "years",
    "Life expectancy at birth, males",
    better="higher",
    against="nation",
)
def life_expectancy_male(life_expectancy, *, area, period):
    return pick(life_expectancy, area, period, measure="life_expectancy", sex="Male")


@measure(
    "Years of life between the most and least deprived tenths, girls",
    "years",
    "Slope index of inequality in life expectancy at birth, females",
    better="lower",
    against="nation",
)
def life_expectancy_slope_female(life_expectancy, *, area, period):
    return pick(life_expectancy, area, period, measure="inequality_slope", sex="Female")


@measure(
    "Years of life between the most and least deprived tenths, boys",
    "years",
    "Slope index of inequality in life expectancy at birth, males",
    better="lower",
    against="nation",
)
def life_expectancy_slope_male(life_expectancy, *, area, period):
    return pick(life_expectancy, area, period, measure="inequality_slope", sex="Male")
