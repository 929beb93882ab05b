"""Overview and Progress on screen: sentence, direction cards, rows of elements and indicators."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from ifla_metrics.charts import directions as direction_charts
from ifla_metrics.charts import labelled_bars
from ifla_metrics.charts import rows as row_charts
from ifla_metrics.figures import provenance, small_numbers, statuses, words
from ifla_metrics.figures.figure import HIDDEN, Figure
from ifla_metrics.figures.progress import against, finding
from ifla_metrics.figures.statuses import chosen_statuses, statuses_of
from ifla_metrics.figures.unreviewed_entries import with_number
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import coverage, indicator_status, trends
from ifla_metrics.metrics.status import CODES, NO_WAY, ON_COURSE, WORDS
from ifla_metrics.metrics.tables import Record, records
from ifla_metrics.reading import Reading

MOST_SERIOUS_FIRST = (
    "moving_away",
    "not_achieved",
    "off_track",
    "off_target",
    "over_ceiling",
    "overdue",
    "no_data",
    "behind",
    "no_baseline",
    "too_few_data",
    "no_target",
    "not_yet_due",
    "on_track",
    "within",
    "kept",
    "ahead",
    "achieved",
)
SIGNS_OF_QUALIFIERS = {
    "at_least": "≥",
    "more_than": ">",
    "about": "≈",
    "almost": "≈",
    "estimated": "≈",
    "up_to": "≤",
}
_NO_HEADS = pd.DataFrame(columns=["place", "heads", "name", "note"])
_NO_SPARKS = pd.DataFrame(columns=["row", "place", "heads", "along", "up", "last"])


@dataclass(frozen=True)
class DirectionCard:
    """One direction in the words of its card."""

    code: str
    name: str
    share: str
    """The mean of the way to the targets, or why there is none."""
    rated: str
    limited: str
    """What limits the rating, or empty."""
    status: str
    status_words: str
    reach: str
    change: str
    since: str
    """The meeting that `change` compares with; both empty where there was none."""


def cards(figure: Figure, reading: Reading, t: Translate) -> tuple[DirectionCard, ...]:
    """Return a card for each direction from the table of direction-status."""
    return tuple(_card(row, reading, t) for row in records(figure.table.frame))


def _card(row: Record, reading: Reading, t: Translate) -> DirectionCard:
    known = row["status"] != "too_few_data" and not words.missing(row["mean"])
    if known:
        share = t.percent(row["mean"])
    elif not row["of"]:
        share = str(row["unrated"])
    elif row["status"] == "too_few_data" or not reading.hide_small:
        share = t("too few data")
    else:
        share = t("mean hidden")
    meeting = "" if words.missing(row["activities_before"]) else words.day_of(reading.previous, t)
    return DirectionCard(
        code=row["node"],
        name=row["direction"],
        share=share,
        rated=_rated(row, t),
        limited=str(row["limited"] or ""),
        status=row["status"] if known else "",
        status_words=words.signed_status(row["status"], t) if known else "",
        reach=t(
            "{activities}, {countries}",
            activities=provenance.activities(row["activities"], t),
            countries=t.plural("{n} country", "{n} countries", int(row["countries"])),
        ),
        change=_change(row, t) if meeting else "",
        since=meeting,
    )


def _rated(row: Record, t: Translate) -> str:
    """Return on how many indicators a card rests, and how many entries nobody has reviewed."""
    rated = t.plural(
        "{rated} of {n} indicator rated",
        "{rated} of {n} indicators rated",
        int(row["of"]),
        rated=t.number(int(row["rated"])),
    )
    return with_number(rated if row["of"] else "", row["unreviewed"], t)


def _change(row: Record, t: Translate) -> str:
    """Return what has changed since the last meeting."""
    activities, countries = (
        round(float(row[name]) - float(row[f"{name}_before"]), 2)
        for name in ("activities", "countries")
    )
    parts = []
    if row["up"]:
        parts.append(t.plural("↑ {n} indicator", "↑ {n} indicators", int(row["up"])))
    if row["down"]:
        parts.append(t.plural("↓ {n} indicator", "↓ {n} indicators", int(row["down"])))
    if activities:
        parts.append(
            t.plural(  # A fraction takes the plural.
                "{change} activity",
                "{change} activities",
                abs(activities) if activities.is_integer() else 2,
                change=words.signed(activities, t),
            )
        )
    if countries:
        parts.append(
            t.plural(
                "{change} country",
                "{change} countries",
                abs(countries),
                change=words.signed(countries, t),
            )
        )
    return ", ".join(parts) if parts else t("unchanged")


def status_bar(
    _figure: Figure, reading: Reading, t: Translate, *, direction: str
) -> alt.LayerChart | None:
    """Return the bar of a direction's indicators by status; None where it has no indicator."""
    table = indicator_status.serving(statuses_of(reading), direction)
    parts: list[dict[str, Any]] = []
    start = 0
    for code in CODES:
        names = [
            reading.framework.indicator(i).short_title
            for i in table.loc[table["status"] == code, "indicator"]
        ]
        if names:
            number = t("{n} of {k}", n=t.number(len(names)), k=t.number(len(table)))
            part = {"status": code, "start": start, "end": start + len(names), "number": number}
            parts.append({**part, "words": words.status(code, t), "names": "; ".join(names)})
            start += len(names)
    return direction_charts.status_bar(pd.DataFrame(parts), t=t) if parts else None


def countries_bar(_figure: Figure, reading: Reading, t: Translate) -> alt.LayerChart | None:
    """Return one bar of the countries with members reached; None where a number is not known."""
    whole = coverage.of_list(reading)
    if whole.ratio is None or whole.denominator is None or whole.listed_reached is None:
        return None
    of = t("{n} of {k}", n=t.number(whole.listed_reached), k=words.number(whole.denominator, t))
    row = {"row": "all", "label": "", "number": "", "value": whole.ratio}
    row |= {"of": of, "share": t.percent(whole.ratio)}
    tooltip = (("of", t("Countries with members reached")), ("share", t("Share")))
    return labelled_bars.bars(pd.DataFrame([row]), t=t, shares=True, tooltip=tooltip)


def lede(figure: Figure, reading: Reading, t: Translate) -> str:
    """Return which elements are not on course, by status, from the table of element-progress.

    Where only real data count and an element has no target left, who took part and where comes
    first.
    """
    rows = records(figure.table.frame)
    lacking = [row for row in rows if not row["with_target"]]
    first = ""
    if reading.choices.documented_only and 0 < len(lacking) < len(rows):
        first = words.sentences(
            statuses.reach(reading, t),
            t(
                "No real targets for {n} of {k} {rows}: their progress cannot be rated",
                n=t.number(len(lacking)),
                k=t.number(len(rows)),
                rows=statuses.rows_name(reading, t),
            ),
        )
        rows = [row for row in rows if row["with_target"]]
    by_status: dict[str, list[str]] = {}
    for row in rows:
        if row["status"] not in ON_COURSE:
            by_status.setdefault(row["status"], []).append(row["element"])
    return words.sentences(
        first,
        *(
            words.labelled(words.capital(t(WORDS[code])), ", ".join(names), t)
            for code, names in sorted(by_status.items(), key=lambda pair: CODES.index(pair[0]))
        ),
    )


def element_rows(figure: Figure, reading: Reading, t: Translate) -> alt.LayerChart:
    """Each element with its bullet bar, its status and what its owner owes."""
    rows = [_element(place, row, t) for place, row in enumerate(records(figure.table.frame))]
    return row_charts.rows(
        pd.DataFrame(rows),
        _NO_HEADS,
        _NO_SPARKS,
        t=t,
        code="element",
        tooltip=(
            ("name", statuses.level_name(reading, t)),
            ("value", t("Progress")),
            ("expected_words", t("Expected by now")),
            ("previous_words", t("At the meeting before")),
            ("rated", t("Indicators")),
            ("status_words", t("Status")),
            ("owner", t("Owner")),
            ("report", t("Last report")),
        ),
    )


def _element(place: int, row: Record, t: Translate) -> dict[str, Any]:
    drawn = row["status"] not in NO_WAY and not words.missing(row["mean"])
    overdue = int(row["reports_overdue"])
    late = t.plural("{n} report overdue", "{n} reports overdue", overdue) if overdue else ""
    owned = row["owner"] != t("no owner named")
    return {
        "place": place,
        "heads": 0,
        "element": row["node"],
        "name": row["element"],
        "under": late or ("" if owned else row["owner"]),
        "progress": row["mean"] if drawn else None,
        "expected": row["expected"] if drawn else None,
        "previous": row["previous"] if drawn else None,
        "value": t.percent(row["mean"]) if drawn else "–",
        "expected_words": words.cell(row["expected"], "percent", t),
        "previous_words": words.cell(row["previous"], "percent", t),
        "sub": f"{t.number(int(row['rated']))}/{t.number(int(row['of']))}",
        "rated": statuses.counted(int(row["rated"]), int(row["of"]), 0, t, brief=True),
        "status": row["status"],
        "status_words": words.status(row["status"], t),
        "owner": row["owner"],
        "report": t.month(row["last_report"]) if row["last_report"] else t("no report yet"),
    }


def indicator_rows(
    _figure: Figure,
    reading: Reading,
    t: Translate,
    *,
    by: str = "element",
    element: str = "",
    status: str = "",
    problems: str = "",
) -> alt.LayerChart | None:
    """Return the indicators in groups, each with its bullet bar, value, sparkline and status.

    None where no indicator is of that element with that status.

    Args:
        by: `element`, `direction` or `none`: what the groups are.
        element: Only those of this element.
        status: Only those with this status.
        problems: Whether the most serious stand first, `yes` or empty.
    """
    table = select(reading, element=element, status=status)
    if table.empty:
        return None
    groups = [(name, records(group)) for name, group in _groups(table, by, reading, t)]
    if problems:
        groups = sorted(((name, sorted(g, key=_seriousness)) for name, g in groups), key=_worst)
    rows: list[dict[str, Any]] = []
    heads: list[dict[str, Any]] = []
    sparks: list[dict[str, Any]] = []
    for number, (name, group) in enumerate(groups, start=1):
        good = sum(row["status"] in ON_COURSE for row in group)
        note = f"{t.number(good)}/{t.number(len(group))}"
        heads.append({"place": len(rows), "heads": number - 1, "name": name, "note": note})
        for row in group:
            at = {"place": len(rows), "heads": number}
            rows.append({**at, **_indicator(row, reading, t)})
            sparks += [{**at, "row": len(rows), **point} for point in _spark(row, reading)]
    return row_charts.rows(
        pd.DataFrame(rows),
        pd.DataFrame(heads),
        pd.DataFrame(sparks, columns=_NO_SPARKS.columns),
        t=t,
        code="indicator",
        tooltip=(
            ("title", t("Indicator")),
            ("value_words", t("Actual")),
            ("unit_words", t("Unit")),
            ("way", t("Progress")),
            ("expected_words", t("Expected by now")),
            ("status_words", t("Status")),
            ("before", t("At the meeting before")),
            ("owner", t("Owner")),
            ("report", t("Last report")),
        ),
    )


def indicators_title(
    figure: Figure, reading: Reading, t: Translate, *, element: str = "", status: str = "", **_: str
) -> str:
    """Return the finding about the indicators that `indicator_rows` shows."""
    if not element and not status:
        return figure.title
    table = select(reading, element=element, status=status)
    part = reading.framework.node(element).short_title if element else ""
    if not status:
        return finding(table, part, reading, t)
    where = " · ".join(filter(None, (part, words.capital(t(WORDS[status])))))
    number = t.plural("{n} indicator", "{n} indicators", len(table))
    return t("{subject}: {told}", subject=where, told=number)


def select(reading: Reading, *, element: str = "", status: str = "") -> pd.DataFrame:
    """Return where the indicators stand, of one element or with one status alone."""
    table = small_numbers.standings(chosen_statuses(reading), reading)
    if element:
        table = table[table["row"] == element]
    return table[table["status"] == status] if status else table


def _groups(
    table: pd.DataFrame, by: str, reading: Reading, t: Translate
) -> Iterator[tuple[str, pd.DataFrame]]:
    framework = reading.framework
    if by == "direction":
        for direction in framework.directions:
            if reading.choices.direction in ("", direction.code):
                found = indicator_status.serving(table, direction.code)
                if len(found):
                    yield words.node_name(direction, framework), found
    elif by == "element":
        for code, found in table.groupby("row", sort=False):
            yield framework.node(str(code)).short_title, found
    elif len(table):
        yield t("All indicators"), table


def _seriousness(row: Record) -> int:
    return MOST_SERIOUS_FIRST.index(row["status"])


def _worst(group: tuple[str, list[Record]]) -> int:
    return min(map(_seriousness, group[1]))


def _indicator(row: Record, reading: Reading, t: Translate) -> dict[str, Any]:
    drawn = row["status"] not in NO_WAY
    indicator = reading.framework.indicator(row["indicator"])
    return {
        "indicator": row["indicator"],
        "title": indicator.title,
        "name": indicator.short_title,
        "under": "",
        "progress": row["progress"] if drawn else None,
        "expected": row["expected_progress"] if drawn else None,
        "previous": row["previous_progress"] if drawn else None,
        "value": _value(row, t),
        "value_words": against(row, reading, t, way=False),
        "sub": "",
        "unit_words": reading.framework.in_words(row["unit"]),
        "way": words.cell(row["progress"], "percent", t),
        "expected_words": words.cell(row["expected_progress"], "percent", t),
        "status": row["status"],
        "status_words": words.status(row["status"], t),
        "before": words.status(row["previous_status"], t) if row["previous_status"] else "–",
        "owner": words.group_name(row["owner"], reading, t),
        "report": t.month(row["last_report"]) if row["last_report"] else t("no report yet"),
    }


def _value(row: Record, t: Translate) -> str:
    """Return an indicator's value and target in few letters: "≥ 376 / 400"."""
    unit = str(row["unit"])
    if words.missing(row["actual"]):
        actual = t("hidden") if row.get(HIDDEN) else "–"
    else:
        sign = SIGNS_OF_QUALIFIERS.get(str(row["qualifier"]), "")
        actual = f"{sign} {words.in_unit(row['actual'], unit, t)}".strip()
    if words.missing(row["target"]):
        return actual
    target = words.in_unit(row["target"], unit, t)
    if row["target_kind"] == "at_most":
        target = f"≤ {target}"
    return f"{actual} / {target}"


def _spark(row: Record, reading: Reading) -> Iterator[dict[str, Any]]:
    """Yield the reports so far, each from 0 to 1 along and up."""
    indicator = reading.framework.indicator(row["indicator"])
    observed = small_numbers.points(trends.trend(reading, indicator.code), indicator, reading)
    values = [value for value in observed["actual"].tolist() if not words.missing(value)]
    if not values:
        return
    low, high = min(values), max(values)
    for place, value in enumerate(values):
        yield {
            "along": place / max(1, len(values) - 1),
            "up": (value - low) / ((high - low) or 1),
            "last": place == len(values) - 1,
        }
