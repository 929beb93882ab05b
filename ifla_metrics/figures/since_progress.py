"""Since last meeting: which ratings moved, and why the progress of each part changed."""

from __future__ import annotations

import pandas as pd

from ifla_metrics.charts.then_now import before_after
from ifla_metrics.errors import n_
from ifla_metrics.figures import provenance, small_numbers, unreviewed_entries, words
from ifla_metrics.figures.figure import Figure, build_figure, table
from ifla_metrics.figures.ratings import latest_remarks, rating_words, value_words
from ifla_metrics.figures.since import compared, no_meeting, since, since_figure
from ifla_metrics.framework import Indicator
from ifla_metrics.i18n import Translate, half_up
from ifla_metrics.metrics import change
from ifla_metrics.metrics.change import CAUSES, Change
from ifla_metrics.metrics.indicator_status import chosen_statuses
from ifla_metrics.metrics.selection import Record, each, records
from ifla_metrics.metrics.status import MOVE_SIGNS, MOVE_WORDS
from ifla_metrics.reading import Reading


@since_figure(
    name="since-causes",
    id="N-08",
    order="N-00",
    label=n_("Progress then and now, by cause"),
    click="element",
)
def causes(reading: Reading, t: Translate) -> Figure:
    """Status and progress of directions and elements on both days, and what made the difference."""
    found = _changes(reading)
    moved = [one for one in found if one.status != one.status_before]
    columns = "row direction element label before after status_before status status_words number"
    frame = pd.DataFrame(
        [_part(one, reading, t) for one in found], columns=[*columns.split(), "note", *CAUSES]
    ).astype(dict.fromkeys(("before", "after", *CAUSES), "float64"))
    title = t("No part of the strategy changed its status since {day}", day=since(reading, t))
    if moved:
        title = t.plural(
            "{k} of {n} direction or element changed status since {meeting}",
            "{k} of {n} directions and elements changed status since {meeting}",
            len(found),
            k=t.number(len(moved)),
            meeting=since(reading, t),
        )
    statuses = chosen_statuses(reading)
    nothing = title if reading.previous else no_meeting(t)
    return build_figure(
        reading,
        t,
        regions=provenance.STATUS_FOR_ALL_REGIONS,
        title=title,
        subtitle=(
            t("Progress to target then (hollow) and now (full), in percentage points by cause"),
            compared(reading, t),
        ),
        table=table(
            frame.assign(label=frame["label"].map(words.one_line)),
            t,
            "row label status_before:status status before:percent after:percent "
            f"{' '.join(f'{cause}:percent' for cause in CAUSES)} note",
            label=n_("Part"),
            status_before=n_("Status then"),
            status=n_("Status now"),
            before=n_("Progress then"),
            after=n_("Progress now"),
            note=n_("Points by cause"),
            **{cause: words.capital(t(name)) for cause, name in CAUSES.items()},
        ),
        chart=lambda: before_after(frame, t=t),
        alt=words.rows_in_words(frame, t, "status_words", "note"),
        formula=t(
            "The earlier state is replaced by the later one, cause by cause: what had been "
            "reported and was corrected; reports on a time that was over by the earlier day; "
            "all other results; changed targets and strategy; reports missing now. Each cause "
            "has the difference that it makes to the mean progress, so they add up to the "
            "whole difference. Where the mean is not known on one of the days, causes have no "
            "numbers. Of the log, a month with more activities than before has late reports, "
            "else corrections."
        ),
        rows=statuses,
        unreviewed=unreviewed_entries.of_ratings(reading, statuses["indicator"]) if moved else 0,
        empty="" if found else words.sentences(nothing),
    )


def _changes(reading: Reading) -> list[Change]:
    """Return what changed in each direction, then in each element with indicators."""
    if reading.previous is None:
        return []
    framework, direction = reading.framework, reading.choices.direction
    rows = set(chosen_statuses(reading)["row"])
    directions = [d.code for d in framework.directions if direction in ("", d.code)]
    parts = [*directions, *(node.code for node in framework.rows if node.code in rows)]
    now, before = reading.all_regions or reading, reading.previous
    before = before.all_regions or before
    found = change.by_cause(now, before, tuple(dict.fromkeys(parts)))
    return [one for one in found if framework.indicators_under(one.node)]


def _part(one: Change, reading: Reading, t: Translate) -> Record:
    """Return both days of a part as numbers and words, and points by cause."""
    framework = reading.framework
    hidden = small_numbers.hidden_under(one.node, reading)
    before, after = (None, None) if hidden else (one.before, one.after)
    is_direction = one.node in {d.code for d in framework.directions}
    status = words.status(one.status, t)
    if one.status_before not in ("", one.status):
        status = f"{words.status(one.status_before, t)} → {status}"
    by_cause = {} if hidden or one.parts is None else one.parts
    return {
        "row": one.node,
        "direction": one.node if is_direction else "",
        "element": "" if is_direction else one.node,
        "label": words.name(words.node_name(framework.node(one.node), framework)),
        "before": before,
        "after": after,
        "status_before": one.status_before,
        "status": one.status,
        "status_words": status,
        "number": _both_days(before, after, t),
        "note": words.capital(_cause_words(one, t, hidden=hidden) or t("no change")),
        **{cause: float(points) for cause, points in by_cause.items()},
    }


def _both_days(before: float | None, after: float | None, t: Translate) -> str:
    """Return "74 % → 80 %"; nothing where there is no progress on either day."""
    if before is None and after is None:
        return ""
    return " → ".join("–" if day is None else t.percent(day) for day in (before, after))


def _cause_words(one: Change, t: Translate, *, hidden: bool) -> str:
    """Return the causes with whole points that add up to the whole difference, as it is written."""
    if hidden or one.parts is None or one.before is None:
        return words.listed((t(CAUSES[cause]) for cause in one.causes), t)
    level, written = float(one.before), []
    for cause, part in one.parts.items():
        later = level + float(part)
        points = half_up(100 * later) - half_up(100 * level)
        if points:
            written.append(words.labelled(t(CAUSES[cause]), words.signed(points, t), t))
        level = later
    return words.listed(written, t)


@since_figure(
    name="since-status",
    id="N-01",
    label=n_("Ratings that moved"),
    columns=("title", "previous_status", "status", "move", "before", "now", "why"),
    click="indicator",
)
def status_moves(reading: Reading, t: Translate) -> Figure:
    """The indicators whose status is another than then, with both values and the owner's line."""
    statuses = small_numbers.standings(chosen_statuses(reading), reading)
    moves = change.status_moves(statuses if reading.previous else statuses[:0])
    rows, remarks = records(moves), _remarks(reading, t)
    indicators = [reading.framework.indicator(row["indicator"]) for row in rows]
    before, now = (
        [_value(row, when, i, reading, t) for row, i in zip(rows, indicators, strict=True)]
        for when in ("previous_", "")
    )
    frame = moves.assign(
        title=[indicator.title for indicator in indicators],
        move=[f"{MOVE_SIGNS[way]} {t(MOVE_WORDS[way])}".strip() for way in moves["moved"]],
        before=before,
        now=now,
        why=[remarks.get(row["indicator"], remarks.get(row["row"], "")) for row in rows],
    )
    title = _title(moves["moved"].tolist(), reading, t)
    return build_figure(
        reading,
        t,
        regions=provenance.STATUS_FOR_ALL_REGIONS,
        title=title,
        subtitle=(compared(reading, t), _others(moves["moved"].tolist(), t)),
        table=table(
            frame,
            t,
            "indicator title previous_status status move before now why",
            "moved:status previous_actual:number actual:number",
            previous_status=n_("Status then"),
            status=n_("Status now"),
            move=n_("Movement"),
            before=n_("Value then"),
            now=n_("Value now"),
        ),
        alt=[
            words.labelled(title, f"{words.status(then, t)} → {words.status(now, t)}", t)
            for title, then, now in each(frame[:8], "title", "previous_status", "status")
        ],
        formula=words.sentences(
            t(
                "A status moves up or down only between two ratings; from or to overdue, "
                "no data and the like it changes without moving"
            ),
            rating_words(reading.framework, t, [*moves["status"], *moves["previous_status"]]),
        ),
        rows=statuses,
        unreviewed=unreviewed_entries.of_ratings(reading, statuses["indicator"]) if rows else 0,
        empty="" if rows else words.sentences(title),
    )


def _value(row: Record, when: str, indicator: Indicator, reading: Reading, t: Translate) -> str:
    """Return a value, "hidden" where it counts people and was taken out for the public.

    Args:
        when: "previous_" for the value of the meeting before.
    """
    if (
        words.missing(row[f"{when}actual"])
        and reading.hide_small
        and small_numbers.counts_people(indicator)
    ):
        return t("hidden")
    return value_words(row, indicator.unit, t, when=when)


def _title(moves: list[str], reading: Reading, t: Translate) -> str:
    if reading.previous is None:
        return no_meeting(t)
    meeting, up, down = since(reading, t), moves.count("up"), moves.count("down")
    ways = [
        t("{n} up", n=t.number(up)) if up else "",
        t("{n} down", n=t.number(down)) if down else "",
    ]
    if up + down:
        return t.plural(
            "{n} indicator moved since {meeting}: {ways}",
            "{n} indicators moved since {meeting}: {ways}",
            up + down,
            meeting=meeting,
            ways=words.listed(ways, t),
        )
    if moves:
        return t.plural(
            "{n} indicator changed status since {meeting}, none moved up or down",
            "{n} indicators changed status since {meeting}, none moved up or down",
            len(moves),
            meeting=meeting,
        )
    return t("No indicator changed its status since {meeting}", meeting=meeting)


def _others(moves: list[str], t: Translate) -> str:
    other = moves.count("")
    if not other or other == len(moves):
        return ""
    return t.plural("{n} more changed status", "{n} more changed status", other)


def _remarks(reading: Reading, t: Translate) -> dict[str, str]:
    """Return the latest line of the owner about each indicator and part.

    One that is as old as what is compared with speaks of the status then, so it says its month.
    """
    earlier = reading.previous.moment.known_on if reading.previous else reading.on
    return {
        subject: f"{row['why']} ({t.month(row['as_of'])})"
        if row["as_of"] <= earlier
        else row["why"]
        for subject, row in latest_remarks(reading).items()
    }
