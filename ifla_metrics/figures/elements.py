"""The programme row by row: how far each is, where it should be, and what its owner reports."""

from __future__ import annotations

import pandas as pd

from ifla_metrics.charts import progress as progress_charts
from ifla_metrics.errors import n_
from ifla_metrics.figures import course, demonstration, position, provenance, small_numbers, words
from ifla_metrics.figures.directions import NEEDS, PREVIOUS
from ifla_metrics.figures.explanations import indicators_table, part_words, rating_words
from ifla_metrics.figures.figure import Column, Explanation, Figure
from ifla_metrics.figures.registry import KeyNumber, Native, figure
from ifla_metrics.figures.standing import chosen, rows_with_indicators
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import explain, rollup
from ifla_metrics.metrics.rollup import Rollup
from ifla_metrics.metrics.status import CODES, NO_WAY, ON_COURSE
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
    label=n_("Progress of the parts"),
    needs=NEEDS,
    previous=PREVIOUS,
    native=Native("bar", "element", ("mean", "expected")),
    heading=n_("Progress by element"),
    key_number=KeyNumber(1, _on_course),
    click="element",
)
def element_progress(reading: Reading, t: Translate) -> Figure:
    """The programme row by row: bullet bar, owner, status, last report."""
    framework, table = reading.framework, chosen(reading)
    nodes = rows_with_indicators(reading, table)
    codes = [node.code for node in nodes]
    frame = rollup.by_node(table, framework, codes)
    before = _means_before(table, framework, codes)
    hidden = [small_numbers.hidden_under(code, reading) for code in codes]
    rolled = {
        code: small_numbers.rolled(code, rollup.of_node(table, framework, code), reading)
        for code in codes
    }
    limited = [course.limited(rolled[code], framework.cuts, t) for code in codes]
    whole = rollup.roll_up(table, framework.cuts)
    title = course.course_sentence(reading, frame, whole, t)
    frame = frame.assign(
        **{
            key: frame[key].mask(pd.Series(hidden, index=frame.index, dtype=bool))
            for key in ("mean", "expected", "ratio")
        },
        element=[n.short_title for n in nodes],
        limited=limited,
        unrated=["" if rolled[c].of else course.unrated(rolled[c], reading, t) for c in codes],
        owner=[words.group_name(framework.owner_of_node(c), reading, t) for c in codes],
        previous=pd.Series(
            [None if gone else before[c] for c, gone in zip(codes, hidden, strict=True)],
            index=frame.index,
            dtype="float64",
        ),
    )
    means, short = (
        [
            _coverage(rolled[code], reading, t, hidden=gone, brief=brief)
            for code, gone in zip(codes, hidden, strict=True)
        ]
        for brief in (False, True)
    )
    notes = [
        " · ".join(
            (
                " ".join(filter(None, (mean, course.apart(apart, t) if of else ""))),
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
        }
    )
    dot = words.day_of(reading.previous, t) if chart_frame["previous"].notna().any() else ""
    return provenance.finished(
        reading,
        t,
        regions=provenance.STATUS_FOR_ALL_REGIONS,
        title=title,
        subtitle=words.sentences(
            course.with_indicators(reading, len(codes), t),
            t("Weighted mean of the way to the target of {period}", period=reading.period.title),
        ),
        marks=words.sentences(
            t("The tick is where it should be on the date of the data"),
            t("The faint dot is {meeting}", meeting=dot) if dot else "",
        ),
        table=provenance.table(
            frame,
            ("element", course.level_name(reading, t)),
            ("owner", t("Owner")),
            ("mean", t("Of the way"), "percent"),
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
        chart=lambda: progress_charts.bullet_bars(chart_frame, t=t),
        alt=words.sentences(
            title,
            *words.said(chart_frame, t, "note", "status_words"),
        ),
        explanation=Explanation(
            words.sentences(
                part_words(framework, t, dict(zip(frame["element"], limited, strict=True))),
                rating_words(framework, t, [*frame["status"], *table["status"]]),
            ),
            indicators_table(reading, table, t),
            t(explain.FORMULA["progress"]),
        ),
        rows=table,
        beside=demonstration.targets(table["target_provenance"]),
        unreviewed=position.of_ratings(reading, table["indicator"]),
        empty="" if codes else t("This framework has no indicators yet."),
    )


def _means_before(
    table: pd.DataFrame, framework: Framework, codes: list[str]
) -> dict[str, float | None]:
    """Return the mean of each row at the meeting before, from the same indicators."""
    then = table.assign(
        status=table["previous_status"],
        progress=table["previous_progress"],
        actual=table["previous_actual"],
    )
    if not (table["previous_status"] != "").any():
        return dict.fromkeys(codes)
    return {code: rollup.of_node(then, framework, code).mean for code in codes}


def _coverage(found: Rollup, reading: Reading, t: Translate, *, hidden: bool, brief: bool) -> str:
    """Return what stands beside a status: a status of too few data is not said twice."""
    if found.status == "too_few_data":
        return course.counted(found.rated, found.of, found.with_value, t, brief=brief)
    return course.of_the_way(found, reading, t, hidden=hidden, brief=brief)
