"""How many completed activities have evidence: a link, a file or a public source."""

from __future__ import annotations

from ifla_metrics.charts import ledger
from ifla_metrics.errors import n_
from ifla_metrics.figures import course, provenance, words
from ifla_metrics.figures.figure import Explanation, Figure
from ifla_metrics.figures.registry import Native, figure
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import counting
from ifla_metrics.metrics.tables import each
from ifla_metrics.reading import Reading


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
        ("name", course.level_name(reading, t)),
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
        alt=words.said(marks, t, "number"),
        explanation=Explanation(
            t(
                "Share = completed activities of the period with at least one link, uploaded file "
                "or public source ÷ all completed activities of the period."
            )
        ),
        empty=empty,
    )
