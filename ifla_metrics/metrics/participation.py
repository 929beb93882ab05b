"""Who took part: over time, where, from which associations, in which role.

Participations are attendances, not people. Direct ones are of those in the room or online, cascade
ones of those whom they trained. Staff, trainers and observers are in neither. Unknown is not 0.
"""

from collections.abc import Callable

import pandas as pd

from ifla_metrics.metrics.selection import (
    NOT_STATED,
    cells,
    cells_of,
    in_order,
    in_regions,
    known_sums,
    series,
    with_facts,
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
"""The code of the span that a month belongs to, by grain."""


def over_time(reading: Reading, *, grain: str = "quarter") -> pd.DataFrame:
    """Return participation per `month`, `quarter` or `year` of the chosen period.

    Returns:
        One row per span that has begun by the evaluation day, an empty one included, with `start`
        (its first day), `running` (it ends after the evaluation day), `code`,
        `activities` that began in it, direct `participations` (missing when none of them was
        counted), `cascade`, `women`, `gender_known`, `uncounted` and `inexact`; then
        `participations_before` of the same months a year earlier, missing before the first month
        of the framework's periods, and for a running span, which is not compared with a whole one.
    """
    sums = series(reading, "month_cells").groupby("month")[_MONTH_SUMS].sum()
    months = pd.Series(reading.period.months, dtype="int64")
    codes = months.map(_SPANS[grain]).rename("code")
    spans = months.groupby(codes, sort=False).agg(first="min", last="max")
    spans["start"] = pd.Series(spans["first"].map(first_day), dtype=object)
    spans["running"] = (spans["last"].map(last_day) > reading.evaluation_day).astype(bool)
    spans = spans[spans["start"] <= reading.evaluation_day]

    def per_span(years_before: int) -> pd.DataFrame:
        of_months = sums.reindex(months - 100 * years_before, fill_value=0).set_axis(codes)
        found = of_months.groupby("code", sort=False)[_MONTH_SUMS].sum().reindex(spans.index)
        return found.assign(participations=known_sums(found))

    begun = min(month_of(p.starts_on) for p in reading.framework.periods)
    compared = (spans["first"] - 100 >= begun) & ~spans["running"]
    found: pd.DataFrame = spans[["start", "running"]].join(per_span(0))
    found["participations_before"] = per_span(1)["participations"].where(compared)
    return found.reset_index()


def invented_year_before(reading: Reading) -> bool:
    """Say whether an activity of the year before the chosen period is invented."""
    before = [month - 100 for month in reading.period.months]
    months = series(reading, "month_cells")
    found = months[months["month"].isin(before) & (months["provenance"] == "synthetic")]
    return bool(found["activities"].sum())


def by_part(reading: Reading, part: str) -> pd.DataFrame:
    """Break the chosen period down by `level` or `arena` ("" = not stated).

    Returns:
        One row per level or arena in reading order, with `title`, `activities`, direct
        `participations` (missing when none was counted), `cascade` and `uncounted`. Rows add up to
        the total.
    """
    sums = cells_of(reading, "month_cells", part).groupby("scope")[_MONTH_SUMS].sum()
    found = _by_term(reading, part, sums)
    return found.assign(participations=known_sums(found)).reset_index()


def by_partner_kind(reading: Reading) -> pd.DataFrame:
    """Count the activities of the period with outside partners, in all and by kind of partner.

    Returns:
        One row per kind in reading order, with `code`, `title`, `activities` (distinct), all
        activities (`of`) and their `share` (0 to 1). The first row, "any", is of those with a
        partner of any kind; an activity with partners of two kinds is in both.
    """
    counts = reading.frames["partners"].set_index("kind")
    of_all = int(counts["activities"]["all"])
    kinds = _by_term(reading, "partner_kind", counts.drop(["all", "any"]))
    table = pd.concat([counts.loc[["any"]].assign(title=""), kinds])
    shares = table["activities"] / (of_all or float("nan"))
    return table.assign(of=of_all, share=shares).rename_axis("code").reset_index()


def by_profile(reading: Reading, *, by: str) -> pd.DataFrame:
    """Break participations down by `gender`, `role`, `mode` or `reach`.

    Gender and mode: direct participations of the roles that count. Role: direct attendances of
    every role. Reach: direct and cascade participations of the roles that count.

    Returns:
        One row per term in reading order ("not stated" is a term), with `title`, `counts` (False
        for staff, trainers and observers), `participations` (missing when no line was counted),
        `lines`, `uncounted` and `inexact` lines, and `share` (0 to 1) of the known participations
        of the rows that count.
    """
    roles = active_codes(reading.lists.get("role", {}))
    counting_roles = [code for code, role in roles.items() if role.counts]
    frame = cells(reading, "profile_cells")
    if by != "reach":
        frame = frame[frame["reach"] == "direct"]
    if by != "role":
        frame = frame[frame["role"].isin(counting_roles)]
    sums = frame.groupby(by)[["participations", "lines", "uncounted", "inexact"]].sum()
    found = _by_term(reading, by, sums)
    found["counts"] = found.index.isin(counting_roles) if by == "role" else True
    counted = found["participations"].where(found["counts"])
    found["share"] = counted / (counted.sum() or float("nan"))
    found["participations"] = known_sums(found, of="lines")
    return found.reset_index()


def by_region(reading: Reading) -> pd.DataFrame:
    """Add countries up to the regions of the framework's scheme on the evaluation day.

    Returns:
        One row per region in order, then OUTSIDE and "" (country not stated) where they occur:
        `title`, `countries` (distinct, with an activity), direct `participations` of people from
        there (missing when activities took place and no count is known), `women`, `gender_known`
        and `women_share` (0 to 1). Rows add up to all direct participations.
    """
    sums = ["activities", "participations", "women", "gender_known"]
    places = cells(reading, "country_cells").groupby("country")[sums].sum()
    places = with_facts(places, reading)
    stated = places.index != NOT_STATED
    places["region"] = places["region"].where(stated, NOT_STATED)
    places["countries"] = stated & (places["activities"] > 0)
    found = in_regions(places.groupby("region")[[*sums, "countries"]].sum(), reading)
    # Country cells do not say who was not counted.
    unknown = (found["activities"] > 0) & (found["participations"] == 0)
    found["participations"] = found["participations"].astype(float).mask(unknown)
    found["women_share"] = found["women"] / found["gender_known"]
    return found.reset_index()


def by_association(reading: Reading) -> pd.DataFrame:
    """List associations that took part, those with most activities first.

    Returns:
        One row per association ("" = not stated, last) with `name`, `country` and `activities`;
        an activity of two associations is in both rows.
    """
    found = cells(reading, "association_cells").groupby("association")[["activities"]].sum()
    known = reading.lists["associations"]
    named = [known.get(code, CodeLabel(code)) for code in found.index]
    found = found.assign(name=[a.title for a in named], country=[a.country for a in named])
    found["not_stated"] = found.index == NOT_STATED
    found = found.sort_values(
        ["not_stated", "activities", "name", "association"], ascending=[True, False, True, True]
    )
    return found[["name", "country", "activities"]].reset_index()


def _by_term(reading: Reading, name: str, sums: pd.DataFrame) -> pd.DataFrame:
    """Return sums in the order of a list of terms, with their titles; "mixed" only if used."""
    terms = active_codes(reading.lists.get(name, {}))
    codes = in_order(sums.index, [code for code in terms if code != "mixed"])
    found = sums.reindex(codes, fill_value=0).rename_axis("code")
    return found.assign(title=[terms[c].title if c in terms else c for c in found.index])
