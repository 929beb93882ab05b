"""Which part of the strategy serves which direction, and where nothing is done."""

from __future__ import annotations

import pandas as pd

from ifla_metrics.charts import coverage as charts
from ifla_metrics.errors import n_
from ifla_metrics.figures import provenance, words
from ifla_metrics.figures.figure import Explanation, Figure
from ifla_metrics.figures.registry import figure
from ifla_metrics.i18n import Translate, half_up
from ifla_metrics.metrics import counting, coverage, explain
from ifla_metrics.metrics.tables import records
from ifla_metrics.reading import Reading

NEEDS = provenance.narrowed(
    ("country_cells",),
    country_cells="all,direction,node,cross;period",
    month_cells="row,cross",
)


@figure(
    name="direction-element-matrix",
    id="C-03",
    page="coverage",
    label=n_("Directions and parts"),
    needs=NEEDS,
    click="cell",
)
def matrix(reading: Reading, t: Translate) -> Figure:
    """Directions across, programme rows down, activities counted in every cell."""
    framework, frame = reading.framework, coverage.matrix(reading)
    keep = {i.node for i in framework.indicators}
    measured = {framework.row_of(code) for code in keep}
    active = frame.groupby("row")["full"].sum()
    shown = frame[[r in measured or active.get(r, 0) > 0 for r in frame["row"]]]
    # Rows without a direction stand in the table where any of its columns has something there.
    whole = shown
    if not shown.loc[shown["direction"] == "", ["full", "primary"]].to_numpy().any():
        whole = shown[shown["direction"] != ""]
    unstated = bool(shown.loc[shown["direction"] == "", "count"].any())
    shown = shown if unstated else shown[shown["direction"] != ""]
    place = {d.code: i for i, d in enumerate(framework.directions, start=1)}
    names = {d.code: words.node_name(d, framework) for d in framework.directions}
    key = [*names.values(), *([f"– {t('Not stated')}"] if unstated else [])]
    rows = {
        code: framework.node(code).short_title if code else t("No row named")
        for code in shown["row"]
    }
    cells = pd.DataFrame(
        {
            "row": [r or "none" for r in shown["row"]],
            "row_label": [words.wrapped(rows[r], 22) for r in shown["row"]],
            "column": [d or "none" for d in shown["direction"]],
            "column_label": [
                words.wrapped(names.get(d, t("Not stated")), 18) for d in shown["direction"]
            ],
            "column_short": [str(place.get(d, "–")) for d in shown["direction"]],
            "words": [words.number(half_up(c, 1), t) for c in shown["count"]],
            "value": shown["count"].astype(float),
        }
    )
    in_several = frame["full"].sum() > counting.by_direction(reading)["full"].sum()
    pairs = shown[(shown["direction"] != "") & (shown["row"] != "")]
    gaps = int((pairs["full"] == 0).sum())
    empty = (
        ""
        if shown["full"].sum()
        else t("No activity is logged in {period}.", period=reading.period.title)
    )
    title = t.plural(
        "{n} of {k} element–direction combinations has no activity",
        "{n} of {k} element–direction combinations have no activity",
        gaps,
        k=t.number(len(pairs)),
    )
    if not gaps:
        title = (
            t("Every part has an activity for every direction")
            if len(pairs)
            else t("Activities by direction; none names a part of the strategy")
        )
    return provenance.finished(
        reading,
        t,
        title=empty or title,
        of_all=True,
        subtitle=words.sentences(
            t("Activities of all directions"),
            provenance.counted(reading, t, of_all=True),
            t("An activity of several parts is counted in each of them") if in_several else "",
        ),
        table=provenance.table(
            whole.assign(
                name=[rows[r] for r in whole["row"]],
                served=[names.get(d, t("Not stated")) for d in whole["direction"]],
                node=whole["row"],
            ),
            ("name", t("Row")),
            ("served", t("Direction")),
            ("count", t("Activities"), "number"),
            ("full", t("Whole activities"), "number"),
            ("fractional", t("Fractional"), "number"),
            ("primary", t("Main direction"), "number"),
            ("countries", t("Countries"), "number"),
            provenance.data_only("node"),
            provenance.data_only("direction"),
        ),
        chart=(lambda: charts.direction_matrix(cells, t=t, key="\n".join(key)))
        if len(cells)
        else None,
        alt=words.sentences(
            title,
            words.listed(
                (
                    words.one(
                        t(", ").join((rows[r["row"]], names.get(r["direction"], t("Not stated")))),
                        words.number(r["count"], t),
                        t,
                    )
                    for r in records(shown.sort_values("count", ascending=False))
                ),
                t,
            ),
        ),
        explanation=Explanation(
            t(explain.FORMULA["activities"]), None, t(explain.COUNTING[reading.choices.counting])
        ),
        empty=empty,
    )
