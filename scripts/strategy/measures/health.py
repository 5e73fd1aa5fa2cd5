"""How long people live, how much of it in good health, and what wears it down."""

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


@measure(
    "Adults living with obesity",
    "%",
    "Adults with a body mass index of 30 or more ÷ all aged 18 and over",
    better="lower",
    against="nation",
)
def obese_adults(public_health, *, area, period):
    return pick(public_health, area, period, measure="obesity")


@measure(
    "Adults who smoke, five years together",
    "%",
    "Adults who smoke ÷ all aged 18 and over, in five years together",
    better="lower",
    against="nation",
)
def smoking(public_health, *, area, period):
    return pick(public_health, area, period, measure="smoking")


@measure(
    "Cancers found early",
    "%",
    "Cancers found at stage 1 or 2 ÷ cancers of known stage",
    better="higher",
    against="nation",
)
def early_cancers(public_health, *, area, period):
    return pick(public_health, area, period, measure="early_cancer_diagnosis")


@measure(
    "Preventable deaths from heart disease and stroke under 75",
    "per 100,000 people under 75",
    "Deaths before 75 from diseases of heart and vessels that could have been prevented ÷ people under 75 × 100,000, adjusted for age, in three years together",
    better="lower",
    against="nation",
)
def preventable_heart_deaths(public_health, *, area, period):
    return pick(public_health, area, period, measure="preventable_cardiovascular_deaths")


@measure(
    "Adults who smoke",
    "%",
    "Adults who smoke ÷ all aged 18 and over, one year at a time; a survey whose interval is not given",
    better="lower",
    against="nation",
)
def smoking_one_year(health_habits, *, area, period):
    return pick(health_habits, area, period, measure="smoking")


@measure(
    "Adults who are overweight or obese",
    "%",
    "Adults with a body mass index of 25 or more ÷ all aged 18 and over; a survey whose interval is not given",
    better="lower",
    against="nation",
)
def overweight_adults(health_habits, *, area, period):
    return pick(health_habits, area, period, measure="overweight")


@measure(
    "Adults who are active enough",
    "%",
    "Adults active for 150 minutes a week or more ÷ all aged 19 and over; a survey whose interval is not given",
    better="higher",
    against="nation",
)
def active_adults(health_habits, *, area, period):
    return pick(health_habits, area, period, measure="active")


@measure(
    "Adults who hardly move",
    "%",
    "Adults active for fewer than 30 minutes a week ÷ all aged 19 and over; a survey whose interval is not given",
    better="lower",
    against="nation",
)
def inactive_adults(health_habits, *, area, period):
    return pick(health_habits, area, period, measure="inactive")


@measure(
    "Adults on a register for depression",
    "%",
    "Patients aged 18 and over on doctors’ registers for depression ÷ all their patients of that age",
    against="nation",
)
def depression(health_records, *, area, period):
    return pick(health_records, area, period, measure="depression")


@measure(
    "Children of 4 and 5 who are obese",
    "%",
    "Children in reception classes who are obese ÷ those measured",
    better="lower",
    against="nation",
)
def obese_reception(health_records, *, area, period):
    return pick(health_records, area, period, measure="obese_reception")


@measure(
    "Children of 10 and 11 who are obese",
    "%",
    "Children in year 6 who are obese ÷ those measured",
    better="lower",
    against="nation",
)
def obese_year_6(health_records, *, area, period):
    return pick(health_records, area, period, measure="obese_year_6")


@measure(
    "Preventable deaths under 75",
    "per 100,000 people under 75",
    "Deaths before 75 that could have been prevented ÷ people under 75 × 100,000, adjusted for age",
    better="lower",
    against="nation",
)
def preventable_deaths(health_records, *, area, period):
    return pick(health_records, area, period, measure="preventable_deaths")
