"""Participations over time, by level, partner, gender, role, region and association.

Participations are attendances, not people: direct ones in the room or online, cascade ones of
people trained by direct participants. Both exclude staff, trainers and observers. An unknown number
is missing, never 0.
"""

from collections.abc import Callable

import pandas as pd

from ifla_metrics.metrics.selection import (
    NOT_STATED,
    SYNTHETIC,
    cells,
    cells_of_kind,
    cells_over_time,
    in_order,
    in_region_order,
    known_participations,
    with_country_facts,
)
from ifla_metrics.periods import first_day, last_day, month_of, quarter_of
from ifla_metrics.reading import CodeLabel, Reading, active_codes

_MONTH_SUMS = [
    *("activities", "participations", "cascade", "women", "gender_known", "uncounted", "inexact")
]
_SPANS: dict[str, Callable[[int], str]] = {
    "month": str,
    "quarter": quarter_of,
    "year": lambda month: str(month // 100),
}
"""The code of the month, quarter or year of a month."""


def over_time(reading: Reading, *, grain: str = "quarter") -> pd.DataFrame:
    """Add up participation by `month`, `quarter` or `year` of the chosen period.

    Returns:
        One row per span that has begun by the evaluation day, also without activities: `code`,
        `start` (its first day), `running` (whether it ends after the evaluation day), `activities`
        that began in it, direct `participations` (missing if there are activities and none was
        counted), `cascade` participations, `women` and `gender_known` (direct participations),
        `uncounted` activities, `inexact` counts, and `participations_before` (the same months a
        year earlier; missing before the framework's first period and for a running span).

    Source: docs/methodology.md, "What is counted, and when" (the year before).
    """
    sums = cells_over_time(reading, "month_cells").groupby("month")[_MONTH_SUMS].sum()
    months = pd.Series(reading.period.months, dtype="int64")
    codes = months.map(_SPANS[grain]).rename("code")
    spans = months.groupby(codes, sort=False).agg(first="min", last="max")
    spans["start"] = pd.Series(spans["first"].map(first_day), dtype=object)
    spans["running"] = (spans["last"].map(last_day) > reading.evaluation_day).astype(bool)
    spans = spans[spans["start"] <= reading.evaluation_day]

    def sums_by_span(years_before: int) -> pd.DataFrame:
        by_month = sums.reindex(months - 100 * years_before, fill_value=0).set_axis(codes)
        by_span = by_month.groupby("code", sort=False)[_MONTH_SUMS].sum().reindex(spans.index)
        return by_span.assign(participations=known_participations(by_span))

    first_month = min(month_of(p.starts_on) for p in reading.framework.periods)
    compared = (spans["first"] - 100 >= first_month) & ~spans["running"]
    table: pd.DataFrame = spans[["start", "running"]].join(sums_by_span(0))
    table["participations_before"] = sums_by_span(1)["participations"].where(compared)
    return table.reset_index()


def has_synthetic_year_before(reading: Reading) -> bool:
    """Return whether any activity in the year before the chosen period is synthetic."""
    year_before = [month - 100 for month in reading.period.months]
    months = cells_over_time(reading, "month_cells")
    synthetic = months["month"].isin(year_before) & (months["provenance"] == SYNTHETIC)
    return bool(months.loc[synthetic, "activities"].sum())


def by_level_or_arena(reading: Reading, kind: str) -> pd.DataFrame:
    """Break the chosen period down by `level` or `arena`.

    Returns:
        One row per level or arena in the order of its list, with `code` ("" = not stated),
        `title`, `activities`, direct `participations` (missing if there are activities and none
        was counted), `cascade` participations and `uncounted` activities. Rows add up to the total.
    """
    sums = cells_of_kind(reading, "month_cells", kind).groupby("scope")[_MONTH_SUMS].sum()
    table = _by_term(reading, kind, sums)
    return table.assign(participations=known_participations(table)).reset_index()


def by_partner_kind(reading: Reading) -> pd.DataFrame:
    """Count activities of the period with outside partners, by kind of partner.

    Returns:
        The row "any" (activities with any partner), then one row per kind in the order of its list:
        `code`, `title`, `activities` (distinct), `of` (all activities of the period) and `share`
        (0 to 1). An activity with partners of two kinds is in both rows.
    """
    counts = reading.frames["partners"].set_index("kind")
    total = int(counts["activities"]["all"])
    kinds = _by_term(reading, "partner_kind", counts.drop(["all", "any"]))
    table = pd.concat([counts.loc[["any"]].assign(title=""), kinds])
    shares = table["activities"] / (total or float("nan"))
    return table.assign(of=total, share=shares).rename_axis("code").reset_index()


def by_profile(reading: Reading, *, by: str) -> pd.DataFrame:
    """Break participations down by `gender`, `role`, `mode` or `reach`.

    By gender and mode, the direct participations in roles that count. By role, the direct
    attendances in all roles. By reach, the direct and cascade participations in roles that count.

    Returns:
        One row per term in the order of its list ("not stated" is a term): `code`, `title`,
        `counts` (False for staff, trainers and observers), `participations` (missing if all lines
        are uncounted), `lines`, `uncounted` and `inexact` (lines), and `share` (0 to 1) of the
        known participations in rows that count.
    """
    roles = active_codes(reading.lists.get("role", {}))
    counting_roles = [code for code, role in roles.items() if role.counts]
    frame = cells(reading, "profile_cells")
    if by != "reach":
        frame = frame[frame["reach"] == "direct"]
    if by != "role":
        frame = frame[frame["role"].isin(counting_roles)]
    sums = frame.groupby(by)[["participations", "lines", "uncounted", "inexact"]].sum()
    table = _by_term(reading, by, sums)
    table["counts"] = table.index.isin(counting_roles) if by == "role" else True
    counted = table["participations"].where(table["counts"])
    table["share"] = counted / (counted.sum() or float("nan"))
    table["participations"] = known_participations(table, of="lines")
    return table.reset_index()


def by_region(reading: Reading) -> pd.DataFrame:
    """Add participations up by region, in the framework's region scheme on the evaluation day.

    Returns:
        One row per region in order, then OUTSIDE and "" (country not stated) if they occur:
        `region`, `title`, `countries` (distinct, with an activity), direct `participations` of
        people from there (missing if there are activities and the counts come to 0), `women`,
        `gender_known` and `women_share` (0 to 1). Rows add up to all direct participations.
    """
    columns = ["activities", "participations", "women", "gender_known"]
    countries = cells(reading, "country_cells").groupby("country")[columns].sum()
    countries = with_country_facts(countries, reading)
    stated = countries.index != NOT_STATED
    countries["region"] = countries["region"].where(stated, NOT_STATED)
    countries["countries"] = stated & (countries["activities"] > 0)
    sums = countries.groupby("region")[[*columns, "countries"]].sum()
    regions = in_region_order(sums, reading)
    # Country cells do not know uncounted activities.
    unknown = (regions["activities"] > 0) & (regions["participations"] == 0)
    regions["participations"] = regions["participations"].astype(float).mask(unknown)
    regions["women_share"] = regions["women"] / regions["gender_known"]
    return regions.reset_index()


def by_association(reading: Reading) -> pd.DataFrame:
    """List the associations that took part, those with most activities first.

    Returns:
        One row per `association` with `name`, `country` and `activities`.
        An activity of two associations is in both rows.
    """
    sums = cells(reading, "association_cells").groupby("association")[["activities"]].sum()
    known = reading.lists["associations"]
    names = [known.get(code, CodeLabel(code)) for code in sums.index]
    table = sums.assign(name=[n.title for n in names], country=[n.country for n in names])
    table = table.sort_values(["activities", "name", "association"], ascending=[False, True, True])
    return table[["name", "country", "activities"]].reset_index()


def _by_term(reading: Reading, name: str, sums: pd.DataFrame) -> pd.DataFrame:
    """Return sums in the order of a list of terms, with `title`; "mixed" only if it occurs."""
    terms = active_codes(reading.lists.get(name, {}))
    codes = in_order(sums.index, [code for code in terms if code != "mixed"])
    titles = [terms[code].title if code in terms else code for code in codes]
    return sums.reindex(codes, fill_value=0).rename_axis("code").assign(title=titles)
