"""How many activities were run with outside partners, by kind of partner."""

from __future__ import annotations

from ifla_metrics.charts import ledger
from ifla_metrics.errors import n_
from ifla_metrics.figures import provenance, words
from ifla_metrics.figures.figure import Explanation, Figure
from ifla_metrics.figures.registry import Native, figure
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import participation
from ifla_metrics.metrics.tables import each
from ifla_metrics.reading import Reading


@figure(
    name="partners-by-kind",
    id="P-09",
    page="participation",
    label=n_("Partners by kind"),
    needs=provenance.narrowed(("partners", "terms")),
    native=Native("bar", "name", ("activities",)),
    wide=True,
)
def partners_by_kind(reading: Reading, t: Translate) -> Figure:
    """Activities with outside partners, in all and by kind of partner."""
    frame = participation.by_partner_kind(reading)
    with_any, activities = (int(n) for n in frame[["activities", "of"]].iloc[0])
    frame["name"] = [t("Any partner"), *frame["title"].iloc[1:].map(t)]
    table = provenance.table(
        frame,
        ("name", t("Kind of partner")),
        ("activities", t("Activities"), "number"),
        ("share", t("Share of all activities"), "percent"),
        provenance.data_only("code"),
    )
    marks = table.marks(
        t,
        row=frame["code"],
        label=frame["name"],
        number=[
            f"{t.number(n)} · {words.cell(share, 'percent', t)}"
            for n, share in each(frame, "activities", "share")
        ],
        value=frame["activities"].astype(float),
    )
    of = t("{n} of {k}", n=t.number(with_any), k=t.number(activities))
    title = t(
        "{of} activities had outside partners in {period}", of=of, period=reading.period.title
    )
    empty = ""
    if not activities:
        empty = t("No activity is logged in {period}.", period=reading.period.title)
    elif not with_any:
        empty = t("No activity of {period} names an outside partner.", period=reading.period.title)
    return provenance.finished(
        reading,
        t,
        title=empty or title,
        subtitle=t("An activity with partners of several kinds is counted in each of them"),
        table=table,
        chart=lambda: ledger.bars(marks, t=t, tooltip=table.tooltip),
        alt=words.rows_in_words(marks, t, "number"),
        explanation=Explanation(
            t(
                "Activities of the period (under way or completed) that name at least one "
                "organisation as a partner. Working groups of IFLA that took part count as groups."
            )
        ),
        empty=empty,
    )
