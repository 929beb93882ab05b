"""What comes in stages: leaders of a cohort, resources in languages; and association outcomes."""

from __future__ import annotations

import pandas as pd

from ifla_metrics.charts.matrix import matrix
from ifla_metrics.errors import n_
from ifla_metrics.figures import position, provenance, small_numbers, words
from ifla_metrics.figures.figure import Explanation, Figure
from ifla_metrics.figures.registry import Native, figure
from ifla_metrics.figures.small_numbers import BY_GENDER
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import explain, pipelines
from ifla_metrics.metrics.disclosure import People
from ifla_metrics.metrics.selection import rows as visible_rows
from ifla_metrics.metrics.tables import records
from ifla_metrics.reading import Reading

NEEDS = provenance.narrowed(pipelines.NEEDS)
OUTCOME_NEEDS = provenance.narrowed(("association_outcomes", "associations", "sources"))

STAGES = {
    "nominated": n_("Nominated"),
    "selected": n_("Selected"),
    "in_programme": n_("In the programme"),
    "completed": n_("Completed"),
    "leadership_role": n_("In a leadership role"),
}
RESOURCE_SIGNS = {"started": "◌", "drafted": "○", "released": "●", "": ""}
RESOURCE_WORDS = {
    "started": n_("started"),
    "drafted": n_("drafted"),
    "released": n_("released"),
    "": n_("not begun"),
}
OUTCOME_KINDS = {
    "membership": n_("Membership"),
    "plan": n_("Plan"),
    "statutes": n_("Statutes"),
    "partnership": n_("Partnership"),
    "funding": n_("Funding"),
    "advocacy": n_("Advocacy"),
    "participation": n_("Participation"),
}


@figure(
    name="leaders-pipeline",
    id="R-03",
    page="progress",
    label=n_("Emerging leaders"),
    needs=NEEDS,
    people=People(
        ("count", *BY_GENDER),
        (("count", "gender_known"), ("gender_known", "women")),
        groups=("cohort",),
    ),
    native=Native("bar", "name", ("count",)),
)
def leaders(reading: Reading, t: Translate) -> Figure:
    """The leaders' pipeline: stages down, cohorts across, people in every cell."""
    left = small_numbers.shown("leaders-pipeline", pipelines.leaders(reading), reading, t)
    found = left.frame
    counted = [
        left.said(place, words.qualified(r["count"], r["qualifier"], t), t)
        for place, r in enumerate(records(found))
    ]
    cells = pd.DataFrame(
        {
            "row": found["stage"],
            "row_label": [t(STAGES[s]) for s in found["stage"]],
            "column": found["cohort"],
            "column_label": found["cohort"],
            "column_short": found["cohort"],
            "words": counted,
            "value": found["count"],
        }
    )
    told = found[found["count"].notna()]
    unsaid = {str(found["stage"].iloc[place]) for place in left.hidden}
    entered = told[told["stage"] == "in_programme"]["count"].sum()
    title = t.plural(
        "{n} emerging leader has entered the programme",
        "{n} emerging leaders have entered the programme",
        int(entered),
    )
    if not len(found):
        title = t("No cohort is recorded yet")
    elif "in_programme" not in set(told["stage"]):  # Not told is not 0.
        title = t("How many emerging leaders have entered the programme is not told yet")
    if "in_programme" in unsaid:  # The sum of the others would give the hidden ones away.
        title = t("Emerging leaders by cohort and stage")
    roles = told[told["stage"] == "leadership_role"]["count"].sum()
    if roles and "leadership_role" not in unsaid:
        title = t(
            "{title}; {roles} in a leadership role since", title=title, roles=t.number(int(roles))
        )
    return provenance.finished(
        reading,
        t,
        regions=provenance.ALL_REGIONS,
        title=title,
        of_all=True,
        subtitle=t("People by cohort and furthest stage told; n/k: not known"),
        table=provenance.table(
            found.assign(name=[t(STAGES[s]) for s in found["stage"]]),
            ("cohort", t("Cohort"), "code"),
            ("name", t("Stage")),
            ("count", t("People"), "number"),
            ("women", t("Women"), "number"),
            ("gender_known", t("Gender known"), "number"),
            ("as_of", t("Date of the data"), "date"),
            *left.columns(t),
            provenance.data_only("stage"),
        ),
        chart=(lambda: matrix(cells, t=t)) if len(cells) else None,
        alt=words.sentences(
            title,
            words.listed(
                (
                    words.one(
                        t(", ").join((r["cohort"], t(STAGES[r["stage"]]))),
                        left.said(place, words.number(r["count"], t), t),
                        t,
                    )
                    for place, r in enumerate(records(found))
                ),
                t,
                most=12,
            ),
        ),
        explanation=Explanation(t("Of each cohort and stage the latest count holds.")),
        rows=told,
        unreviewed=position.of_records(reading, "cohort_count"),
        empty="" if len(told) or left.hidden else t("No cohort is recorded yet."),
    )


@figure(
    name="resource-languages",
    id="R-04",
    page="progress",
    label=n_("Resources by language"),
    needs=NEEDS,
)
def resources(reading: Reading, t: Translate) -> Figure:
    """Resources by language: begun, drafted, released."""
    found, have = pipelines.resources(reading), pipelines.availability(reading)
    terms = reading.frame("terms")
    names = dict(zip(terms["code"], terms["title"], strict=True))
    steps = {"": 0.0, "started": 1.0, "drafted": 2.0, "released": 4.0}
    cells = pd.DataFrame(
        {
            "row": found["resource"],
            "row_label": [words.wrapped(title, 24) for title in found["title"]],
            "column": found["language"],
            "column_label": [t(names.get(code, code)) for code in found["language"]],
            "column_short": found["language"].astype(str),
            "words": [RESOURCE_SIGNS[s] for s in found["stage"]],
            "value": [steps[s] for s in found["stage"]],
        }
    )
    share = "" if have.ratio is None else t.percent(have.ratio)
    title = t(
        "{n} of {k} pairs of resource and language are released, {share}",
        n=t.number(have.released),
        k=t.number(have.pairs),
        share=share,
    )
    return provenance.finished(
        reading,
        t,
        regions=provenance.ALL_REGIONS,
        of_all=True,
        title=title if have.pairs else t("No resource is begun"),
        subtitle=words.sentences(
            t("Resources by language"), t("● released, ○ drafted, ◌ started, empty: not begun")
        ),
        table=provenance.table(
            found.assign(
                language_name=[t(names.get(c, c)) for c in found["language"]],
                stage_words=[t(RESOURCE_WORDS[s]) for s in found["stage"]],
            ),
            ("title", t("Resource")),
            ("language_name", t("Language")),
            ("stage_words", t("Stage")),
            ("as_of", t("Since"), "date"),
            provenance.data_only("resource"),
            provenance.data_only("language"),
            provenance.data_only("stage", "status"),
        ),
        chart=(lambda: matrix(cells, t=t)) if len(cells) else None,
        alt=words.sentences(
            title,
            words.listed(
                (
                    words.one(
                        t(", ").join((r["title"], t(str(names.get(r["language"], r["language"]))))),
                        t(RESOURCE_WORDS[r["stage"]]),
                        t,
                    )
                    for r in records(found)
                    if r["stage"]
                ),
                t,
                most=12,
            ),
        ),
        explanation=Explanation(t(explain.FORMULA["availability"])),
        rows=found[found["provenance"] != ""],
        unreviewed=position.of_records(reading, "resource_stage"),
        empty="" if len(found) else t("No resource is begun yet."),
    )


@figure(
    name="association-outcomes",
    id="R-05",
    page="progress",
    label=n_("Outcomes of associations"),
    needs=OUTCOME_NEEDS,
)
def association_outcomes(reading: Reading, t: Translate) -> Figure:
    """What changed for library associations, before and after, by day, association and title."""
    frame = visible_rows(reading, "association_outcomes")
    served = reading.choices.direction
    keep = [
        day <= reading.on and (not served or served in reading.framework.directions_of(node))
        for day, node in zip(frame["as_of"], frame["node"], strict=True)
    ]
    if len(frame):
        frame = frame[keep].sort_values(["as_of", "association", "title", "uid"])
    known = reading.frame("associations")
    names = dict(zip(known["code"], known["name"], strict=True))
    rows = records(frame)
    changed = frame.assign(
        name=[names.get(c, c) for c in frame["association"]],
        kind_name=[t(OUTCOME_KINDS[k]) for k in frame["kind"]],
        change=[
            words.qualified(r["after"], r["qualifier"], t)
            if not words.missing(r["after"])
            else ""
            if words.missing(r["change_percent"])
            else words.signed(r["change_percent"], t) + "\u202f%"
            for r in rows
        ],
        origin=[words.provenance(p, t) for p in frame["provenance"]],
        cited=[words.codes_of(s, t) for s in frame["source"]],
    )
    number = len(set(frame["association"]))
    title = t.plural(
        "{n} association reports {k} outcomes",
        "{n} associations report {k} outcomes",
        number,
        k=t.number(len(rows)),
    )
    return provenance.finished(
        reading,
        t,
        title=title if rows else t("No association outcome is recorded yet"),
        subtitle=t(
            "Outcomes reported for library associations; before and after as the source gives them"
        ),
        table=provenance.table(
            changed,
            ("name", t("Association")),
            ("kind_name", t("Kind")),
            ("title", t("Outcome")),
            ("before", t("Before"), "number"),
            ("change", t("After, or change")),
            ("as_of", t("Date of the data"), "date"),
            ("evidence", t("Evidence")),
            ("origin", t("Provenance")),
            ("cited", t("Source")),
            provenance.data_only("uid"),
            provenance.data_only("association"),
            provenance.data_only("after", "number"),
            provenance.data_only("change_percent", "number"),
        ),
        alt=words.sentences(
            title,
            words.listed(
                (
                    words.one(n, o, t)
                    for n, o in zip(changed["name"], changed["title"], strict=True)
                ),
                t,
            ),
        ),
        explanation=Explanation(
            t("Each row is one outcome as its source tells it; nothing is added up."),
            None,
            words.cited(frame["source"], reading, t),
        ),
        rows=frame,
        unreviewed=position.of_records(reading, "association_outcome"),
        empty="" if rows else t("No association outcome is recorded yet."),
    )
