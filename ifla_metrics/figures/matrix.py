"""Which element serves which direction, and where nothing is done."""

from __future__ import annotations

from ifla_metrics.charts.matrix import matrix as matrix_chart
from ifla_metrics.errors import n_
from ifla_metrics.figures import course, provenance, words
from ifla_metrics.figures.figure import Explanation, Figure
from ifla_metrics.figures.registry import figure
from ifla_metrics.i18n import Translate, half_up
from ifla_metrics.metrics import counting, coverage, explain
from ifla_metrics.metrics.tables import each
from ifla_metrics.reading import Reading


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
        ("name", course.level_name(reading, t)),
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
                    words.one(f"{name}{t(', ')}{served}", words.number(count, t), t)
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
