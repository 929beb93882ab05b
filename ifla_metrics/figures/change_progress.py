"""Since last meeting: ratings that moved, and the causes of changed progress."""

import pandas as pd

from ifla_metrics.charts.dumbbells import before_after
from ifla_metrics.errors import n_
from ifla_metrics.figures import small_numbers, words
from ifla_metrics.figures.change import since_figure
from ifla_metrics.figures.figure import HIDDEN, Figure, table
from ifla_metrics.figures.ratings import dated_remarks, rating_rule, value_text
from ifla_metrics.i18n import Translate, round_half_up
from ifla_metrics.metrics import change
from ifla_metrics.metrics.change import CAUSES
from ifla_metrics.metrics.indicator_status import chosen_statuses
from ifla_metrics.metrics.selection import Record, iter_rows, records
from ifla_metrics.reading import Reading


@since_figure(
    name="since-causes",
    id="N-08",
    label=n_("Progress then and now, by cause"),
    click="element",
    formula=n_(
        "The earlier state is replaced by the later one, cause by cause: what had been "
        "reported and was corrected; reports on a time that was over by the earlier day; "
        "all other results; changed targets and strategy; reports missing now. Each cause "
        "has the difference that it makes to the mean progress, so they add up to the "
        "whole difference. Where the mean is not known on one of the days, causes have no "
        "numbers. Of values counted from the log, those of a month that has more activities "
        "than before are late reports; others are corrections."
    ),
)
def causes(reading: Reading, t: Translate) -> Figure:
    """Status and progress of directions and elements on both days, and the causes of change."""
    framework, changes = reading.framework, _changes(reading)
    numbers = ["before", "after", *CAUSES]
    hidden = changes["node"].map(lambda node: small_numbers.has_hidden_indicator(node, reading))
    changes[numbers] = changes[numbers].astype("float64").mask(hidden.astype(bool))
    is_direction = changes["node"].isin([d.code for d in framework.directions])
    frame = changes.assign(
        row=changes["node"],
        direction=changes["node"].where(is_direction, ""),
        element=changes["node"].mask(is_direction, ""),
        label=[words.node_name(framework.node(code), framework) for code in changes["node"]],
        number=[_both_statuses(row, t) for row in records(changes)],
        days=[_both_days(then, now, t) for then, now in iter_rows(changes, "before", "after")],
        note=[words.capitalise(_causes(row, t) or t("no change")) for row in records(changes)],
    )
    statuses = chosen_statuses(reading)
    return Figure(
        title=t(
            "{n} of {k} directions and elements changed status since {meeting}",
            n=(changes["status"] != changes["status_before"]).sum(),
            k=len(changes),
            meeting=words.comparison_day(reading.previous, t),
        ),
        lines=(
            t("Progress to target: then (hollow), now (full); causes in percentage points"),
            words.status_scope(reading.choices, t),
        ),
        table=table(
            frame,
            t,
            "row label status_before:status status before:percent after:percent note",
            " ".join(f"{cause}:percent" for cause in CAUSES),
            label=n_("Direction or element"),
            status_before=n_("Status then"),
            status=n_("Status now"),
            before=n_("Progress then"),
            after=n_("Progress now"),
            note=n_("Points by cause"),
            **{cause: words.capitalise(t(name)) for cause, name in CAUSES.items()},
        ),
        chart=lambda: before_after(frame, t=t),
        source_rows=statuses,
    )


def _changes(reading: Reading) -> pd.DataFrame:
    """Return `change.by_cause` of each direction, then of each element with indicators."""
    framework, direction = reading.framework, reading.choices.direction
    rows = set(chosen_statuses(reading)["row"])
    directions = [d.code for d in framework.directions if direction in ("", d.code)]
    elements = [node.code for node in framework.rows if node.code in rows]
    parts = [c for c in dict.fromkeys([*directions, *elements]) if framework.indicators_under(c)]
    now, before = reading.unfiltered or reading, reading.previous
    if before is None:
        return pd.DataFrame(columns=["node", *change.CAUSE_COLUMNS])
    return change.by_cause(now, before.unfiltered or before, tuple(parts))


def _both_statuses(row: Record, t: Translate) -> str:
    """Return "▼ behind → ● on track"; one status if it is unchanged or there was none."""
    codes = dict.fromkeys(filter(None, (row["status_before"], row["status"])))
    return t(" → ").join(words.status_label(code, t) for code in codes)


def _both_days(before: float, after: float, t: Translate) -> str:
    """Return "74 % → 80 %", or "" if progress is missing on both days."""
    if words.is_missing(before) and words.is_missing(after):
        return ""
    return t(" → ").join(map(t.percent, (before, after)))


def _causes(row: Record, t: Translate) -> str:
    """Return the causes of a change, in whole points that add up to the rounded difference."""
    if words.is_missing(row["before"]) or words.is_missing(row["after"]):
        return words.comma_list((t(CAUSES[cause]) for cause in row["causes"]), t)
    level, texts = row["before"], []
    for cause, name in CAUSES.items():
        next_level = level + row[cause]
        points = round_half_up(100 * next_level) - round_half_up(100 * level)
        if points:
            texts.append(words.labelled(t(name), words.signed(points, t), t))
        level = next_level
    return words.comma_list(texts, t)


@since_figure(
    name="since-status",
    id="N-01",
    label=n_("Ratings that moved"),
    click="indicator",
    empty=n_("No indicator changed status."),
)
def status_moves(reading: Reading, t: Translate) -> Figure:
    """Indicators whose status changed, with both values and the owner's remark."""
    statuses = small_numbers.suppress_indicators(chosen_statuses(reading), reading)
    moves = change.status_changes(statuses if reading.previous else statuses[:0])
    rows = records(moves)
    remarks = dated_remarks(reading, t)
    frame = moves.assign(
        title=words.indicator_titles(moves["indicator"], reading),
        before=[_value(row, "previous_", t) for row in rows],
        now=[_value(row, "", t) for row in rows],
        why=[remarks.get(row["indicator"], remarks.get(row["row"], "")) for row in rows],
    )
    up, down = ((moves["moved"] == way).sum() for way in ("up", "down"))
    title = t.plural(
        "{n} indicator changed status since {meeting}: {up} up, {down} down",
        "{n} indicators changed status since {meeting}: {up} up, {down} down",
        len(rows),
        meeting=words.comparison_day(reading.previous, t),
        up=t.number(up),
        down=t.number(down),
    )
    neither = len(rows) - up - down
    return Figure(
        title=t("{title}, {n} neither", title=title, n=neither) if neither else title,
        lines=[words.status_scope(reading.choices, t)],
        table=table(
            frame,
            t,
            "indicator title previous_status status before now why",
            "moved:status previous_actual:number actual:number",
            previous_status=n_("Status then"),
            status=n_("Status now"),
            before=n_("Value then"),
            now=n_("Value now"),
        ),
        formula=words.sentences(
            t(
                "A status moves up or down only between two ratings; from or to overdue, "
                "no data and the like it changes without moving"
            ),
            rating_rule(reading.framework, t),
        ),
        source_rows=statuses,
    )


def _value(row: Record, prefix: str, t: Translate) -> str:
    """Return the value now (prefix "") or at the previous meeting ("previous_")."""
    return t("hidden") if row[prefix + HIDDEN] else value_text(row, row["unit"], t, prefix=prefix)
