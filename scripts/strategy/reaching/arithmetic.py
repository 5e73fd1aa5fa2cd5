"""What it would take: the sums and the words, defined once. Python runs them as they stand; `script` makes of the same
text what a page without a kernel runs.

So only what `script` can translate may stand here: plain functions with names, numbers, sums, comparisons, `if`, f-strings
without formats. `m` is a `starts.Reachable`, `s` a `starts.Start`; what Python and a browser do in ways of their own
(`written`, `snapped`, `number_in`, …) comes from `figures`.
"""

from math import floor, sqrt

from strategy.reaching.figures import Worked, decimals_of, number_in, opened, snapped, written, year_in

STRETCH = 5  # years in the stretch that is set beside what is needed
LAST = 2100  # the last year that may be asked for


def goal_of(m, s, to, own):
    """The figure to reach, as a number; None where there is none."""
    if to == "country":
        return s.goal
    if to == "aim":
        return m.level
    return number_in(own)


def refused(m, s, to, own, by):
    """Why nothing can be worked out, in words; nothing where it can."""
    if s.now is None:
        return f"There is no figure for {s.place} in this measure."
    if to == "country" and m.total:
        return "This is a total, not a rate: that of a country is nothing for one place to reach."
    if to == "country" and s.goal is None:
        return f"There is no figure of a country to set beside that of {s.place}."
    if to == "aim" and m.level is None:
        return m.aim
    goal = goal_of(m, s, to, own)
    if goal is None and opened(own) == "":
        return "Write the figure to reach."
    if goal is None:
        return f"“{opened(own)}” is not a figure. Write one such as 75 or 75.5."
    if goal < 0:
        return "The figure to reach cannot be below 0."
    if m.shape.unit == "%" and goal > 100:
        return "A share cannot be above 100%."
    if m.each == "growth" and (goal == 0 or s.now <= 0):
        return "No growth a year leads to or from nothing."
    year = year_in(by)
    if year is None and opened(by) == "":
        return f"Write a year from {s.year + 1} to {LAST}."
    if year is None:
        return f"“{opened(by)}” is not a year. Write one from {s.year + 1} to {LAST}."
    if year <= s.year:
        return f"{year} is not after the newest figure, which is of {s.when}. Write a year from {s.year + 1} to {LAST}."
    if year > LAST:
        return f"{year} is too far away. Write a year from {s.year + 1} to {LAST}."
    return ""


def half(low, high):
    """Half the width of a 95% interval; 0 where there is none."""
    if low is None or high is None:
        return 0
    return (high - low) / 2


def pace(m, start, end, years):
    """What is added each year: in per cent of what there is where the measure grows, else in its unit."""
    if m.each == "growth":
        return 100 * ((end / start) ** (1 / years) - 1)
    return (end - start) / years


def worked(m, s, goal, low, high, by):
    """The sums. `low` and `high` are the 95% limits of the figure to reach, where it is an estimate too. Sizes are
    positive in the direction of the goal. The two estimates are independent to a good approximation: half widths add in
    quadrature."""
    years = by - s.year
    gap = snapped(goal - s.now)
    way = 1 if gap > 0 else -1
    estimated = s.low is not None and s.high is not None
    spread = sqrt(half(s.low, s.high) ** 2 + half(low, high) ** 2)
    met = gap == 0 or m.better * gap < 0
    if m.each == "growth":  # what is estimated is by how much the one is larger than the other
        spread = goal / s.now * sqrt((half(s.low, s.high) / s.now) ** 2 + (half(low, high) / goal) ** 2) * s.now
    near = pace(m, s.now, goal - way * spread, years)
    far = pace(m, s.now, goal + way * spread, years)
    return Worked(
        years=years,
        gap=gap,
        way=way,
        met=met,
        estimated=estimated,
        unsure=estimated and way * gap <= spread,
        each=snapped(way * pace(m, s.now, goal, years)),
        near=snapped(way * near),
        far=snapped(way * far),
        people=None if s.people is None else snapped(way * gap / 100 * s.people),
        fewest=None if s.people is None else snapped((way * gap - spread) / 100 * s.people),
        most=None if s.people is None else snapped((way * gap + spread) / 100 * s.people),
    )


def best_of(m, s, way):
    """The pace of the best five years in that direction, positive where the figure went that way; None where the series has no five years."""
    if s.rise_from is None:
        return None
    if way > 0:
        return snapped(pace(m, s.rise_start, s.rise_end, STRETCH))
    return snapped(-pace(m, s.fall_start, s.fall_end, STRETCH))


def hundreds(number):
    """A number of people to the nearest hundred, half away from nothing."""
    size = number if number >= 0 else -number
    near = floor(snapped(size / 100) + 0.5) * 100
    return near if number >= 0 else -near


def a_year(m, size):
    """A pace in words: `0.22 points`, `1.68%`."""
    least = m.step.least
    if size > 0 and size < least / 2:
        return f"less than {written(least, m.step)}"
    return written(size, m.step)


def people(m, number):
    """How many people, in words: `37,700`."""
    if number > 0 and number < 100:
        return "fewer than 100"
    return written(hundreds(number), m.heads)


def aimed(m, s, to, goal):
    """What is to be reached, and whose figure that is."""
    if to == "country":
        return f"{written(goal, m.shape)}, {s.goal_of} figure of {s.when}"
    if to == "aim":
        return f"{written(goal, m.shape)}, {m.aim}"
    return written(goal, m.exact, decimals_of(goal))


def heading(m, s, to, goal, by):
    """From what to what by when."""
    stop = "" if to == "own" else ","
    return f"{m.title}, {s.place}: from {written(s.now, m.shape)} ({s.when}) to {aimed(m, s, to, goal)}{stop} by {by}."


def there(m, s, w):
    """What is said where the goal is reached already."""
    if w.unsure and w.gap != 0:
        return "The newest figure is there already, but by less than the survey’s margin."
    return "The newest figure is there already."


def needed(m, w):
    """The pace that it takes."""
    more = "more" if w.way > 0 else "less"
    run = "every year" if w.years > 1 else "in one year"
    if m.each == "growth":
        more = "growth" if w.way > 0 else "a fall"
        text = f"That takes {more} of {a_year(m, w.each)} {run}"
    else:
        text = f"That takes {a_year(m, w.each)} {more} {run}"
    if w.years > 1:
        text = f"{text}, {w.years} years in a row"
    if w.estimated:
        text = f"{text} (95% interval {written(w.near, m.bare)} to {written(w.far, m.step)})"
    return f"{text}."


def counted(m, s, w):
    """The people that it means, where their number is held."""
    if w.people is None:
        return m.uncounted
    more = "more" if w.way > 0 else "fewer"
    text = f"With as many {m.among} as in {s.people_when} ({written(s.people, m.heads)}), it means about {people(m, w.people)} {more} {m.doing}"
    if w.estimated:
        text = f"{text} (95% interval {people(m, w.fewest)} to {people(m, w.most)})"
    if w.years > 1:
        text = f"{text}, or {people(m, w.people / w.years)} every year"
    return f"{text}. Derived."


def beside_best(m, s, w):
    """The best five years there have been, and whether what is needed is faster."""
    best = best_of(m, s, w.way)
    if best is None:
        return f"The series ({s.span}) has no two figures five years apart that can be compared, so there is no best to set beside it."
    if best <= 0:
        return f"In no five years of the series ({s.span}) that can be compared did it move that way."
    moved = "rose" if w.way > 0 else "fell"
    first = s.rise_from if w.way > 0 else s.fall_from
    last = s.rise_to if w.way > 0 else s.fall_to
    text = f"In the best five years of the series, between {first} and {last}, it {moved} by {a_year(m, best)} a year"
    if w.each > best:
        return f"{text}: slower than is needed."
    if w.each < best:
        return f"{text}: faster than is needed."
    return f"{text}: as fast as is needed."


def answer(m, s, to, own, by):
    """All that is said: why nothing can be, or from what to what and what it takes. A list of sentences."""
    why = refused(m, s, to, own, by)
    if why != "":
        return [why]
    goal = goal_of(m, s, to, own)
    year = year_in(by)
    low = s.goal_low if to == "country" else None
    high = s.goal_high if to == "country" else None
    w = worked(m, s, goal, low, high, year)
    lines = [heading(m, s, to, goal, year)]
    if w.met:
        lines.append(there(m, s, w))
    else:
        lines.append(needed(m, w))
        if w.unsure:
            lines.append("The survey cannot tell whether it is there already.")
        if counted(m, s, w) != "":
            lines.append(counted(m, s, w))
        lines.append(beside_best(m, s, w))
    if m.words != "":
        lines.append(m.words)
    return lines
