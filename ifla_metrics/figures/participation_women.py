"""The share of women in participations, by region and by element."""

import pandas as pd

from ifla_metrics.charts import labelled_bars as charts
from ifla_metrics.errors import n_
from ifla_metrics.figures import small_numbers, words
from ifla_metrics.figures.figure import HIDDEN, FigureDraft, Table, table
from ifla_metrics.figures.participation import participation_figure, uncounted_sentence
from ifla_metrics.figures.registry import KeyNumber, NativeChart
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import counting, explain, participation
from ifla_metrics.metrics.disclosure import PeopleColumns
from ifla_metrics.metrics.selection import Record, records
from ifla_metrics.reading import Reading

WOMEN_COLUMNS = PeopleColumns(
    ("women", "known", "unknown"), (("known", "women"),), shares=("ratio",), has_total=True
)
WOMEN_CHART = NativeChart("bar", "label", ("ratio",), ("women", "known"))


def _total_share(parts: Table, t: Translate) -> str:
    return "".join(t.percent(share) for share in parts.frame["ratio"].head(1).dropna())


@participation_figure(
    name="women-share",
    id="P-03",
    label=n_("Share of women"),
    people=WOMEN_COLUMNS,
    native=WOMEN_CHART,
    click="region",
    key_number=KeyNumber(n_("women"), _total_share),
    formula=explain.FORMULA["women_share"],
)
def women(reading: Reading, t: Translate) -> FigureDraft:
    """The share of women in participations with known gender, in all and by region."""
    regions = participation.by_region(reading)
    labels = words.region_names(regions["region"], reading, t)
    return _women(
        reading, t, parts=regions.assign(label=labels), code="region", heading=n_("Region")
    )


@participation_figure(
    name="women-share-by-element",
    id="P-07",
    label=n_("Share of women by element"),
    needs=("month_cells:row,cross",),
    people=WOMEN_COLUMNS,
    native=WOMEN_CHART,
    order="P-03.5",
    click="element",
    wide=True,
    formula=explain.FORMULA["women_share"],
)
def women_by_element(reading: Reading, t: Translate) -> FigureDraft:
    """The share of women in participations with known gender, in all and by element."""
    elements = counting.by_row(reading)
    elements = elements[elements["activities"] > 0]
    labels = words.element_names(elements["row"], reading, t)
    parts = elements.assign(element=elements["row"], label=labels)
    heading = reading.framework.row_level.name
    return _women(reading, t, parts=parts, code="element", heading=heading)


def _women(
    reading: Reading, t: Translate, *, parts: pd.DataFrame, code: str, heading: str
) -> FigureDraft:
    """Draft a figure of the share of women in all participations and in each part.

    Args:
        parts: One row per part: its code in the column `code`, `label`, `participations`, `women`
            and `gender_known`.
        code: "region" or "element".
        heading: The title of the column of parts.
    """
    totals = counting.totals(reading)
    counted = parts["participations"].notna()
    parts = parts.assign(
        women=parts["women"].where(counted),
        known=parts["gender_known"].where(counted),
        unknown=(parts["participations"] - parts["gender_known"]).clip(lower=0),
        ratio=(parts["women"] / parts["gender_known"]).where(counted),
    )
    total: Record = {
        code: "all",
        "label": t("All participations"),
        "women": totals.women,
        "known": totals.gender_known,
        "unknown": totals.gender_unknown,
        "ratio": totals.women_share,
    }
    frame = pd.concat([pd.DataFrame([total]), parts[[*total]]], ignore_index=True)
    frame = small_numbers.suppress(frame, WOMEN_COLUMNS, reading, t)
    frame["note"] = [_note(row, t) for row in records(frame)]
    if (frame[HIDDEN] != "").all():
        title = small_numbers.too_few_title(reading, t)
    elif totals.women_share is None:
        title = t(
            "The gender of participants is not known in {period}", period=reading.period.title
        )
    else:
        title = t(
            "Women are {share} of the participations with known gender (n\u00a0=\u00a0{n}); the "
            "gender of {unknown} of all is not stated",
            share=t.percent(totals.women_share),
            n=t.number(totals.gender_known),
            unknown=t.percent(totals.gender_unknown / (totals.participations or 1)),
        )
    shares = table(
        frame,
        t,
        "label women known unknown:number ratio hidden",
        code,
        label=heading,
        unknown=n_("Gender not stated"),
        ratio=n_("Women of known gender"),
    )
    return FigureDraft(
        title=title,
        subtitle=(
            t("Direct participations: women, others of known gender, not stated"),
            t("An activity of several elements counts in each element")
            if code == "element"
            else "",
            uncounted_sentence(reading, t),
        ),
        table=shares,
        chart=lambda: charts.shares(
            _segments(
                shares.marks(t, row=frame[code].replace("", "none"), label=frame["label"]), frame, t
            ),
            t=t,
            tooltip=shares.tooltip,
            pick=[code],
        ),
    )


def _note(row: Record, t: Translate) -> str:
    """Return the line under a bar."""
    if row[HIDDEN]:
        return t("hidden: small numbers")
    if words.is_missing(row["ratio"]):
        return t("gender not known") if row["known"] + row["unknown"] else t.number(0)
    return t(
        "{share} women ({n} of {k} whose gender is known)",
        share=t.percent(row["ratio"]),
        n=t.number(int(row["women"])),
        k=t.number(int(row["known"])),
    )


def _segments(marks: pd.DataFrame, frame: pd.DataFrame, t: Translate) -> pd.DataFrame:
    """Return one row per segment of each bar: women, others, not stated."""
    names = {"share": t("women"), "rest": t("others"), "unknown": t("not stated")}
    women, known, unknown = (frame[key].fillna(0) for key in ("women", "known", "unknown"))
    counts = pd.DataFrame({"share": women, "rest": known - women, "unknown": unknown})
    percents = [words.whole_percents(row) for row in counts.to_numpy().tolist()]
    shares = pd.DataFrame(percents, columns=[*names]) / 100
    segments = []
    for part, name in names.items():
        short = shares[part].map(t.percent).where(counts[part] > 0, "")
        segments.append(
            marks.assign(
                note=frame["note"],
                part=part,
                value=shares[part],
                words=(name + " " + short).where(short != "", ""),
                short=short,
            )
        )
    return pd.concat(segments).sort_index(kind="stable").reset_index(drop=True)
