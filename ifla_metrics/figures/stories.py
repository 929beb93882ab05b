"""Stories: what changed for whom, with the evidence. A table; a story is not a number."""

from __future__ import annotations

from ifla_metrics.errors import n_
from ifla_metrics.figures import position, provenance, words
from ifla_metrics.figures.figure import Explanation, Figure
from ifla_metrics.figures.registry import figure
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics.selection import rows as visible_rows
from ifla_metrics.metrics.tables import records
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
    frame = visible_rows(reading, "stories")
    served = reading.choices.direction
    keep = [
        day <= reading.on and (not served or served in framework.directions_of(node))
        for day, node in zip(frame["as_of"], frame["node"], strict=True)
    ]
    frame = frame[keep] if len(frame) else frame
    if len(frame):
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
