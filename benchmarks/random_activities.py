"""A seeded log: activities of the strategy 2010-2015 in the order in which they were recorded.

Over the days of 2009-2015 the number a day grows threefold. An activity has about 1.35 countries,
1.7 directions, 1.2 outcomes and three rows of participation; one in fifty was amended, one in a
hundred withdrawn again on the day that it was recorded.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, pairwise
from pathlib import Path
from typing import NamedTuple

from ifla_metrics.framework.files import read_folder
from ifla_metrics.models.drafts import equal_weights
from ifla_metrics.settings import DATA

FRAMEWORK = "2010-2015"
FIRST, LAST = date(2009, 1, 1), date(2015, 12, 31)
GROWTH = 3.0
COUNTRIES = 195
KINDS = ("workshop", "meeting", "seminar", "training", "conference", "visit")
ROLES = ("participant",) * 6 + (
    "member",
    "student",
    "committee_member",
    "not_stated",
    "trainer",
    "staff",
    "observer",
)


class Line(NamedTuple):
    """One count of attendances."""

    country: str
    association: str
    gender: str
    role: str
    mode: str
    reach: str
    number: int | None
    qualifier: str


class Counted(NamedTuple):
    """What is said of an activity, as far as numbers are made of it."""

    started_on: date
    ended_on: date
    lifecycle: str
    level: str
    arena: str
    provenance: str
    logged_on: date | None
    groups: tuple[str, ...]
    countries: tuple[str, ...]
    associations: tuple[str, ...]
    outcomes: tuple[tuple[str, str], ...]
    alignments: tuple[tuple[str, str, int, bool], ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Recorded:
    """An activity as it was recorded: what was said first, and what stands (None: withdrawn)."""

    recorded_at: datetime
    title: str
    kind: str
    first: Counted
    amended: Counted | None = None
    withdrawn: bool = False

    @property
    def stands(self) -> Counted | None:
        """What counts now."""
        return None if self.withdrawn else self.amended or self.first


@dataclass(frozen=True)
class Codes:
    """The codes that a log is made of, from the shipped data."""

    directions: tuple[str, ...]
    outcomes: tuple[str, ...]
    groups: tuple[str, ...]
    countries: tuple[str, ...]
    associations: tuple[str, ...]


def codes(seed: int) -> Codes:
    """Read the codes; which countries take part, and how often, hangs on the seed."""
    framework = read_folder(DATA / "frameworks" / FRAMEWORK)
    rows = {n.code for n in framework.nodes if n.level == "outcome"}
    rows |= {n.code for n in framework.nodes if n.level == "element" and n.parent != "KI2"}
    chance = random.Random(seed)
    countries = _column(DATA / "reference" / "countries.csv", "alpha3")
    return Codes(
        directions=tuple(d.code for d in framework.directions),
        outcomes=tuple(sorted(rows)),
        groups=_column(DATA / "reference" / "working_groups.csv", "code"),
        countries=tuple(chance.sample(countries, COUNTRIES)),
        associations=_column(DATA / "reference" / "associations.csv", "code"),
    )


def _column(path: Path, name: str) -> tuple[str, ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(dict.fromkeys(row[name] for row in csv.DictReader(file)))


def recorded_activities(number: int, *, seed: int) -> Iterator[Recorded]:
    """Yield `number` activities, the first recorded first."""
    known = codes(seed)
    chance = random.Random(seed)
    often = list(accumulate(1 / (rank + 10) for rank in range(len(known.countries))))
    days = [FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1)]
    growing = [1 + (GROWTH - 1) * n / len(days) for n in range(len(days))]
    until = [0, *(round(number * part / sum(growing)) for part in accumulate(growing))]
    for day, (before, after) in zip(days, pairwise(until), strict=True):
        for sequence in range(before, after):
            yield _activity(chance, known, often, day, sequence)


def _activity(
    chance: random.Random, known: Codes, often: Sequence[float], day: date, sequence: int
) -> Recorded:
    draw = chance.random
    ended = max(FIRST, day - timedelta(int(90 * draw() ** 2)))
    started = max(FIRST, ended - timedelta(int(5 * draw() ** 2)))
    fall = draw()
    countries = _some(
        chance,
        known.countries,
        0 if fall < 0.04 else 1 if fall < 0.75 else 2 + (fall > 0.97),
        often,
    )
    directions = _some(chance, known.directions, 0 if fall > 0.97 else _about(draw(), 0.45, 0.85))
    weights = equal_weights(directions)
    kept = draw() < 0.9
    counted = Counted(
        started_on=started,
        ended_on=ended,
        lifecycle="completed"
        if draw() < 0.94
        else chance.choice(("planned", "under_way", "cancelled")),
        level=chance.choice(("", "national", "national", "regional", "international")),
        arena=chance.choice(("", "within_ifla", "within_association", "advocate")),
        provenance="synthetic",
        logged_on=day,
        groups=_some(chance, known.groups, 1 if draw() < 0.9 else 2),
        countries=countries,
        associations=_some(chance, known.associations, 1 if draw() < 0.3 else 0),
        outcomes=tuple(
            (FRAMEWORK, o) for o in _some(chance, known.outcomes, 1 if draw() < 0.8 else 2)
        ),
        alignments=tuple(
            (FRAMEWORK, d, weight, kept and place == 0)
            for place, (d, weight) in enumerate(weights.items())
        ),
        lines=tuple(_line(chance, countries, known) for _ in range(1 + int(5 * draw()))),
    )
    change = draw()
    amended = replace_lines(counted, chance, known) if change < 0.02 else None
    return Recorded(
        recorded_at=datetime.combine(day, time(12), tzinfo=UTC),
        title=f"Activity {sequence + 1} of the generated log",
        kind=chance.choice(KINDS),
        first=counted,
        amended=amended,
        withdrawn=0.02 <= change < 0.03,
    )


def replace_lines(counted: Counted, chance: random.Random, known: Codes) -> Counted:
    """Return the activity with its people counted anew."""
    return counted._replace(
        lines=tuple(_line(chance, counted.countries, known) for _ in counted.lines)
    )


def _some(
    chance: random.Random, of: tuple[str, ...], number: int, often: Sequence[float] | None = None
) -> tuple[str, ...]:
    if number == 0:
        return ()
    if number == 1 and often is None:
        return (of[int(chance.random() * len(of))],)
    return tuple(dict.fromkeys(chance.choices(of, cum_weights=often, k=number)))


def _about(fall: float, one: float, two: float) -> int:
    return 1 if fall < one else 2 if fall < two else 3


def _line(chance: random.Random, countries: tuple[str, ...], known: Codes) -> Line:
    draw = chance.random
    fall = draw()
    return Line(
        country=countries[int(draw() * len(countries))] if countries and fall < 0.9 else "",
        association=known.associations[int(draw() * len(known.associations))]
        if fall > 0.95
        else "",
        gender=("woman", "woman", "man", "man", "not_stated", "not_stated", "not_stated", "other")[
            int(8 * draw())
        ],
        role=ROLES[int(len(ROLES) * draw())],
        mode=("on_site", "on_site", "remote", "not_stated")[int(4 * draw())],
        reach="direct" if draw() < 0.88 else "cascade",
        number=None if draw() < 0.07 else int(60 * draw() ** 2),
        qualifier="exact" if draw() < 0.9 else "about",
    )
