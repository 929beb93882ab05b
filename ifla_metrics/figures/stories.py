"""Stories: what changed for whom; and how many completed activities have evidence."""

from __future__ import annotations

from ifla_metrics.charts import ledger
from ifla_metrics.errors import n_
from ifla_metrics.figures import position, provenance, statuses, words
from ifla_metrics.figures.figure import Explanation, Figure
from ifla_metrics.figures.pipelines import of_direction
from ifla_metrics.figures.registry import Native, figure
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import counting
from ifla_metrics.metrics.selection import rows as visible_rows
from ifla_metrics.metrics.tables import each, records
from ifla_metrics.reading import Reading

NEEDS = provenance.narrowed(("stories", "countries", "sources"))


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
    countries = reading.frame("countries")
    names = {r["country"]: t.country(r["alpha2"], r["name"]) for r in records(countries)}
    shown = frame.assign(
        row_name=[framework.node(framework.row_of(n)).short_title for n in frame["node"]],
        place=[names.get(c, c) for c in frame["country"]],
        origin=[words.provenance(p, t) for p in frame["provenance"]],
    )
    proven = sum(bool(e or s) for e, s in zip(frame["evidence"], frame["source"], strict=True))
    title = t.plural(
        "{n} story of change, {k} with a public source",
        "{n} stories of change, {k} with a public source",
        len(frame),
        k=t.number(proven),
    )
    return provenance.finished(
        reading,
        t,
        title=title if len(frame) else t("No story is recorded yet"),
        subtitle=t("What changed and for whom; no person is named"),
        table=provenance.table(
            shown,
            ("as_of", t("When"), "date"),
            ("row_name", t("Row")),
            ("title", t("Story")),
            ("change", t("What changed")),
            ("for_whom", t("For whom")),
            ("place", t("Country")),
            ("evidence", t("Evidence")),
            ("origin", t("Provenance")),
            ("source", t("Source")),
            provenance.data_only("uid"),
            provenance.data_only("node"),
            provenance.data_only("country"),
        ),
        alt=(str(s) for s in frame["title"].head(5)),
        explanation=Explanation(
            t("Each row is one story as a working group or a source tells it."),
            None,
            words.cited(frame["source"], reading, t),
        ),
        rows=frame,
        unreviewed=position.of_records(reading, "story"),
        empty="" if len(frame) else t("No story is recorded yet."),
    )


@figure(
    name="evidence-share",
    id="S-02",
    page="stories",
    label=n_("Activities with evidence"),
    needs=provenance.narrowed(("evidence",)),
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
    table = provenance.table(
        frame.assign(element=frame["row"]),
        ("name", statuses.level_name(reading, t)),
        ("completed", t("Completed activities"), "number"),
        ("with_evidence", t("With evidence"), "number"),
        ("ratio", t("Share"), "percent"),
        provenance.data_only("element"),
    )
    counts = [
        (f"{t.number(n)}/{t.number(k)}", t.percent(ratio))
        for n, k, ratio in each(frame, "with_evidence", "completed", "ratio")
    ]
    marks = table.marks(
        t,
        row=frame["row"].replace("", "none"),
        label=[words.name(name, beside=True) for name in frame["name"]],
        number=[" · ".join(both) for both in counts],
        value=frame["ratio"],
    )
    completed, proven = (int(frame[c].head(1).sum()) for c in ("completed", "with_evidence"))
    title = empty = t("No activity is completed in {period}.", period=reading.period.title)
    if completed:
        title = t(
            "{share} of completed activities have evidence ({of})",
            share=counts[0][1],
            of=t("{n} of {k}", n=t.number(proven), k=t.number(completed)),
        )
        empty = ""
    return provenance.finished(
        reading,
        t,
        title=title,
        subtitle=words.sentences(
            t("Completed activities with a link, a file or a public source"),
            t("An activity of several elements is counted in each of them"),
        ),
        table=table,
        chart=lambda: ledger.bars(marks, t=t, shares=True, tooltip=table.tooltip, pick=["element"]),
        alt=words.rows_in_words(marks, t, "number"),
        explanation=Explanation(
            t(
                "Share = completed activities of the period with at least one link, uploaded file "
                "or public source ÷ all completed activities of the period."
            )
        ),
        empty=empty,
    )
