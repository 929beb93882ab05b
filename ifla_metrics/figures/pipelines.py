"""What comes in stages: leaders of a cohort, resources in languages; and association outcomes."""

from __future__ import annotations

import pandas as pd

from ifla_metrics.charts.funnel import funnel
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
from ifla_metrics.metrics.tables import each, records
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
    found = left.frame.assign(name=[t(STAGES[stage]) for stage in left.frame["stage"]])
    reported = found[found["count"].notna()]
    frame = _funnel(found, left, t)
    title = _leaders_title(found, left, t)
    return provenance.finished(
        reading,
        t,
        regions=provenance.ALL_REGIONS,
        title=title,
        of_all=True,
        subtitle=t("People who reached each stage, by cohort; hatched: not known"),
        table=provenance.table(
            found.assign(went_on=frame["went_on"].tolist()),
            ("cohort", t("Cohort"), "code"),
            ("name", t("Stage")),
            ("count", t("People"), "number"),
            ("went_on", t("Went on")),
            ("women", t("Women"), "number"),
            ("gender_known", t("Gender known"), "number"),
            ("as_of", t("Date of the data"), "date"),
            *left.columns(t),
            provenance.data_only("stage"),
        ),
        chart=(lambda: funnel(frame, t=t)) if len(frame) else None,
        alt=[words.listed(words.rows_in_words(frame, t, "number"), t, most=12)],
        explanation=Explanation(t("Of each cohort and stage the latest count holds.")),
        rows=reported,
        unreviewed=position.of_records(reading, "cohort_count"),
        empty="" if len(reported) or left.hidden else t("No cohort is recorded yet."),
    )


def _leaders_title(found: pd.DataFrame, left: small_numbers.Shown, t: Translate) -> str:
    """Return how many entered the programme, and how many have a leadership role."""
    stages = found.groupby("stage")["count"].sum(min_count=1)
    hidden = {str(found["stage"].iloc[place]) for place in left.hidden}
    if not len(found):
        return t("No cohort is recorded yet")
    if "in_programme" in hidden:  # The sum of the others would give the hidden ones away.
        return t("Emerging leaders by cohort and stage")
    entered, roles = stages["in_programme"], stages["leadership_role"]
    title = t("How many emerging leaders have entered the programme is not reported yet")
    if not words.missing(entered):  # Not reported is not 0.
        title = t.plural(
            "{n} emerging leader has entered the programme",
            "{n} emerging leaders have entered the programme",
            int(entered),
        )
    if words.missing(roles) or not roles or "leadership_role" in hidden:
        return title
    return t("{title}; {roles} in a leadership role since", title=title, roles=t.number(int(roles)))


def _funnel(found: pd.DataFrame, left: small_numbers.Shown, t: Translate) -> pd.DataFrame:
    """Return one row per cohort and stage: people, and the share of them that went on."""
    later = found.groupby("cohort")["count"].shift(-1)
    share = (later / found["count"].where(found["count"] > 0)).tolist()
    went_on = ["" if words.missing(part) or part > 1 else t.percent(part) for part in share]
    people = [
        left.said(place, words.qualified(row["count"], row["qualifier"], t), t)
        for place, row in enumerate(records(found))
    ]
    return pd.DataFrame(
        {
            "row": found["cohort"] + " " + found["stage"],
            "label": [
                words.labelled(cohort, name, t) for cohort, name in each(found, "cohort", "name")
            ],
            "value": found["count"],
            "went_on": went_on,
            "number": [
                t("{people}, {share} went on", people=n, share=part) if part else n
                for n, part in zip(people, went_on, strict=True)
            ],
            "as_of": [words.cell(day, "date", t) for day in found["as_of"]],
        }
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
    table = provenance.table(
        found.assign(
            language_name=cells["column_label"],
            stage_words=[t(RESOURCE_WORDS[s]) for s in found["stage"]],
        ),
        ("title", t("Resource")),
        ("language_name", t("Language")),
        ("stage_words", t("Stage")),
        ("as_of", t("Since"), "date"),
        provenance.data_only("resource"),
        provenance.data_only("language"),
        provenance.data_only("stage", "status"),
    )
    title = t("No resource is begun")
    if have.ratio is not None:
        title = t(
            "{share} of resource–language combinations released ({n} of {k})",
            share=t.percent(have.ratio),
            n=t.number(have.released),
            k=t.number(have.pairs),
        )
    begun = [
        words.labelled(t(", ").join((row["title"], row["language_name"])), row["stage_words"], t)
        for row in records(table.frame)
        if row["stage"]
    ]
    return provenance.finished(
        reading,
        t,
        regions=provenance.ALL_REGIONS,
        of_all=True,
        title=title,
        subtitle=t("Resources by language: ● released, ○ drafted, ◌ started, empty: not begun"),
        table=table,
        chart=(lambda: matrix(table.marks(t, **cells), t=t, tooltip=table.tooltip))
        if len(cells)
        else None,
        alt=[words.listed(begun, t, most=12)],
        explanation=Explanation(t(explain.FORMULA["availability"])),
        rows=found[found["provenance"] != ""],
        unreviewed=position.of_records(reading, "resource_stage"),
        empty="" if len(found) else t("No resource is begun yet."),
    )


def of_direction(frame: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Return the records by the evaluation day whose part serves the chosen direction."""
    chosen, framework = reading.choices.direction, reading.framework
    keep = [
        day <= reading.on and (not chosen or chosen in framework.directions_of(node))
        for day, node in each(frame, "as_of", "node")
    ]
    return frame[pd.Series(keep, index=frame.index, dtype=bool)]


@figure(
    name="association-outcomes",
    id="R-05",
    page="progress",
    label=n_("Outcomes of associations"),
    needs=OUTCOME_NEEDS,
)
def association_outcomes(reading: Reading, t: Translate) -> Figure:
    """What changed for library associations, before and after, by day, association and title."""
    frame = of_direction(visible_rows(reading, "association_outcomes"), reading)
    frame = frame.sort_values(["as_of", "association", "title", "uid"])
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
        "{k} outcomes reported for {n} association",
        "{k} outcomes reported for {n} associations",
        number,
        k=t.number(len(rows)),
    )
    return provenance.finished(
        reading,
        t,
        title=title if rows else t("No association outcome is recorded yet"),
        subtitle=t("What changed for library associations, as the source gives it"),
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
        alt=[
            words.listed(
                (
                    words.labelled(n, o, t)
                    for n, o in zip(changed["name"], changed["title"], strict=True)
                ),
                t,
            )
        ],
        explanation=Explanation(
            t("Each row is one outcome as its source tells it; nothing is added up."),
            None,
            words.cited(frame["source"], reading, t),
        ),
        rows=frame,
        unreviewed=position.of_records(reading, "association_outcome"),
        empty="" if rows else t("No association outcome is recorded yet."),
    )
