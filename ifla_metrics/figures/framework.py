"""The strategy itself: its structure, its indicators and their targets, revised targets."""

from collections import Counter

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.figures import words
from ifla_metrics.figures.figure import Figure, Table, table
from ifla_metrics.figures.registry import figure
from ifla_metrics.framework import Indicator, Node
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import explain, targets
from ifla_metrics.reading import Reading

VERIFIED = {
    "verified": n_("checked against its source"),
    "proposed": n_("our proposal"),
    "not_verified": n_("not verified"),
}
INDENT = "\u2003"


@figure(
    name="framework-tree",
    id="F-01",
    page="framework",
    label=n_("The strategy"),
    all_directions=True,
    formula=n_("The strategy as its source words it; proposals are marked as such."),
)
def tree(reading: Reading, t: Translate) -> Figure:
    """Every node of the strategy in reading order, indented by level."""
    framework = reading.framework
    levels = {level.key: t(level.name) for level in framework.levels}
    frame = pd.DataFrame(
        {
            "code": node.code,
            "title": INDENT * depth + node.title,
            "original": framework.original.node(node.code).title if framework.language else "",
            "level": levels[node.level],
            "serves": _serves(node, reading, t),
            "owner": words.group_name(node.owner, reading, t)
            if node.owner
            else node.owner_as_stated,
            "indicators": len(framework.indicators_under(node.code)),
            "verified": t(VERIFIED[node.verified]),
            "source": node.source,
            "note": node.note,
        }
        for node, depth in _in_order(framework.nodes)
    )
    number = Counter(node.level for node in framework.nodes)
    counts = t(", ").join(
        f"{t.number(number[level.key])} {t(level.plural).lower()}"
        for level in framework.levels
        if number[level.key]
    )
    return Figure(
        source_rows=pd.DataFrame(columns=["provenance"]),
        title=words.labelled(framework.short_title, counts, t),
        lines=(framework.title, words.capitalise(t(VERIFIED[framework.verified]))),
        table=table(
            frame,
            t,
            "code title original? level serves owner indicators:number verified source note",
            title=n_("Wording"),
            original=n_("Original wording"),
            serves=n_("Serves"),
            indicators=n_("Indicators"),
        ),
    )


def _in_order(nodes: tuple[Node, ...], parent: str = "", depth: int = 0) -> list[tuple[Node, int]]:
    """Return the nodes below a parent, depth first, each with its depth."""
    return [
        node_and_depth
        for node in nodes
        if node.parent == parent
        for node_and_depth in ((node, depth), *_in_order(nodes, node.code, depth + 1))
    ]


def _serves(node: Node, reading: Reading, t: Translate) -> str:
    if node.level == reading.framework.direction_level.key:
        return ""
    return t(", ").join(reading.framework.directions_of(node.code)) or t("not stated")


@figure(
    name="indicator-definitions",
    id="F-02",
    page="framework",
    label=n_("Definitions of indicators"),
    click="indicator",
    formula=explain.FORMULA["progress"],
)
def indicators(reading: Reading, t: Translate) -> Figure:
    """Every indicator with its definition, baseline, targets in force and source."""
    framework, direction = reading.framework, reading.choices.direction
    chosen = framework.indicators_under(direction) if direction else framework.indicators
    in_force = [target for i in chosen for target in targets.targets_of(reading, i.code)]
    columns = (
        "code title row:text definition unit baseline baseline_on targets owner evidence verified "
        "source"
    )
    frame = pd.DataFrame(
        [_indicator(indicator, reading, t) for indicator in chosen],
        columns=[column.partition(":")[0] for column in columns.split()],
    )
    return Figure(
        source_rows=pd.DataFrame({"provenance": [target.provenance for target in in_force]}),
        title=t.plural("{n} indicator is defined", "{n} indicators are defined", len(frame)),
        lines=[
            t(
                "Targets as in force on {day}; a missing baseline is not 0",
                day=reading.moment.known_on,
            )
        ],
        table=table(
            frame,
            t,
            columns,
            row=n_("Element"),
            definition=n_("Definition"),
            targets=n_("Targets"),
            evidence=n_("Means of verification"),
        ),
        definition=t(explain.FORMULA["expected"]),
    )


def _indicator(indicator: Indicator, reading: Reading, t: Translate) -> dict[str, object]:
    framework = reading.framework
    return {
        "code": indicator.code,
        "row": framework.node(framework.row_of(indicator.node)).short_title,
        "title": indicator.title,
        "definition": indicator.definition,
        "unit": framework.translate_text(indicator.unit),
        "baseline": indicator.baseline,
        "baseline_on": indicator.baseline_on,
        "targets": t("; ").join(
            words.labelled(t.date(target.due_on, "medium"), t.number(target.target), t)
            for target in targets.targets_of(reading, indicator.code)
        ),
        "owner": words.group_name(framework.owner_of_indicator(indicator.code), reading, t),
        "evidence": indicator.means_of_verification,
        "verified": t(VERIFIED[indicator.verified]),
        "source": indicator.source,
    }


@figure(
    name="target-revisions",
    id="F-03",
    page="framework",
    label=n_("Revised targets"),
    all_directions=True,
    formula=explain.FORMULA["expected"],
)
def revisions(reading: Reading, t: Translate) -> Figure:
    """Every revised target: old and new value, date and reason."""
    revised = targets.revisions(reading)
    return Figure(
        title=t.plural("{n} target was revised", "{n} targets were revised", len(revised)),
        lines=[t("Decided by {day}; the old target is kept", day=reading.moment.known_on)],
        table=revisions_table(revised, reading, t),
        source_rows=revised,
    )


def revisions_table(revised: pd.DataFrame, reading: Reading, t: Translate) -> Table:
    """Return the table of `targets.revisions`."""
    return table(
        revised.assign(title=words.indicator_titles(revised["indicator"], reading)),
        t,
        "indicator title due_on old new decided_on reason origin",
    )
