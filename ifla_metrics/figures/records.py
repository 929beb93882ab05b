"""Records of the log: leaders, resources by language, outcomes of associations, stories."""

import textwrap

import altair as alt
import pandas as pd

from ifla_metrics.charts.matrix import matrix
from ifla_metrics.errors import n_
from ifla_metrics.figures import small_numbers, words
from ifla_metrics.figures.figure import HIDDEN, FigureDraft, table
from ifla_metrics.figures.registry import Native, figure
from ifla_metrics.figures.small_numbers import BY_GENDER
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import counting, explain, steps
from ifla_metrics.metrics.disclosure import People
from ifla_metrics.metrics.measures import languages_of
from ifla_metrics.metrics.selection import Record, each, records, serving
from ifla_metrics.metrics.selection import rows as visible_rows
from ifla_metrics.reading import Reading

NEEDS = ("cohorts", "resources")

KEY_LETTERS = 52
"""Letters of a line of the key to the languages: as much as a phone has room for."""
RESOURCE_SIGNS = {"started": "◌", "drafted": "○", "released": "●", "": ""}


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
    of_all=True,
    entries="cohort_count",
)
def leaders(reading: Reading, t: Translate) -> FigureDraft:
    """The leaders' pipeline: stages down, cohorts across, people in every cell."""
    found = small_numbers.shown("leaders-pipeline", steps.leaders(reading), reading, t)
    found["name"] = found["stage"].map(words.terms("cohort_stage", reading, t))
    reported = found[found["count"].notna()]
    found["went_on"] = _went_on(found, t)
    people = [
        t("hidden") if hidden else words.qualified(count, qualifier, t)
        for count, qualifier, hidden in each(found, "count", "qualifier", HIDDEN)
    ]
    shown = table(
        found,
        t,
        "cohort name count:number went_on women gender_known as_of hidden",
        "stage",
        name=n_("Stage"),
        count=n_("People"),
        went_on=n_("Went on"),
    )
    return FigureDraft(
        title=_leaders_title(found, t),
        subtitle=t("People who reached each stage, by cohort; hatched: not known"),
        table=shown,
        chart=shown.bars(
            t,
            row=found["cohort"] + " " + found["stage"],
            label=[
                words.labelled(cohort, name, t) for cohort, name in each(found, "cohort", "name")
            ],
            number=[
                t("{people}, {share} went on", people=n, share=part) if part else n
                for n, part in zip(people, found["went_on"], strict=True)
            ],
            value=found["count"],
            hatched=True,
        ),
        formula=t("The latest count of each cohort and stage applies."),
        rows=reported,
    )


def _leaders_title(found: pd.DataFrame, t: Translate) -> str:
    """Return how many entered the programme; "" where that is not known or hidden."""
    stages = found.groupby("stage")["count"].sum(min_count=1)
    hidden = {*found.loc[found[HIDDEN] != "", "stage"]}
    # Not reported is not 0; the sum of some cohorts would give the hidden ones away.
    entered = float("nan") if "in_programme" in hidden else stages.get("in_programme", float("nan"))
    if words.missing(entered):
        return ""
    return t.plural(
        "{n} emerging leader has entered the programme",
        "{n} emerging leaders have entered the programme",
        int(entered),
    )


def _went_on(found: pd.DataFrame, t: Translate) -> list[str]:
    """Return the share of people of each cohort and stage that reached the next one."""
    later = found.groupby("cohort")["count"].shift(-1)
    shares = (later / found["count"].where(found["count"] > 0)).tolist()
    return ["" if words.missing(share) or share > 1 else t.percent(share) for share in shares]


@figure(
    name="resource-languages",
    id="R-04",
    page="progress",
    label=n_("Resources by language"),
    needs=NEEDS,
    of_all=True,
    entries="resource_stage",
)
def resources(reading: Reading, t: Translate) -> FigureDraft:
    """Resources by language: begun, drafted, released."""
    found, listed = steps.resources(reading), languages_of(reading)
    released = (found["stage"] == "released") & found["language"].isin(listed)
    pairs = found["resource"].nunique() * len(listed)
    languages = words.terms("resource_language", reading, t)
    stages = {"": t("not begun"), **words.terms("resource_stage", reading, t)}
    shades = {"": 0.0, "started": 1.0, "drafted": 2.0, "released": 4.0}
    found = found.assign(
        language_name=[languages.get(code, code) for code in found["language"]],
        stage_words=found["stage"].map(stages),
    )
    shown = table(
        found,
        t,
        "title language_name stage_words as_of",
        "resource language stage:status",
        title=n_("Resource"),
        language_name=n_("Language"),
        stage_words=n_("Stage"),
        as_of=n_("Since"),
    )

    def drawn() -> alt.LayerChart:
        marks = shown.marks(
            t,
            row=found["resource"],
            row_label=found["title"],
            column=found["language"],
            column_label=found["language_name"],
            column_short=found["language"],
            words=found["stage"].map(RESOURCE_SIGNS),
            value=found["stage"].map(shades),
        )
        each_once = found[["language", "language_name"]].drop_duplicates()
        key = " · ".join("\u00a0".join(names) for names in each_once.itertuples(index=False))
        key = textwrap.fill(key, KEY_LETTERS, break_on_hyphens=False)
        return matrix(marks, t=t, key=key, tooltip=shown.tooltip)

    title = ""
    if pairs:
        title = t(
            "{share} of resource–language combinations released ({n} of {k})",
            share=t.percent(released.sum() / pairs),
            n=t.number(int(released.sum())),
            k=t.number(pairs),
        )
    return FigureDraft(
        title=title,
        subtitle=t("Resources by language: ● released, ○ drafted, ◌ started, empty: not begun"),
        table=shown,
        chart=drawn,
        formula=t(explain.FORMULA["availability"]),
        rows=found[found["provenance"] != ""],
    )


def _told(name: str, reading: Reading) -> pd.DataFrame:
    """Return the records by the evaluation day whose part serves the chosen direction."""
    frame = visible_rows(reading, name)
    return serving(frame[frame["as_of"] <= reading.evaluation_day], reading)


@figure(
    name="association-outcomes",
    id="R-05",
    page="progress",
    label=n_("Outcomes of associations"),
    needs=("association_outcomes",),
    entries="association_outcome",
)
def association_outcomes(reading: Reading, t: Translate) -> FigureDraft:
    """What changed for library associations, before and after, by day, association and title."""
    frame = _told("association_outcomes", reading)
    frame = frame.sort_values(["as_of", "association", "title", "uid"])
    known = reading.lists["associations"]
    changed = frame.assign(
        name=[known[code].title if code in known else code for code in frame["association"]],
        kind_name=frame["kind"].map(words.terms("outcome_kind", reading, t)),
        change=[_after(row, t) for row in records(frame)],
        cited=[words.codes_of(s, t) for s in frame["source"]],
    )
    return FigureDraft(
        title=t.plural(
            "{k} outcomes reported for {n} association",
            "{k} outcomes reported for {n} associations",
            frame["association"].nunique(),
            k=t.number(len(frame)),
        ),
        subtitle=t("What changed for library associations, as the source gives it"),
        table=table(
            changed,
            t,
            "name kind_name title before:number change as_of evidence origin cited",
            "uid association after:number change_percent:number",
            name=n_("Association"),
            kind_name=n_("Kind"),
            title=n_("Outcome"),
            before=n_("Before"),
            change=n_("After, or change"),
        ),
        formula=t("Each row is one outcome as its source reports it; nothing is added up."),
        cited=frame["source"],
        rows=frame,
    )


def _after(row: Record, t: Translate) -> str:
    if not words.missing(row["after"]):
        return words.qualified(row["after"], row["qualifier"], t)
    if words.missing(row["change_percent"]):
        return ""
    return words.signed(row["change_percent"], t) + "\u202f%"


@figure(
    name="stories",
    id="S-01",
    page="stories",
    label=n_("Stories of change"),
    needs=("stories",),
    entries="story",
)
def stories(reading: Reading, t: Translate) -> FigureDraft:
    """The stories told by the evaluation day that serve the direction, the newest first."""
    framework = reading.framework
    frame = _told("stories", reading)
    frame = frame.sort_values(["as_of", "title", "uid"], ascending=[False, True, True])
    shown = frame.assign(
        row_name=words.parts_of(map(framework.row_of, frame["node"]), reading),
        place=words.country_names(frame["country"], reading, t),
    )
    proven = int(((frame["evidence"] != "") | (frame["source"] != "")).sum())
    return FigureDraft(
        title=t.plural(
            "{n} story of change, {k} with a public source",
            "{n} stories of change, {k} with a public source",
            len(frame),
            k=t.number(proven),
        ),
        subtitle=t("What changed and for whom; no person is named"),
        table=table(
            shown,
            t,
            "as_of row_name title change for_whom place evidence origin source",
            "uid node country",
            as_of=n_("When"),
            title=n_("Story"),
            for_whom=n_("For whom"),
        ),
        formula=t("Each row is one story as told by a working group or a source."),
        cited=frame["source"],
        rows=frame,
    )


@figure(
    name="evidence-share",
    id="S-02",
    page="stories",
    label=n_("Activities with evidence"),
    needs=("evidence",),
    native=Native("bar", "name", ("ratio",), ("with_evidence", "completed")),
    click="element",
)
def evidence_share(reading: Reading, t: Translate) -> FigureDraft:
    """The share of completed activities with evidence, in all and by element."""
    frame = counting.evidence(reading)
    names = {"all": t("All"), "": t("None named")}
    frame["name"] = [
        names.get(code) or reading.framework.node(code).short_title for code in frame["row"]
    ]
    found = table(
        frame.assign(element=frame["row"]),
        t,
        "name completed:number with_evidence:number ratio",
        "element",
        name=reading.framework.row_level.name,
        completed=n_("Completed activities"),
        with_evidence=n_("With evidence"),
    )
    numbers = [
        f"{t.number(n)}/{t.number(k)} · {t.percent(ratio)}"
        for n, k, ratio in each(frame, "with_evidence", "completed", "ratio")
    ]
    completed, proven = (int(frame[c].head(1).sum()) for c in ("completed", "with_evidence"))
    return FigureDraft(
        title=t(
            "{share} of completed activities have evidence ({of})",
            share=t.percent(proven / max(1, completed)),
            of=t("{n} of {k}", n=t.number(proven), k=t.number(completed)),
        ),
        subtitle=(
            t("Completed activities with a link, a file or a public source"),
            t("An activity of several elements counts in each element"),
        ),
        table=found,
        chart=found.bars(
            t,
            row=frame["row"].replace("", "none"),
            number=numbers,
            value=frame["ratio"],
            shares=True,
            pick="element",
        ),
        formula=t(
            "Share = completed activities of the period with at least one link, uploaded file "
            "or public source ÷ all completed activities of the period."
        ),
    )
