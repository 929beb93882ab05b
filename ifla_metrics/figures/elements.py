"""The elements of the programme: their progress, and the directions that they serve."""

import pandas as pd

from ifla_metrics.charts.bullet_rows import bullet_rows
from ifla_metrics.charts.matrix import matrix as matrix_chart
from ifla_metrics.errors import n_
from ifla_metrics.figures import provenance, ratings, small_numbers, words
from ifla_metrics.figures.figure import FigureDraft, Table, table
from ifla_metrics.figures.overview import NEEDS
from ifla_metrics.figures.progress import bullet_legend, bullet_marks, indicators_table
from ifla_metrics.figures.registry import KeyNumber, NativeChart, figure
from ifla_metrics.i18n import MISSING, Translate, round_half_up
from ifla_metrics.metrics import coverage, explain, rollup
from ifla_metrics.metrics.indicator_status import chosen_statuses
from ifla_metrics.metrics.selection import iter_rows
from ifla_metrics.metrics.status import CODES, ON_COURSE
from ifla_metrics.reading import Reading


def _on_course(elements: Table, t: Translate) -> str:
    good, rows = elements.frame["status"].isin(ON_COURSE).sum(), len(elements.frame)
    return t("{n} of {k}", n=t.number(good), k=t.number(rows)) if rows else ""


@figure(
    name="element-progress",
    id="O-02",
    page="overview",
    label=n_("Progress by element"),
    needs=NEEDS,
    needs_previous=True,
    native=NativeChart("bar", "element", ("mean", "expected")),
    key_number=KeyNumber(n_("on course"), _on_course),
    click="element",
    empty=n_("No indicator is defined here"),
)
def element_progress(reading: Reading, t: Translate) -> FigureDraft:
    """Mean progress, owner, status and last report of each element."""
    framework, indicators = reading.framework, chosen_statuses(reading)
    codes = [node.code for node in framework.nodes if node.code in {*indicators["row"]}]
    frame, _ = ratings.rated_parts(reading, indicators, codes, t)
    frame = frame.assign(
        element=words.node_titles(codes, reading),
        owner=words.group_names(map(framework.owner_of_node, codes), reading, t),
        previous=float("nan"),
    )
    if reading.previous is not None:
        previous = rollup.by_node(chosen_statuses(reading.previous), framework, codes)
        frame["previous"] = previous["mean"].mask(frame["hidden"])
    elements = table(
        frame,
        t,
        "element owner mean expected:percent previous:percent rated of with_value apart status "
        "limited? reports_overdue:number last_report",
        f"{' '.join(f'{code}:number' for code in CODES)} node with_target:number",
        element=framework.row_level.name,
        expected=n_("Expected by now"),
        previous=n_("At the previous meeting"),
        reports_overdue=n_("Reports overdue"),
        **{code: words.status_label(code, t) for code in CODES},
    )
    marks = bullet_marks(
        elements,
        frame.assign(progress=frame["mean"]),
        t,
        row=frame["node"],
        element=frame["node"],
        label=frame["element"],
        value=[_mean_text(mean, n, k, t) for mean, n, k in iter_rows(frame, "mean", "rated", "of")],
        under=[
            _owner_text(n, owner, t) for n, owner in iter_rows(frame, "reports_overdue", "owner")
        ],
    )
    shown_indicators = small_numbers.suppress_indicators(indicators, reading)
    return FigureDraft(
        title=ratings.on_course_title(frame, indicators, framework.row_level, reading, t),
        subtitle=(
            t(
                "Mean progress of the rated indicators towards the target of {period}",
                period=reading.period.title,
            ),
            _with_indicators(len(codes), reading, t),
        ),
        legend=words.sentences(bullet_legend(reading, t), t("7/8: indicators rated")),
        table=elements,
        chart=lambda: bullet_rows(marks, t=t, code="element", tooltip=elements.tooltip),
        formula=ratings.roll_up_rule(framework, t, frame["element"], frame),
        detail_table=indicators_table(shown_indicators, reading, t),
        definition=t(explain.FORMULA["progress"]),
        source_rows=indicators,
    )


def _mean_text(mean: float, rated: int, of: int, t: Translate) -> str:
    """Return "62 % · 7/8"."""
    if not of:
        return ""
    counts = f"{t.number(rated)}/{t.number(of)}"
    return counts if words.is_missing(mean) else f"{t.percent(mean)} · {counts}"


def _owner_text(overdue: int, owner: str, t: Translate) -> str:
    """Return "2 reports overdue · ALP"."""
    if not overdue:
        return owner
    return f"{t.plural('{n} report overdue', '{n} reports overdue', int(overdue))} · {owner}"


def _with_indicators(number: int, reading: Reading, t: Translate) -> str:
    """Return how many elements have indicators, or "" if all have."""
    rows = reading.framework.rows
    if reading.choices.direction or number >= len(rows):
        return ""
    return t.plural(
        "{n} of {k} {rows} has indicators",
        "{n} of {k} {rows} have indicators",
        number,
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
    all_directions=True,
    formula=explain.FORMULA["activities"],
)
def matrix(reading: Reading, t: Translate) -> FigureDraft:
    """Activities by element (rows) and direction (columns)."""
    framework, frame = reading.framework, coverage.matrix(reading)
    with_indicators = {framework.row_of(i.node) for i in framework.indicators}
    active = frame.groupby("row")["full"].transform("sum") > 0
    frame = frame[active | frame["row"].isin(with_indicators)]
    directions = {d.code: words.node_name(d, framework) for d in framework.directions}
    numbers = {code: str(number) for number, code in enumerate(directions, start=1)}
    frame = frame.assign(
        name=words.element_names(frame["row"], reading, t),
        served=frame["direction"].map(directions).fillna(t("Not stated")),
        node=frame["row"],
    )
    # "Not stated" is a column if any counting rule has activities there.
    not_stated = frame["direction"] == ""
    has_not_stated = bool(frame.loc[not_stated, ["full", "primary"]].any(axis=None))
    combinations = table(
        frame[~not_stated | has_not_stated],
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
    shown = combinations.frame
    cells = combinations.marks(
        t,
        element=shown["node"],
        row=shown["node"].replace("", "none"),
        row_label=shown["name"],
        column=shown["direction"].replace("", "none"),
        column_label=shown["served"],
        column_short=shown["direction"].map(numbers).fillna(MISSING),
        words=[t.number(round_half_up(count, 1)) for count in shown["count"]],
        value=shown["count"].astype(float),
    )
    key = [*directions.values(), *([f"{MISSING} {t('Not stated')}"] if has_not_stated else [])]
    return FigureDraft(
        title=_gaps(shown[(shown["direction"] != "") & (shown["node"] != "")], t),
        subtitle=(
            provenance.counting_summary(reading, t),
            t("An activity of several elements counts in each element"),
        ),
        table=combinations,
        chart=lambda: matrix_chart(
            cells,
            t=t,
            key="\n".join(key),
            tooltip=combinations.tooltip,
            pick=["direction", "element"],
        ),
        definition=t(explain.COUNTING[reading.choices.counting]),
    )


def _gaps(cells: pd.DataFrame, t: Translate) -> str:
    """Return how many combinations of element and direction have no activity."""
    if not len(cells):
        return ""
    return t.plural(
        "{n} of {k} element–direction combinations has no activity",
        "{n} of {k} element–direction combinations have no activity",
        int((cells["full"] == 0).sum()),
        k=t.number(len(cells)),
    )
