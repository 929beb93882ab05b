"""The share of women in all participations, by region and by element; what is not known beside."""

import pandas as pd

from ifla_metrics.charts import participation as charts
from ifla_metrics.errors import n_
from ifla_metrics.figures import small_numbers, words
from ifla_metrics.figures.figure import HIDDEN, FigureDraft, Table, table
from ifla_metrics.figures.participation import (
    NEEDS,
    region_title,
    uncounted,
)
from ifla_metrics.figures.registry import KeyNumber, Native, figure
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import counting, explain, participation
from ifla_metrics.metrics.disclosure import People
from ifla_metrics.metrics.selection import Record, each, records
from ifla_metrics.reading import Reading

WOMEN = People(
    ("women", "known", "unknown"), (("known", "women"),), shares=("ratio",), has_total=True
)


def _share_of_women(made: Table, t: Translate) -> str:
    return "".join(t.percent(share) for share in made.frame["ratio"].head(1).dropna())


@figure(
    name="women-share",
    id="P-03",
    page="participation",
    label=n_("Share of women"),
    needs=NEEDS,
    people=WOMEN,
    native=Native("bar", "label", ("ratio",), ("women", "known")),
    click="region",
    key_number=KeyNumber(n_("women"), _share_of_women),
)
def women(reading: Reading, t: Translate) -> FigureDraft:
    """Women's share of participations with known gender, in all and by region."""
    regions = participation.by_region(reading)
    parts = regions.assign(
        label=[region_title(code, title, t) for code, title in each(regions, "region", "title")],
    )
    return _women(reading, t, name="women-share", parts=parts, code="region", heading=n_("Region"))


@figure(
    name="women-share-by-element",
    id="P-07",
    page="participation",
    label=n_("Share of women by element"),
    needs=("month_cells:row,cross",),
    people=WOMEN,
    native=Native("bar", "label", ("ratio",), ("women", "known")),
    order="P-03.5",
    click="element",
    wide=True,
)
def women_by_element(reading: Reading, t: Translate) -> FigureDraft:
    """Women's share of participations with known gender, in all and by element."""
    elements = counting.by_row(reading)
    elements = elements[elements["activities"] > 0]
    parts = elements.assign(
        element=elements["row"],
        label=[
            reading.framework.node(code).short_title if code else t("None named")
            for code in elements["row"]
        ],
    )
    return _women(
        reading,
        t,
        name="women-share-by-element",
        parts=parts,
        code="element",
        heading=reading.framework.row_level.name,
    )


def _women(
    reading: Reading, t: Translate, *, name: str, parts: pd.DataFrame, code: str, heading: str
) -> FigureDraft:
    """Return the share of women in all and in each part.

    Args:
        parts: One row per part: the column `code`, `label`, `activities`, `participations`,
            `women` and `gender_known`.
        code: The column with the code of a part.
        heading: What a part is.
    """
    of_elements = code == "element"
    whole = counting.totals(reading)
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
        "women": whole.women,
        "known": whole.gender_known,
        "unknown": whole.gender_unknown,
        "ratio": whole.women_share,
    }
    frame = pd.concat([pd.DataFrame([total]), parts[[*total]]], ignore_index=True)
    frame = small_numbers.shown(name, frame, reading, t)
    frame["note"] = [_share_note(row, t) for row in records(frame)]
    if small_numbers.all_hidden(frame):
        title = small_numbers.too_few(reading, t)
    elif whole.women_share is None:
        title = t(
            "The gender of participants is not known in {period}", period=reading.period.title
        )
    else:
        title = t(
            "Women are {share} of the participations with known gender (n\u00a0=\u00a0{n}); the "
            "gender of {unknown} of all is not stated",
            share=t.percent(whole.women_share),
            n=t.number(whole.gender_known),
            unknown=t.percent(whole.gender_unknown / (whole.participations or 1)),
        )
    found = table(
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
            t("An activity of several elements counts in each element") if of_elements else "",
            uncounted(reading, t),
        ),
        table=found,
        chart=lambda: charts.shares(
            _share_parts(
                found.marks(t, row=frame[code].replace("", "none"), label=frame["label"]), frame, t
            ),
            t=t,
            tooltip=found.tooltip,
            pick=[code],
        ),
        formula=t(explain.FORMULA["women_share"]),
    )


def _share_note(row: Record, t: Translate) -> str:
    if row[HIDDEN]:
        return t("hidden: small numbers")
    if words.missing(row["ratio"]):
        return t("gender not known") if row["known"] + row["unknown"] else t.number(0)
    return t(
        "{share} women ({n} of {k} whose gender is known)",
        share=t.percent(row["ratio"]),
        n=t.number(int(row["women"])),
        k=t.number(int(row["known"])),
    )


def _share_parts(marks: pd.DataFrame, frame: pd.DataFrame, t: Translate) -> pd.DataFrame:
    """Return a row for each part of the bar of each row: women, others, not stated."""
    numbers = frame[["women", "known", "unknown"]].fillna(0)
    names = {"share": t("women"), "rest": t("others"), "unknown": t("not stated")}
    counts = numbers.assign(share=numbers["women"], rest=numbers["known"] - numbers["women"])
    counts = counts[[*names]]
    values = pd.DataFrame(map(words.percents, counts.to_numpy().tolist()), columns=[*names]) / 100
    parts = []
    for part, name in names.items():
        short = values[part].map(t.percent).where(counts[part] > 0, "")
        parts.append(
            marks.assign(
                note=frame["note"],
                part=part,
                value=values[part],
                words=(name + " " + short).where(short != "", ""),
                short=short,
            )
        )
    return pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)
