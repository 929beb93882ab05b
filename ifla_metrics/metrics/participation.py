"""Who took part: over time, where, from which associations, in which role.

Participations are attendances, not people. Direct ones are of those in the room or online, cascade
ones of those whom they trained. Staff, trainers and observers are in neither. Unknown is not 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from ifla_metrics import frames
from ifla_metrics.metrics.selection import (
    NOT_STATED,
    OUTSIDE,
    in_order,
    known_sum,
    rows,
    scoped,
    scoped_period,
)
from ifla_metrics.periods import first_day, last_day, month_of, quarter_of
from ifla_metrics.reading import Reading

NEEDS = (
    "month_cells",
    "profile_cells",
    "country_cells",
    "association_cells",
    "countries",
    "regions",
    "associations",
    "terms",
)

WOMAN, KNOWN_GENDERS = "woman", ("woman", "man", "other")

_MONTH_SUMS = [
    "activities",
    "participations",
    "cascade",
    "women",
    "gender_known",
    "uncounted",
    "inexact",
]
_SPANS: dict[str, Callable[[int], str]] = {
    "month": str,
    "quarter": quarter_of,
    "year": lambda month: str(month // 100),
}
"""The code of the span that a month belongs to, by grain."""


@dataclass(frozen=True)
class Totals:
    """Participations of the chosen period in one scope."""

    activities: int
    participations: float | None
    """Direct; None when activities took place and none was counted."""
    cascade: int
    uncounted: int
    """Activities whose participation is unknown."""
    inexact: int
    """Counts with a qualifier ("more than 50")."""
    apart: int
    """Direct attendances of staff, trainers and observers, in no other number here."""
    women: int
    gender_known: int


@dataclass(frozen=True)
class Share:
    """A share with its two counts and the number of unknown."""

    numerator: int
    denominator: int
    ratio: float | None
    unknown: int
    unknown_share: float | None
    """Of known and unknown together."""


def totals(reading: Reading, *, kind: str | None = None, scope: str | None = None) -> Totals:
    """Add up the chosen period in one scope (default: the chosen direction, else everything).

    Activities and what is uncounted come from the month cells, because an activity without a
    participation line is in no profile cell.
    """
    sums = {name: int(value) for name, value in _period_sums(reading, kind, scope).items()}
    profile = scoped_period(reading, "profile_cells", kind, scope)
    apart = (profile["reach"] == "direct") & ~profile["role"].isin(_counting_roles(reading))
    return Totals(
        activities=sums["activities"],
        participations=known_sum(sums["participations"], sums["uncounted"], sums["activities"]),
        cascade=sums["cascade"],
        uncounted=sums["uncounted"],
        inexact=sums["inexact"],
        apart=int(profile.loc[apart, "participations"].sum()),
        women=sums["women"],
        gender_known=sums["gender_known"],
    )


def direct_participations(
    reading: Reading, *, kind: str | None = None, scope: str | None = None
) -> float | None:
    """Return the `participations` of `totals`, from the month cells alone."""
    sums = _period_sums(reading, kind, scope)
    total = int(sums["participations"])
    return known_sum(total, int(sums["uncounted"]), int(sums["activities"]))


def women_share(reading: Reading, *, kind: str | None = None, scope: str | None = None) -> Share:
    """Return the share of women among direct participations whose gender is known."""
    genders = by_profile(reading, by="gender", kind=kind, scope=scope).set_index("code")
    people = genders["participations"].fillna(0)
    known = int(people.reindex(KNOWN_GENDERS, fill_value=0).sum())
    women = int(people.get(WOMAN, 0))
    every = int(people.sum())
    return Share(
        numerator=women,
        denominator=known,
        ratio=women / known if known else None,
        unknown=every - known,
        unknown_share=(every - known) / every if every else None,
    )


def over_time(
    reading: Reading,
    *,
    grain: str = "quarter",
    kind: str | None = None,
    scope: str | None = None,
) -> pd.DataFrame:
    """Return participation per `month`, `quarter` or `year` of the chosen period.

    Returns:
        One row per span that has begun by the evaluation day, an empty one included, with `start`,
        `end` (both days belong to it), `running` (it ends after the evaluation day), `code`,
        `activities` that began in it, direct `participations` (missing when none of them was
        counted), `cascade`, `women`, `gender_known`, `women_share` (0 to 1), `uncounted` and
        `inexact`; then `activities_before`, `participations_before` and `cascade_before` of the
        same months a year earlier. These are missing before the first month of the framework's
        periods, and for a running span, which is not compared with a whole one.
    """
    sums = _by_month(reading, kind, scope)
    months = pd.Series(reading.period.months, dtype="int64")
    codes = months.map(_SPANS[grain])
    spans = months.groupby(codes, sort=False).agg(["min", "max"])
    begun = [first_day(month) <= reading.on for month in spans["min"]]
    spans = spans[begun]

    def per_span(earlier: int) -> pd.DataFrame:
        """Add up the months of each span, a number of years earlier."""
        of_months = sums.reindex(months - 100 * earlier, fill_value=0).set_axis(codes)
        found = of_months.groupby(level=0, sort=False).sum().loc[spans.index]
        return found.assign(participations=_known(found))

    now = per_span(0)
    ends = [last_day(month) for month in spans["max"]]
    running = pd.Series([end > reading.on for end in ends], index=spans.index, dtype=bool)
    first = min(month_of(p.starts_on) for p in reading.framework.periods)
    before = per_span(1).where((spans["min"] - 100 >= first) & ~running).astype(float)
    return pd.DataFrame(
        {
            "start": pd.Series(map(first_day, spans["min"]), index=spans.index, dtype=object),
            "end": pd.Series(ends, index=spans.index, dtype=object),
            "running": running,
            "code": spans.index.astype("str"),
            "activities": now["activities"],
            "participations": now["participations"],
            "cascade": now["cascade"],
            "women": now["women"],
            "gender_known": now["gender_known"],
            "women_share": now["women"] / now["gender_known"],
            "uncounted": now["uncounted"],
            "inexact": now["inexact"],
            "activities_before": before["activities"],
            "participations_before": before["participations"],
            "cascade_before": before["cascade"],
        }
    ).reset_index(drop=True)


def by_level(reading: Reading) -> pd.DataFrame:
    """Break the chosen period down by national, regional and international ("" = not stated).

    Returns:
        One row per level in reading order, with `title`, `activities`, direct `participations`
        (missing when none was counted), `cascade` and `uncounted`. Rows add up to the total.
    """
    return _by_scope(reading, "level")


def by_arena(reading: Reading) -> pd.DataFrame:
    """Break the chosen period down by arena, as `by_level` does by level."""
    return _by_scope(reading, "arena")


def by_profile(
    reading: Reading, *, by: str, kind: str | None = None, scope: str | None = None
) -> pd.DataFrame:
    """Break participations down by `gender`, `role`, `mode` or `reach`.

    Gender and mode: direct participations of the roles that count. Role: direct attendances of
    every role. Reach: direct and cascade participations of the roles that count.

    Returns:
        One row per term in reading order ("not stated" is a term), with `title`, `counts` (False
        for staff, trainers and observers), `participations` (missing when no line was counted),
        `lines`, `uncounted` and `inexact` lines, and `share` (0 to 1) of the known participations
        of the rows that count.
    """
    frame = scoped_period(reading, "profile_cells", kind, scope)
    frames.expect(frame, frames.PROFILE_CELLS)
    counting = _counting_roles(reading)
    if by != "reach":
        frame = frame[frame["reach"] == "direct"]
    if by != "role":
        frame = frame[frame["role"].isin(counting)]
    sums = frame.groupby(by)[["participations", "lines", "uncounted", "inexact"]].sum()
    found = _by_term(reading, by, sums)
    found["counts"] = found.index.isin(counting) if by == "role" else True
    counted = found["participations"].where(found["counts"])
    found["share"] = counted / (counted.sum() or float("nan"))
    found["participations"] = _known(found, of="lines")
    columns = ["title", "counts", "participations", "lines", "uncounted", "inexact", "share"]
    return found[columns].reset_index()


def by_country(
    reading: Reading, *, kind: str | None = None, scope: str | None = None
) -> pd.DataFrame:
    """List countries with an activity or with participants.

    Returns:
        One row per country by name ("" last: not stated), with `region`, `activities` there,
        direct `participations` of people from there (missing when activities took place and no
        count is known), `women` and `gender_known`. Activities do not add up over countries.
    """
    cells = scoped_period(reading, "country_cells", kind, scope)
    frames.expect(cells, frames.COUNTRY_CELLS)
    sums = ["activities", "participations", "women", "gender_known"]
    found = cells.groupby("country")[sums].sum()
    found = found.join(reading.frame("countries").set_index("country")[["name", "region"]])
    found["name"] = found["name"].fillna(found.index.to_series())
    found["region"] = found["region"].fillna("").replace("", OUTSIDE)
    not_stated = found.index == NOT_STATED
    found.loc[not_stated, "region"] = NOT_STATED
    found["participations"] = _where_counted(found)
    found = found.assign(not_stated=not_stated).sort_values(["not_stated", "name", "country"])
    return found[["name", "region", *sums]].infer_objects().reset_index()


def by_region(
    reading: Reading, *, kind: str | None = None, scope: str | None = None
) -> pd.DataFrame:
    """Add countries up to the regions of the framework's scheme on the evaluation day.

    Returns:
        One row per region in order, then OUTSIDE and "" (country not stated) where they occur:
        `title`, `countries` (distinct, with an activity), direct `participations`, `women`,
        `gender_known` and `women_share` (0 to 1). Rows add up to all direct participations.
    """
    places = by_country(reading, kind=kind, scope=scope)
    places["countries"] = (places["country"] != NOT_STATED) & (places["activities"] > 0)
    sums = ["activities", "countries", "participations", "women", "gender_known"]
    found = places.groupby("region")[sums].sum()
    regions = reading.frame("regions").sort_values("position")
    order = [*regions["region"], *(r for r in (OUTSIDE, NOT_STATED) if r in found.index)]
    found = found.reindex(order, fill_value=0).rename_axis("region")
    found = found.join(regions.set_index("region")["title"]).fillna({"title": ""})
    found["participations"] = _where_counted(found)
    found["women_share"] = found["women"] / found["gender_known"]
    columns = ["title", "countries", "participations", "women", "gender_known", "women_share"]
    return found[columns].infer_objects().reset_index()


def by_association(
    reading: Reading, *, kind: str | None = None, scope: str | None = None
) -> pd.DataFrame:
    """List associations that took part, those with most activities first.

    Returns:
        One row per association ("" = not stated, last) with `name`, `country` and `activities`;
        an activity of two associations is in both rows.
    """
    cells = scoped_period(reading, "association_cells", kind, scope)
    frames.expect(cells, frames.ASSOCIATION_CELLS)
    found = cells.groupby("association")[["activities"]].sum()
    found = found.join(rows(reading, "associations").set_index("code")[["country", "name"]])
    found["name"] = found["name"].fillna(found.index.to_series())
    found["country"] = found["country"].fillna("")
    found["not_stated"] = found.index == NOT_STATED
    found = found.sort_values(
        ["not_stated", "activities", "name", "association"], ascending=[True, False, True, True]
    )
    return found[["name", "country", "activities"]].infer_objects().reset_index()


def _by_month(reading: Reading, kind: str | None, scope: str | None) -> pd.DataFrame:
    """Return the sums of one scope by month, of all months that have cells."""
    frame = scoped(reading, "month_cells", kind, scope)
    frames.expect(frame, frames.MONTH_CELLS)
    return frame.groupby("month")[_MONTH_SUMS].sum()


def _period_sums(reading: Reading, kind: str | None, scope: str | None) -> pd.Series:
    sums = _by_month(reading, kind, scope)
    return sums[sums.index.isin(reading.period.months)].sum()


def _by_scope(reading: Reading, kind: str) -> pd.DataFrame:
    frames.expect(reading.frame("month_cells"), frames.MONTH_CELLS)
    frame = rows(reading, "month_cells", kind=kind)
    frame = frame[frame["month"].isin(reading.period.months)]
    found = _by_term(reading, kind, frame.groupby("scope")[_MONTH_SUMS].sum())
    found["participations"] = _known(found)
    columns = ["title", "activities", "participations", "cascade", "uncounted"]
    return found[columns].reset_index()


def _by_term(reading: Reading, name: str, sums: pd.DataFrame) -> pd.DataFrame:
    """Return sums in the order of a list of terms, with their titles; "mixed" only if used."""
    terms = reading.frame("terms")
    terms = terms[terms["list"] == name].sort_values("position")
    titles = dict(zip(terms["code"], terms["title"], strict=True))
    codes = in_order(sums.index, [code for code in titles if code != "mixed"])
    found = sums.reindex(codes, fill_value=0).rename_axis("code")
    return found.assign(title=found.index.map(lambda code: titles.get(code, code)))


def _counting_roles(reading: Reading) -> list[str]:
    terms = reading.frame("terms")
    return [*terms.loc[(terms["list"] == "role") & terms["counts"].isin(["yes", True]), "code"]]


def _known(sums: pd.DataFrame, of: str = "activities") -> pd.Series:
    """Return participations, missing where none of the activities or lines was counted."""
    unknown = (sums[of] > 0) & (sums["uncounted"] >= sums[of])
    return sums["participations"].astype(float).mask(unknown)


def _where_counted(sums: pd.DataFrame) -> pd.Series:
    """Return participations, missing where activities took place and nobody is known to be from.

    Country cells do not say who was not counted.
    """
    unknown = (sums["activities"] > 0) & (sums["participations"] == 0)
    return sums["participations"].astype(float).mask(unknown)
