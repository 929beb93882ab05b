"""The strategy itself: its tree, its indicators with baseline and targets, the revisions."""

from __future__ import annotations

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.figures import provenance, words
from ifla_metrics.figures.figure import Explanation, Figure, Table
from ifla_metrics.figures.registry import figure
from ifla_metrics.framework import Framework, Indicator, Node, Target
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import explain, targets
from ifla_metrics.reading import Reading

NEEDS = provenance.narrowed(("groups",))

VERIFIED = {
    "verified": n_("read in the source"),
    "proposed": n_("our proposal"),
    "not_verified": n_("not verified"),
}
WAYS = {"increase": n_("increase"), "decrease": n_("decrease"), "maintain": n_("maintain")}
KINDS = {
    "output": n_("output"),
    "outcome": n_("outcome"),
    "impact": n_("impact"),
    "coverage": n_("coverage"),
    "milestone": n_("milestone"),
    "efficiency": n_("efficiency"),
    "equity": n_("equity"),
    "balance": n_("balance"),
    "process": n_("process"),
}
INDENT = "\u2003"


@figure(
    name="framework-tree",
    id="F-01",
    page="framework",
    label=n_("The strategy"),
    needs=NEEDS,
    of_activities=False,
)
def tree(reading: Reading, t: Translate) -> Figure:
    """Every part of the strategy in reading order, indented by its depth."""
    framework = reading.framework
    levels = {level.key: t(level.name) for level in framework.levels}
    nodes = _in_order(framework.nodes)
    frame = pd.DataFrame(
        [
            {
                "code": node.code,
                "title": INDENT * depth + node.title,
                "original": framework.original.node(node.code).title,
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
            for node, depth in nodes
        ]
    )
    counts = t(", ").join(
        f"{t.number(sum(n.level == level.key for n in framework.nodes))} {t(level.plural)}"
        for level in framework.levels
        if any(n.level == level.key for n in framework.nodes)
    )
    return provenance.finished(
        reading,
        t,
        regions=provenance.ALL_REGIONS,
        rows=pd.DataFrame(columns=["provenance"]),
        of_all=True,
        title=words.labelled(framework.short_title, counts, t),
        subtitle=words.sentences(framework.title, words.capital(t(VERIFIED[framework.verified]))),
        table=provenance.table(
            frame,
            ("code", t("Code"), "code"),
            ("title", t("Wording")),
            *_original(framework, t),
            ("level", t("Level")),
            ("serves", t("Serves")),
            ("owner", t("Owner")),
            ("indicators", t("Indicators"), "number"),
            ("verified", t("Verified")),
            ("source", t("Source")),
            ("note", t("Note")),
        ),
        explanation=Explanation(
            t("The strategy as its source words it; proposals are marked as such.")
        ),
    )


def _original(framework: Framework, t: Translate) -> tuple[tuple[str, str], ...]:
    """Return the column of the wording that the source has, where the figure tells it otherwise."""
    return (("original", t("Original wording")),) if framework.language else ()


def _in_order(nodes: tuple[Node, ...]) -> list[tuple[Node, int]]:
    """Return the nodes as a reader meets them, each with its depth."""
    found: list[tuple[Node, int]] = []

    def follow(parent: str, depth: int) -> None:
        for node in nodes:
            if node.parent == parent:
                found.append((node, depth))
                follow(node.code, depth + 1)

    follow("", 0)
    return found


def _serves(node: Node, reading: Reading, t: Translate) -> str:
    if node.level == reading.framework.direction_level.key:
        return ""
    served = reading.framework.directions_of(node.code)
    return t(", ").join(served) if served else t("not stated")


@figure(
    name="indicator-definitions",
    id="F-02",
    page="framework",
    label=n_("Definitions of indicators"),
    needs=NEEDS,
    of_activities=False,
)
def indicators(reading: Reading, t: Translate) -> Figure:
    """Every indicator with definition, baseline, targets in force, source."""
    framework, chosen = reading.framework, reading.choices.direction
    told = framework.indicators_under(chosen) if chosen else framework.indicators
    frame = pd.DataFrame(
        [_indicator(i, reading, t) for i in told],
        columns=[
            "code",
            "row",
            "title",
            "original",
            "definition",
            "kind",
            "unit",
            "way",
            "baseline",
            "baseline_on",
            "baseline_note",
            "targets",
            "owner",
            "evidence",
            "verified",
            "source",
            "note",
        ],
    )
    title = t.plural("{n} indicator is defined", "{n} indicators are defined", len(frame))
    return provenance.finished(
        reading,
        t,
        regions=provenance.ALL_REGIONS,
        rows=pd.DataFrame(
            {"provenance": [target.provenance for i in told for target in _in_force(i, reading)]}
        ),
        title=title,
        subtitle=t(
            "Targets as in force on {day}; a missing baseline is not 0",
            day=t.date(reading.moment.known_on),
        ),
        table=provenance.table(
            frame,
            ("code", t("Code"), "code"),
            ("row", t("Row")),
            ("title", t("Indicator")),
            *_original(framework, t),
            ("definition", t("Definition")),
            ("kind", t("Kind")),
            ("unit", t("Unit")),
            ("way", t("Way")),
            ("baseline", t("Baseline"), "number"),
            ("baseline_on", t("Baseline date"), "date"),
            ("baseline_note", t("On the baseline")),
            ("targets", t("Targets")),
            ("owner", t("Owner")),
            ("evidence", t("Means of verification")),
            ("verified", t("Verified")),
            ("source", t("Source")),
            ("note", t("Note")),
        ),
        explanation=Explanation(
            t(explain.FORMULA["progress"]), None, t(explain.FORMULA["expected"])
        ),
        empty="" if len(frame) else t("This framework has no indicators yet."),
    )


def _in_force(indicator: Indicator, reading: Reading) -> tuple[Target, ...]:
    return targets.targets_in_force(
        reading.framework,
        indicator.code,
        known_on=reading.moment.known_on,
        documented_only=reading.choices.documented_only,
    )


def _indicator(indicator: Indicator, reading: Reading, t: Translate) -> dict[str, object]:
    framework, in_force = reading.framework, _in_force(indicator, reading)
    return {
        "code": indicator.code,
        "row": framework.node(framework.row_of(indicator.node)).short_title,
        "title": indicator.title,
        "definition": indicator.definition,
        "original": framework.original.indicator(indicator.code).title,
        "kind": t(KINDS[indicator.kind]),
        "unit": framework.in_words(indicator.unit),
        "way": t(WAYS[indicator.direction]),
        "baseline": indicator.baseline,
        "baseline_on": indicator.baseline_on,
        "baseline_note": indicator.baseline_note,
        "targets": t("; ").join(
            words.labelled(t.date(i.due_on, "medium"), words.number(i.target, t), t)
            for i in in_force
        ),
        "owner": words.group_name(framework.owner_of(indicator.code), reading, t),
        "evidence": indicator.means_of_verification,
        "verified": t(VERIFIED[indicator.verified]),
        "source": indicator.source,
        "note": indicator.note,
    }


@figure(
    name="target-revisions",
    id="F-03",
    page="framework",
    label=n_("Revised targets"),
    needs=NEEDS,
)
def revisions(reading: Reading, t: Translate) -> Figure:
    """Every revised target with what it was, when and why it was changed."""
    found = targets.revisions(
        reading.framework,
        known_on=reading.moment.known_on,
        documented_only=reading.choices.documented_only,
    )
    title = t.plural("{n} target was revised", "{n} targets were revised", len(found))
    return provenance.finished(
        reading,
        t,
        regions=provenance.ALL_REGIONS,
        of_all=True,
        title=title if len(found) else t("No targets revised"),
        subtitle=t("Decided by {day}; the old target is kept", day=t.date(reading.moment.known_on)),
        table=revisions_table(found, reading, t),
        explanation=Explanation(t(explain.FORMULA["expected"])),
        rows=found,
        empty="" if len(found) else t("No targets revised."),
    )


def revisions_table(found: pd.DataFrame, reading: Reading, t: Translate) -> Table:
    """Return revised targets: what they were, are, when and why they were changed."""
    return provenance.table(
        found.assign(
            title=[reading.framework.indicator(str(code)).title for code in found["indicator"]],
            origin=[words.provenance(str(code), t) for code in found["provenance"]],
        ),
        ("indicator", t("Code"), "code"),
        ("title", t("Indicator")),
        ("due_on", t("Target date"), "date"),
        ("old", t("Old target"), "number"),
        ("new", t("New target"), "number"),
        ("decided_on", t("Decided on"), "date"),
        ("reason", t("Reason")),
        ("origin", t("Provenance")),
    )
