"""Stories: what changed for whom; and how many completed activities have evidence."""

from __future__ import annotations

from ifla_metrics.errors import n_
from ifla_metrics.figures import statuses, unreviewed_entries, words
from ifla_metrics.figures.build import build_figure
from ifla_metrics.figures.figure import Figure, table
from ifla_metrics.figures.pipelines import of_direction
from ifla_metrics.figures.registry import Native, figure, with_scopes
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import counting
from ifla_metrics.metrics.selection import rows as visible_rows
from ifla_metrics.metrics.tables import each
from ifla_metrics.reading import Reading

NEEDS = with_scopes(("stories", "countries", "sources"))


@figure(
    name="stories",
    id="S-01",
    page="stories",
    label=n_("Stories of change"),
    needs=NEEDS,
)
def stories(reading: Reading, t: Translate) -> Figure:
    """The stories told by the evaluation day that serve the direction, the newest first."""
    framework = reading.framework
    frame = of_direction(visible_rows(reading, "stories"), reading)
    frame = frame.sort_values(["as_of", "title", "uid"], ascending=[False, True, True])
    shown = frame.assign(
        row_name=words.parts_of(map(framework.row_of, frame["node"]), reading),
        place=words.country_names(frame["country"], reading, t),
        origin=words.origins(frame, t),
    )
    proven = int(((frame["evidence"] != "") | (frame["source"] != "")).sum())
    return build_figure(
        reading,
        t,
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
        alt=frame["title"].head(5),
        formula=t("Each row is one story as a working group or a source tells it."),
        definition=words.cited(frame["source"], reading, t),
        rows=frame,
        unreviewed=unreviewed_entries.of_records(reading, "story"),
        empty="" if len(frame) else t("No story is recorded yet."),
    )


@figure(
    name="evidence-share",
    id="S-02",
    page="stories",
    label=n_("Activities with evidence"),
    needs=with_scopes(("evidence",)),
    native=Native("bar", "name", ("ratio",), ("with_evidence", "completed")),
    click="element",
)
def evidence_share(reading: Reading, t: Translate) -> Figure:
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
        name=statuses.level_name(reading, t),
        completed=n_("Completed activities"),
        with_evidence=n_("With evidence"),
    )
    counts = [
        (f"{t.number(n)}/{t.number(k)}", t.percent(ratio))
        for n, k, ratio in each(frame, "with_evidence", "completed", "ratio")
    ]
    completed, proven = (int(frame[c].head(1).sum()) for c in ("completed", "with_evidence"))
    title, empty = "", t("No activity is completed in {period}.", period=reading.period.title)
    if completed:
        title, empty = (
            t(
                "{share} of completed activities have evidence ({of})",
                share=counts[0][1],
                of=t("{n} of {k}", n=t.number(proven), k=t.number(completed)),
            ),
            "",
        )
    return build_figure(
        reading,
        t,
        title=title,
        subtitle=(
            t("Completed activities with a link, a file or a public source"),
            t("An activity of several elements is counted in each of them"),
        ),
        table=found,
        **found.bars(
            t,
            row=frame["row"].replace("", "none"),
            label=[words.name(name, beside=True) for name in frame["name"]],
            number=[" · ".join(both) for both in counts],
            value=frame["ratio"],
            shares=True,
            pick="element",
        ),
        formula=t(
            "Share = completed activities of the period with at least one link, uploaded file "
            "or public source ÷ all completed activities of the period."
        ),
        empty=empty,
    )
