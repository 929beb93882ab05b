"""The programme by element: how far each is, and which direction it serves."""

from __future__ import annotations

import pandas as pd

from ifla_metrics.charts import progress as progress_charts
from ifla_metrics.charts.matrix import matrix as matrix_chart
from ifla_metrics.errors import n_
from ifla_metrics.figures import position, provenance, small_numbers, statuses, words
from ifla_metrics.figures.directions import NEEDS, PREVIOUS
from ifla_metrics.figures.figure import Column, Explanation, Figure
from ifla_metrics.figures.progress import indicators_table, part_words, rating_words
from ifla_metrics.figures.registry import KeyNumber, Native, figure
from ifla_metrics.figures.statuses import chosen_statuses, rows_with_indicators
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate, half_up
from ifla_metrics.metrics import counting, coverage, explain, indicator_status, rollup
from ifla_metrics.metrics.status import CODES, NO_WAY, ON_COURSE
from ifla_metrics.metrics.tables import Record, each, records
from ifla_metrics.reading import Reading


def _on_course(made: Figure, t: Translate) -> tuple[str, str, str] | None:
    rows = made.table.frame
    if not len(rows):
        return None
    return (
        t(
            "{n} of {k}",
            n=t.number(int(rows["status"].isin(ON_COURSE).sum())),
            k=t.number(len(rows)),
        ),
        t("on course"),
        t("of the programme, by {level}", level=made.table.columns[0].title.lower()),
    )


@figure(
    name="element-progress",
    id="O-02",
    page="overview",
    label=n_("Progress by element"),
    needs=NEEDS,
    previous=PREVIOUS,
    native=Native("bar", "element", ("mean", "expected")),
    heading=n_("Progress by element"),
    key_number=KeyNumber(1, _on_course),
    click="element",
)
def element_progress(reading: Reading, t: Translate) -> Figure:
    """The programme row by row: bullet bar, owner, status, last report."""
    framework, table = reading.framework, chosen_statuses(reading)
    nodes = rows_with_indicators(reading, table)
    codes = [node.code for node in nodes]
    frame = small_numbers.rolled_up(rollup.by_node(table, framework, codes), reading)
    title = statuses.on_course_sentence(reading, frame, table, t)
    parts = records(frame)
    below = {code: indicator_status.under(table, framework, code) for code in codes}
    limited = [statuses.limited(part, framework.cuts, t) for part in parts]
    frame = frame.assign(
        element=[n.short_title for n in nodes],
        limited=limited,
        unrated=["" if p["of"] else statuses.unrated(below[p["node"]], reading, t) for p in parts],
        owner=[words.group_name(framework.owner_of_node(c), reading, t) for c in codes],
        previous=_means_before(table, framework, codes).mask(frame["hidden"]),
    )
    means, short = (
        [_coverage(part, below[part["node"]], reading, t, brief=brief) for part in parts]
        for brief in (False, True)
    )
    notes = [
        " · ".join(
            (
                " ".join(filter(None, (mean, statuses.apart(apart, t) if of else ""))),
                t.month(day) if day else t("no report yet"),
            )
        )
        for mean, of, apart, day in zip(
            means, frame["of"], frame["apart"], frame["last_report"], strict=True
        )
    ]
    drawn = ~frame["status"].isin(NO_WAY)
    chart_frame = pd.DataFrame(
        {
            "row": codes,
            "label": frame["element"],
            "note": notes,
            "short": short,
            "owner": frame["owner"],
            "progress": frame["mean"].where(drawn),
            "expected": frame["expected"].where(drawn),
            "previous": frame["previous"].where(drawn),
            "status": frame["status"],
            "status_words": [words.status(s, t) for s in frame["status"]],
            "element": codes,
            "due_words": [words.cell(value, "percent", t) for value in frame["expected"]],
            "last_report": [words.cell(day, "date", t) for day in frame["last_report"]],
        }
    )
    dot = words.day_of(reading.previous, t) if chart_frame["previous"].notna().any() else ""
    return provenance.finished(
        reading,
        t,
        regions=provenance.STATUS_FOR_ALL_REGIONS,
        title=title,
        subtitle=words.sentences(
            statuses.with_indicators(reading, len(codes), t),
            t(
                "Mean progress of the rated indicators towards the target of {period}",
                period=reading.period.title,
            ),
        ),
        marks=words.sentences(
            t("The tick is where it should be on the date of the data"),
            t("The faint dot is {meeting}", meeting=dot) if dot else "",
        ),
        table=provenance.table(
            frame,
            ("element", statuses.level_name(reading, t)),
            ("owner", t("Owner")),
            ("mean", t("Progress"), "percent"),
            ("expected", t("Expected by now"), "percent"),
            ("previous", t("At the meeting before"), "percent"),
            ("rated", t("Indicators rated"), "number"),
            ("of", t("Indicators that can be rated"), "number"),
            ("with_value", t("Indicators in the mean"), "number"),
            ("apart", t("Without a rating"), "number"),
            ("status", t("Status"), "status"),
            Column("limited", t("What limits the rating"), shown=any(limited)),
            ("reports_overdue", t("Reports overdue"), "number"),
            ("last_report", t("Last report"), "date"),
            *(Column(c, words.status(c, t), "number", shown=False) for c in CODES),
            provenance.data_only("node"),
            provenance.data_only("with_target", "number"),
            provenance.data_only("unrated", "text"),
        ),
        chart=lambda: progress_charts.bullet_bars(chart_frame, t=t, code="element"),
        alt=words.rows_in_words(chart_frame, t, "note", "status_words"),
        explanation=Explanation(
            words.sentences(
                part_words(framework, t, dict(zip(frame["element"], limited, strict=True))),
                rating_words(framework, t, [*frame["status"], *table["status"]]),
            ),
            indicators_table(reading, table, t),
            t(explain.FORMULA["progress"]),
        ),
        rows=table,
        beside=provenance.invented_targets(table["target_provenance"]),
        unreviewed=position.of_ratings(reading, table["indicator"]),
        empty="" if codes else t("This framework has no indicators yet."),
    )


def _means_before(table: pd.DataFrame, framework: Framework, codes: list[str]) -> pd.Series[float]:
    """Return the mean of each row at the meeting before, from the same indicators."""
    then = table.assign(
        status=table["previous_status"],
        progress=table["previous_progress"],
        actual=table["previous_actual"],
    )
    means: pd.Series[float] = rollup.by_node(then, framework, codes)["mean"]
    return means


def _coverage(
    part: Record, below: pd.DataFrame, reading: Reading, t: Translate, *, brief: bool
) -> str:
    """Return what stands beside a status: a status of too few data is not repeated."""
    if part["status"] == "too_few_data":
        return statuses.counted(part["rated"], part["of"], part["with_value"], t, brief=brief)
    return statuses.of_the_way(part, below, reading, t, brief=brief)


@figure(
    name="direction-element-matrix",
    id="C-03",
    page="coverage",
    label=n_("Directions and elements"),
    needs=provenance.narrowed(
        ("country_cells",),
        country_cells="all,direction,node,cross;period",
        month_cells="row,cross",
    ),
    click="cell",
)
def matrix(reading: Reading, t: Translate) -> Figure:
    """Directions across, elements down, activities counted in every cell."""
    framework, frame = reading.framework, coverage.matrix(reading)
    measured = {framework.row_of(i.node) for i in framework.indicators}
    active = frame.groupby("row")["full"].transform("sum") > 0
    frame = frame[active | frame["row"].isin(measured)]
    names = {d.code: words.node_name(d, framework) for d in framework.directions}
    place = {code: str(number) for number, code in enumerate(names, start=1)}
    rows = {
        code: framework.node(code).short_title if code else t("None named") for code in frame["row"]
    }
    frame = frame.assign(
        name=frame["row"].map(rows),
        served=frame["direction"].map(names).fillna(t("Not stated")),
        node=frame["row"],
    )
    # Activities without a direction stand in the table where a column counts any, and in the chart
    # where the rule in force does.
    not_stated = frame["direction"] == ""
    in_table = bool(frame[["full", "primary"]].where(not_stated, 0).any(axis=None))
    in_chart = bool(frame["count"].where(not_stated, 0).any())
    table = provenance.table(
        frame[~not_stated | in_table],
        ("name", statuses.level_name(reading, t)),
        ("served", t("Direction")),
        ("count", t("Activities"), "number"),
        ("full", t("Whole activities"), "number"),
        ("fractional", t("Fractional"), "number"),
        ("primary", t("Main direction"), "number"),
        ("countries", t("Countries"), "number"),
        provenance.data_only("node"),
        provenance.data_only("direction"),
    )
    shown = table.frame
    cells = table.marks(
        t,
        element=shown["node"],
        row=shown["node"].replace("", "none"),
        row_label=[words.wrapped(name, 22) for name in shown["name"]],
        column=shown["direction"].replace("", "none"),
        column_label=[words.wrapped(name, 18) for name in shown["served"]],
        column_short=shown["direction"].map(place).fillna("–"),
        words=[words.number(half_up(count, 1), t) for count in shown["count"]],
        value=shown["count"].astype(float),
    )
    drawn = (shown["direction"] != "") | in_chart
    cells, shown = cells[drawn], shown[drawn]
    pairs = shown[(shown["direction"] != "") & (shown["node"] != "")]
    gaps = int((pairs["full"] == 0).sum())
    in_several = frame["full"].sum() > counting.by_direction(reading)["full"].sum()
    title = (
        t("Every element has an activity for every direction")
        if len(pairs)
        else t("Activities by direction; none names an element of the strategy")
    )
    if gaps:
        title = t.plural(
            "{n} of {k} element–direction combinations has no activity",
            "{n} of {k} element–direction combinations have no activity",
            gaps,
            k=t.number(len(pairs)),
        )
    empty = (
        ""
        if shown["full"].sum()
        else t("No activity is logged in {period}.", period=reading.period.title)
    )
    key = "\n".join([*names.values(), *([f"– {t('Not stated')}"] if in_chart else [])])
    by_count = shown.sort_values("count", ascending=False)
    return provenance.finished(
        reading,
        t,
        title=empty or title,
        of_all=True,
        subtitle=words.sentences(
            t("Activities of all directions"),
            provenance.counted(reading, t, of_all=True),
            t("An activity of several elements is counted in each of them") if in_several else "",
        ),
        table=table,
        chart=(
            lambda: matrix_chart(
                cells, t=t, key=key, tooltip=table.tooltip, pick=["direction", "element"]
            )
        )
        if len(cells)
        else None,
        alt=[
            words.listed(
                (
                    words.labelled(f"{name}{t(', ')}{served}", words.number(count, t), t)
                    for name, served, count in each(by_count, "name", "served", "count")
                ),
                t,
            )
        ],
        explanation=Explanation(
            t(explain.FORMULA["activities"]), None, t(explain.COUNTING[reading.choices.counting])
        ),
        empty=empty,
    )
