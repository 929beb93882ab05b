"""Each indicator against its path, the table of indicators, and the rules of their ratings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.figures import provenance, small_numbers, statuses, words
from ifla_metrics.figures.figure import HIDDEN, Figure, Table, build_figure, table
from ifla_metrics.figures.indicator_rows import (
    drawn,
    finding,
    indicator_marks,
    indicator_rows,
    indicators_title,
)
from ifla_metrics.figures.registry import Native, figure, with_scopes
from ifla_metrics.figures.statuses import chosen_in_region
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import explain, indicator_status, rollup
from ifla_metrics.metrics.selection import Record, records, split
from ifla_metrics.metrics.values import by_recording
from ifla_metrics.reading import Reading

CELLS = {
    "month_cells": "all,direction,measured",
    "country_cells": "all,direction,row",
}
NEEDS = with_scopes((*indicator_status.NEEDS, "groups", "remarks"), **CELLS)
PREVIOUS = with_scopes(indicator_status.NEEDS, **CELLS)


@figure(
    name="indicator-bullets",
    id="R-01",
    page="progress",
    label=n_("All indicators"),
    needs=NEEDS,
    previous=PREVIOUS,
    native=Native("bar", "title", ("progress",)),
    click="indicator",
    screen_chart=indicator_rows,
    screen_title=indicators_title,
)
def bullets(reading: Reading, t: Translate) -> Figure:
    """All indicators of the chosen direction (of all, when none is chosen)."""
    return _bullets(reading, t, chosen_in_region(reading), "")


@figure(
    name="indicators-",
    id="I-",
    page="progress",
    each="row",
    order="R-01.1",
    label=n_("Indicators of {part}"),
    label_of_all=n_("Indicators of each part"),
    needs=NEEDS,
    previous=PREVIOUS,
    native=Native("bar", "title", ("progress",)),
)
def bullets_of(reading: Reading, t: Translate, row: str) -> Figure:
    """The indicators of one programme row."""
    found = chosen_in_region(reading)
    where = reading.framework.node(row).short_title
    return _bullets(reading, t, found[found["row"] == row], where)


def _bullets(reading: Reading, t: Translate, found: pd.DataFrame, where: str) -> Figure:
    standings = small_numbers.standings(found, reading)
    frame = indicator_marks(standings, reading, t)
    dot = words.day_of(reading.previous, t) if frame["previous"].notna().any() else ""
    return build_figure(
        reading,
        t,
        title=finding(standings, where, reading, t),
        subtitle=(
            t("The way from the baseline to the target of {period}", period=reading.period.title),
            *_late(standings, reading, t),
        ),
        regions=provenance.REPORTS_FOR_ALL_REGIONS,
        marks=words.sentences(
            t("The pale bar ends at the target; the tick was expected on the date of the data"),
            t("The faint dot is {meeting}", meeting=dot) if dot else "",
        ),
        table=_twin(reading, standings, t),
        chart=lambda: drawn(frame, reading, t),
        alt=words.rows_in_words(frame, t, "note", "status_words"),
        formula=words.sentences(t(explain.FORMULA["progress"]), t(explain.FORMULA["expected"])),
        behind=indicators_table(reading, standings, t),
        definition=rating_words(reading.framework, t, standings["status"]),
        rows=standings,
        empty="" if len(frame) else t("No indicator is defined here."),
    )


def _late(table: pd.DataFrame, reading: Reading, t: Translate) -> tuple[str, ...]:
    """Return how many reports are overdue, and for which periods; nothing when none is."""
    number = int(table["reports_missing"].sum())
    if not number:
        return ()
    reports = words.reports(number, int((table["reports_missing"] > 0).sum()), t)
    late = t.plural("{reports} is overdue", "{reports} are overdue", number, reports=reports)
    return late, words.about_reports(reading, t)


def _twin(reading: Reading, found: pd.DataFrame, t: Translate) -> Table:
    remarks = latest_remarks(reading)
    return table(
        found.assign(
            title=words.titles_of(found["indicator"], reading),
            owner_name=words.owners(found["owner"], reading, t),
            told=[actual_words(row, t) for row in records(found)],
            why=[remarks[c]["why"] if c in remarks else "" for c in found["indicator"]],
            revised_words=found["revised"].map({True: t("yes"), False: t("no")}),
        ),
        t,
        "indicator title unit baseline told as_of target target_due revised_words expected "
        "progress status previous_status last_report reports_missing:number overdue_since "
        "owner_name why",
        "actual:number numerator:number denominator:number",
        revised_words=n_("Target revised"),
        reports_missing=n_("Reports overdue"),
    )


def latest_remarks(reading: Reading) -> dict[str, Record]:
    """Return the owner's latest line by the evaluation day about each indicator or part."""
    found = records(by_recording(reading.frame("remarks"), "as_of"))
    return {row["subject"]: row for row in found if row["as_of"] <= reading.on}


# Behind a rating


def rating_words(framework: Framework, t: Translate, codes: Iterable[str] = ()) -> str:
    """Return the rule of the ratings with this framework's cuts.

    Args:
        codes: What statuses are shown; those that the rule does not name are explained after it.
    """
    cuts, shown = framework.cuts, set(codes)
    rule = t(
        explain.FORMULA["status"],
        ahead=t.percent(cuts.ahead),
        on_track=t.percent(cuts.on_track),
        behind=t.percent(cuts.behind),
    )
    beside = (
        words.labelled(words.signed_status(code, t), t(meaning), t)
        for code, meaning in explain.STATUS.items()
        if code in shown
    )
    return words.sentences(rule, *beside)


def rated_parts(
    reading: Reading, indicators: pd.DataFrame, codes: Sequence[str], t: Translate
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Return `small_numbers.rolled_up` by part of the strategy, and the indicators of each.

    `limited` says why a part is only behind, `unrated` what stands in place of a rating.
    """
    framework = reading.framework
    frame = small_numbers.rolled_up(rollup.by_node(indicators, framework, codes), reading)
    below = [indicator_status.under(indicators, framework, code) for code in codes]
    return frame.assign(
        limited=[statuses.limited(part, framework.cuts, t) for part in records(frame)],
        unrated=[
            "" if rateable else statuses.unrated(own, reading, t)
            for rateable, own in zip(frame["of"], below, strict=True)
        ],
    ), below


def part_words(
    framework: Framework, t: Translate, names: pd.Series, parts: pd.DataFrame, below: pd.Series
) -> str:
    """Return the rule of the ratings of `rated_parts`, and of the statuses of indicators below."""
    cuts = framework.cuts
    rule = t(
        explain.FORMULA["whole"],
        too_few=t.percent(cuts.too_few),
        least_rated=cuts.least_rated,
        most_failing=cuts.most_failing,
    )
    reasons = zip(names, parts["limited"], strict=True)
    limited = [words.labelled(name, reason, t) for name, reason in reasons if reason]
    ratings = rating_words(framework, t, [*parts["status"], *below])
    return words.sentences(t(explain.FORMULA["roll_up"]), rule, *limited, ratings)


def actual_words(row: Record, t: Translate) -> str:
    """Return the actual of a row of `small_numbers.standings`; its unit has a column of its own."""
    if row[HIDDEN]:
        return t("hidden")
    written = words.qualified(row["actual"], row["qualifier"], t)
    return words.with_counts(written, row["numerator"], row["denominator"], row["unit"], t)


def indicators_table(reading: Reading, found: pd.DataFrame, t: Translate) -> Table:
    """Return the indicators behind a roll-up with everything that their rating rests on."""
    standings = small_numbers.standings(found, reading)
    places = {d.code: str(n) for n, d in enumerate(reading.framework.directions, start=1)}
    rows = {n.code: n.short_title for n in reading.framework.rows}
    return table(
        standings.assign(
            title=words.titles_of(standings["indicator"], reading),
            part=[rows.get(code, "") for code in standings["row"]],
            served=[
                t(", ").join(places[c] for c in split(codes) if c in places) or t("not stated")
                for codes in standings["directions"]
            ],
            owner_name=words.owners(standings["owner"], reading, t),
            told=[actual_words(row, t) for row in records(standings)],
            origin=words.origins(standings, t),
        ),
        t,
        "indicator:text title part served unit baseline target target_due told as_of expected "
        "progress status owner_name origin",
        served=n_("Directions"),
    )
