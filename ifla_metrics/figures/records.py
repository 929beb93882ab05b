"""Leaders, resources by language, outcomes of associations, stories, evidence."""

import pandas as pd

from ifla_metrics.charts.matrix import matrix
from ifla_metrics.errors import n_
from ifla_metrics.figures import small_numbers, words
from ifla_metrics.figures.figure import HIDDEN, Figure, table
from ifla_metrics.figures.registry import NativeChart, figure
from ifla_metrics.figures.small_numbers import BY_GENDER
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import counting, explain, pipelines
from ifla_metrics.metrics.measures import languages_of
from ifla_metrics.metrics.selection import Record, counted_rows, in_direction, iter_rows, records
from ifla_metrics.metrics.small_numbers import PeopleColumns
from ifla_metrics.reading import Reading

NEEDS = ("cohorts", "resources")
LEADERS_COLUMNS = PeopleColumns(
    ("count", *BY_GENDER),
    (("count", "gender_known"), ("gender_known", "women")),
    groups=("cohort",),
    stages=True,
)
STAGE_SIGNS = {"started": "◌", "drafted": "○", "released": "●", "": ""}
STAGE_SHADES = {"": 0.0, "started": 1.0, "drafted": 2.0, "released": 4.0}


@figure(
    name="leaders-pipeline",
    id="R-03",
    page="progress",
    label=n_("Emerging leaders"),
    needs=NEEDS,
    people=LEADERS_COLUMNS,
    native=NativeChart("bar", "name", ("count",)),
    all_directions=True,
    entry_kind="cohort_count",
    formula=n_("The latest count of each cohort and stage applies."),
)
def leaders(reading: Reading, t: Translate) -> Figure:
    """People in each cohort of leaders by the stage that they reached."""
    frame = small_numbers.suppress(pipelines.leaders(reading), LEADERS_COLUMNS, reading, t)
    frame["name"] = frame["stage"].map(words.term_labels("cohort_stage", reading, t))
    reported = frame[frame["count"].notna()]
    frame["went_on"] = _went_on(frame, t)
    people = [
        t("hidden") if hidden else words.with_qualifier(count, qualifier, t)
        for count, qualifier, hidden in iter_rows(frame, "count", "qualifier", HIDDEN)
    ]
    stages = table(
        frame,
        t,
        "cohort name count:number went_on women gender_known as_of hidden",
        "stage",
        name=n_("Stage"),
        count=n_("People"),
        went_on=n_("Went on"),
    )
    return Figure(
        title=_leaders_title(frame, t),
        lines=[t("People who reached each stage, and the share who went on; hatched: not known")],
        table=stages,
        chart=stages.bars(
            t,
            "count",
            number=[
                " · ".join(filter(None, texts))
                for texts in zip(people, frame["went_on"], strict=True)
            ],
            label=[words.labelled(c, name, t) for c, name in iter_rows(frame, "cohort", "name")],
            hatched=True,
        ),
        source_rows=reported,
    )


def _leaders_title(frame: pd.DataFrame, t: Translate) -> str:
    """Return how many people entered the programme, or "" if that is unknown or hidden."""
    entered = frame[frame["stage"] == "in_programme"]
    # The sum of the other cohorts would reveal a hidden one.
    if (entered[HIDDEN] != "").any() or not entered["count"].notna().any():
        return ""
    return t.plural(
        "{n} emerging leader has entered the programme",
        "{n} emerging leaders have entered the programme",
        int(entered["count"].sum()),
    )


def _went_on(frame: pd.DataFrame, t: Translate) -> list[str]:
    """Return the share of people in each cohort and stage who reached the next stage."""
    next_count = frame.groupby("cohort")["count"].shift(-1)
    shares = (next_count / frame["count"].where(frame["count"] > 0)).tolist()
    return ["" if words.is_missing(share) or share > 1 else t.percent(share) for share in shares]


@figure(
    name="resource-languages",
    id="R-04",
    page="progress",
    label=n_("Resources by language"),
    needs=NEEDS,
    all_directions=True,
    entry_kind="resource_stage",
    formula=explain.FORMULA["availability"],
)
def resources(reading: Reading, t: Translate) -> Figure:
    """The stage of each resource in each language."""
    frame, listed = pipelines.resources(reading), languages_of(reading)
    released = int(((frame["stage"] == "released") & frame["language"].isin(listed)).sum())
    pairs = frame["resource"].nunique() * len(listed)
    languages = words.term_labels("resource_language", reading, t)
    stages = {"": t("not begun"), **words.term_labels("resource_stage", reading, t)}
    frame = frame.assign(
        language_name=[languages.get(code, code) for code in frame["language"]],
        stage_words=frame["stage"].map(stages),
    )
    combinations = table(
        frame,
        t,
        "title language_name stage_words as_of",
        "resource language stage:status",
        title=n_("Resource"),
        language_name=n_("Language"),
        stage_words=n_("Stage"),
        as_of=n_("Since"),
    )
    marks = combinations.marks(
        t,
        row=frame["resource"],
        row_label=frame["title"],
        column=frame["language"],
        column_label=frame["language_name"],
        column_short=frame["language"],
        words=frame["stage"].map(STAGE_SIGNS),
        value=frame["stage"].map(STAGE_SHADES),
    )
    key = frame["language"] + " " + frame["language_name"]
    return Figure(
        title=t(
            "{share} of resource–language combinations released ({n} of {k})",
            share=t.percent(released / (pairs or 1)),
            n=released,
            k=pairs,
        ),
        lines=[t("Resources by language: ● released, ○ drafted, ◌ started, empty: not begun")],
        table=combinations,
        chart=lambda: matrix(
            marks, t=t, key="\n".join(key.drop_duplicates()), tooltip=combinations.tooltip
        ),
        source_rows=frame[frame["provenance"] != ""],
    )


def _chosen_records(name: str, reading: Reading) -> pd.DataFrame:
    """Return the records up to the evaluation day whose node serves the chosen direction."""
    frame = counted_rows(reading, name)
    return in_direction(frame[frame["as_of"] <= reading.evaluation_day], reading)


@figure(
    name="association-outcomes",
    id="R-05",
    page="progress",
    label=n_("Outcomes of associations"),
    needs=("association_outcomes",),
    entry_kind="association_outcome",
    formula=n_("Each row is one outcome as its source reports it; nothing is added up."),
)
def association_outcomes(reading: Reading, t: Translate) -> Figure:
    """What changed for library associations, by day, association and title."""
    outcomes = _chosen_records("association_outcomes", reading)
    outcomes = outcomes.sort_values(["as_of", "association", "title", "uid"])
    associations = reading.lists["associations"]
    frame = outcomes.assign(
        name=outcomes["association"].replace({c: a.title for c, a in associations.items()}),
        kind_name=outcomes["kind"].map(words.term_labels("outcome_kind", reading, t)),
        change=[_after(row, t) for row in records(outcomes)],
        cited=[words.source_list(cell, t) for cell in outcomes["source"]],
    )
    n_associations = int(outcomes["association"].nunique())
    return Figure(
        title=t.plural(
            "{n} outcome reported for {associations}",
            "{n} outcomes reported for {associations}",
            len(outcomes),
            associations=t.plural("{n} association", "{n} associations", n_associations),
        ),
        lines=[t("What changed for library associations, as the source gives it")],
        table=table(
            frame,
            t,
            "name kind_name title before:number change as_of evidence origin cited",
            "uid association after:number change_percent:number",
            name=n_("Association"),
            kind_name=n_("Kind"),
            title=n_("Outcome"),
            before=n_("Before"),
            change=n_("After, or change"),
        ),
        source_codes=outcomes["source"],
        source_rows=outcomes,
    )


def _after(row: Record, t: Translate) -> str:
    """Return the value after the change, or else the change in per cent."""
    if not words.is_missing(row["after"]):
        return words.with_qualifier(row["after"], row["qualifier"], t)
    if words.is_missing(row["change_percent"]):
        return ""
    return words.signed(row["change_percent"], t) + "\u202f%"


@figure(
    name="stories",
    id="S-01",
    page="stories",
    label=n_("Stories of change"),
    needs=("stories",),
    entry_kind="story",
    formula=n_("Each row is one story as told by a working group or a source."),
)
def stories(reading: Reading, t: Translate) -> Figure:
    """Stories of change in the chosen direction, the newest first."""
    stories = _chosen_records("stories", reading)
    stories = stories.sort_values(["as_of", "title", "uid"], ascending=[False, True, True])
    frame = stories.assign(
        row_name=words.node_titles(map(reading.framework.row_of, stories["node"]), reading, t),
        place=words.country_names(stories["country"], reading, t),
    )
    with_source = int(((stories["evidence"] != "") | (stories["source"] != "")).sum())
    return Figure(
        title=t.plural(
            "{n} story of change, {k} with a public source",
            "{n} stories of change, {k} with a public source",
            len(stories),
            k=with_source,
        ),
        lines=[t("What changed and for whom; no person is named")],
        table=table(
            frame,
            t,
            "as_of row_name title change for_whom place evidence origin source",
            "uid node country",
            as_of=n_("When"),
            title=n_("Story"),
            for_whom=n_("For whom"),
        ),
        source_codes=stories["source"],
        source_rows=stories,
    )


@figure(
    name="evidence-share",
    id="S-02",
    page="stories",
    label=n_("Activities with evidence"),
    needs=("evidence",),
    native=NativeChart("bar", "name", ("ratio",), "with_evidence/completed"),
    click="element",
    formula=n_(
        "Share = completed activities of the period with at least one link, uploaded file "
        "or public source ÷ all completed activities of the period."
    ),
)
def evidence_share(reading: Reading, t: Translate) -> Figure:
    """The share of completed activities with evidence, in all and by element."""
    frame = counting.evidence(reading)
    is_element = frame["row"] != "all"
    frame["name"] = t("All")
    frame.loc[is_element, "name"] = words.node_titles(frame["row"][is_element], reading, t)
    elements = table(
        frame.assign(element=frame["row"]),
        t,
        "name completed:number with_evidence:number ratio",
        "element",
        name=reading.framework.row_level.name,
        completed=n_("Completed activities"),
        with_evidence=n_("With evidence"),
    )
    completed, with_evidence = map(int, frame.head(1)[["completed", "with_evidence"]].sum())
    return Figure(
        title=t(
            "{share} of completed activities have evidence ({n} of {k})",
            share=t.percent(with_evidence / max(1, completed)),
            n=with_evidence,
            k=completed,
        ),
        lines=(
            t("Completed activities with a link, a file or a public source"),
            t("An activity of several elements counts in each element"),
        ),
        table=elements,
        chart=elements.bars(t, "ratio", number="with_evidence/completed ratio", pick="element"),
    )
