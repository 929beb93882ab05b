"""The programme by element: how far each is, and which direction it serves."""

from functools import partial

import pandas as pd

from ifla_metrics.charts.matrix import matrix as matrix_chart
from ifla_metrics.charts.rows import bullet_rows
from ifla_metrics.errors import n_
from ifla_metrics.figures import provenance, ratings, small_numbers, words
from ifla_metrics.figures.figure import FigureDraft, Table, table
from ifla_metrics.figures.overview import NEEDS
from ifla_metrics.figures.progress import bullet_marks, indicators_table, tick_and_dot
from ifla_metrics.figures.registry import KeyNumber, Native, figure
from ifla_metrics.i18n import MISSING, Translate, round_half_up
from ifla_metrics.metrics import coverage, explain, rollup
from ifla_metrics.metrics.indicator_status import chosen_statuses
from ifla_metrics.metrics.selection import each
from ifla_metrics.metrics.status import CODES, ON_COURSE
from ifla_metrics.reading import Reading


def _on_course(made: Table, t: Translate) -> str:
    good, rows = made.frame["status"].isin(ON_COURSE).sum(), len(made.frame)
    return t("{n} of {k}", n=t.number(good), k=t.number(rows)) if rows else ""


@figure(
    name="element-progress",
    id="O-02",
    page="overview",
    label=n_("Progress by element"),
    needs=NEEDS,
    compared=True,
    native=Native("bar", "element", ("mean", "expected")),
    key_number=KeyNumber(n_("on course"), _on_course),
    click="element",
)
def element_progress(reading: Reading, t: Translate) -> FigureDraft:
    """The programme row by row: bullet bar, owner, status, last report."""
    framework, indicators = reading.framework, chosen_statuses(reading)
    codes = [node.code for node in framework.nodes if node.code in {*indicators["row"]}]
    frame, _ = ratings.rated_parts(reading, indicators, codes, t)
    frame = frame.assign(
        element=words.parts_of(codes, reading),
        owner=words.owners(map(framework.owner_of_node, codes), reading, t),
        previous=float("nan"),
    )
    if reading.previous is not None:
        then = rollup.by_node(chosen_statuses(reading.previous), framework, codes)
        frame["previous"] = then["mean"].mask(frame["hidden"])
    found = table(
        frame,
        t,
        "element owner mean expected:percent previous:percent rated of with_value apart status "
        "limited? reports_overdue:number last_report",
        f"{' '.join(f'{code}:number' for code in CODES)} node with_target:number",
        element=framework.row_level.name,
        expected=n_("Expected by now"),
        previous=n_("At the meeting before"),
        reports_overdue=n_("Reports overdue"),
        **{code: words.status(code, t) for code in CODES},
    )
    marks = bullet_marks(
        found,
        frame.assign(progress=frame["mean"]),
        t,
        row=frame["node"],
        element=frame["node"],
        label=frame["element"],
        value=[
            f"{'' if words.missing(mean) else t.percent(mean) + ' · '}{t.number(n)}/{t.number(k)}"
            if k
            else ""
            for mean, n, k in each(frame, "mean", "rated", "of")
        ],
        under=[
            f"{t.plural('{n} report overdue', '{n} reports overdue', int(overdue))} · {owner}"
            if overdue
            else owner
            for owner, overdue in each(frame, "owner", "reports_overdue")
        ],
    )
    return FigureDraft(
        title=ratings.on_course(frame, indicators, framework.row_level, reading, t),
        subtitle=(
            t(
                "Mean progress of the rated indicators towards the target of {period}",
                period=reading.period.title,
            ),
            _indicated(len(codes), reading, t),
        ),
        marks=words.sentences(tick_and_dot(reading, t), t("7/8: indicators rated")),
        table=found,
        chart=lambda: bullet_rows(marks, t=t, code="element", tooltip=found.tooltip),
        formula=ratings.part_words(framework, t, frame["element"], frame),
        behind=indicators_table(small_numbers.shown_indicators(indicators, reading), reading, t),
        definition=t(explain.FORMULA["progress"]),
        rows=indicators,
        empty=None if codes else t("No indicator is defined here") + ".",
    )


def _indicated(number: int, reading: Reading, t: Translate) -> str:
    """Return how many parts of the strategy are measured at all; "" when all are."""
    rows = reading.framework.rows
    if reading.choices.direction or number >= len(rows):
        return ""
    return t(
        "{n} of {k} {rows} have indicators",
        n=t.number(number),
        k=t.number(len(rows)),
        rows=t(reading.framework.row_level.plural).lower(),
    )


@figure(
    name="direction-element-matrix",
    id="C-03",
    page="coverage",
    label=n_("Directions and elements"),
    needs=("country_cells:all,direction,node,cross", "month_cells:row,cross"),
    click="cell",
    of_all=True,
)
def matrix(reading: Reading, t: Translate) -> FigureDraft:
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
    # Activities without a direction have a column where any rule counts some.
    not_stated = frame["direction"] == ""
    some = bool(frame[["full", "primary"]].where(not_stated, 0).any(axis=None))
    found = table(
        frame[~not_stated | some],
        t,
        "name served count:number full:number fractional:number primary:number countries",
        "node direction",
        name=framework.row_level.name,
        served=n_("Direction"),
        count=n_("Activities"),
        full=n_("Whole activities"),
        fractional=n_("Fractional"),
        primary=n_("Main direction"),
    )
    shown = found.frame
    cells = found.marks(
        t,
        element=shown["node"],
        row=shown["node"].replace("", "none"),
        row_label=shown["name"],
        column=shown["direction"].replace("", "none"),
        column_label=shown["served"],
        column_short=shown["direction"].map(place).fillna(MISSING),
        words=[t.number(round_half_up(count, 1)) for count in shown["count"]],
        value=shown["count"].astype(float),
    )
    key = "\n".join([*names.values(), *([f"{MISSING} {t('Not stated')}"] if some else [])])
    chart = partial(
        matrix_chart, cells, t=t, key=key, tooltip=found.tooltip, pick=["direction", "element"]
    )
    return FigureDraft(
        title=_gaps(shown[(shown["direction"] != "") & (shown["node"] != "")], t),
        subtitle=(
            t("Activities of all directions"),
            provenance.counted(reading, t),
            t("An activity of several elements counts in each element"),
        ),
        table=found,
        chart=chart if len(cells) else None,
        formula=t(explain.FORMULA["activities"]),
        definition=t(explain.COUNTING[reading.choices.counting]),
    )


def _gaps(pairs: pd.DataFrame, t: Translate) -> str:
    """Return how many pairs of direction and element have no activity; "" where there is none."""
    if not len(pairs):
        return ""
    return t.plural(
        "{n} of {k} element–direction combinations has no activity",
        "{n} of {k} element–direction combinations have no activity",
        int((pairs["full"] == 0).sum()),
        k=t.number(len(pairs)),
    )
