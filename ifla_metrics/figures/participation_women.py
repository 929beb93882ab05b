"""Women's share of participations, the unknown as wide as it is."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ifla_metrics.charts import participation as charts
from ifla_metrics.errors import n_
from ifla_metrics.figures import provenance, small_numbers, words
from ifla_metrics.figures.figure import Explanation, Figure
from ifla_metrics.figures.participation import TIME_NEEDS, nothing_logged, region_title, uncounted
from ifla_metrics.figures.registry import KeyNumber, Native, figure
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import explain, participation
from ifla_metrics.metrics.disclosure import People
from ifla_metrics.metrics.tables import records
from ifla_metrics.reading import Reading


def _share_of_women(made: Figure, t: Translate) -> tuple[str, str, str] | None:
    rows = records(made.table.frame)
    if not rows or words.missing(rows[0]["ratio"]):
        return None
    return (
        t.percent(rows[0]["ratio"]),
        t("women"),
        t("of {n} participations of known gender", n=t.number(rows[0]["known"])),
    )


@figure(
    name="women-share",
    id="P-03",
    page="participation",
    label=n_("Share of women"),
    needs=TIME_NEEDS,
    people=People(
        ("women", "known", "unknown"), (("known", "women"),), shares=("ratio",), has_total=True
    ),
    native=Native("bar", "label", ("ratio",), ("women", "known")),
    key_number=KeyNumber(6, _share_of_women),
    click="region",
)
def women(reading: Reading, t: Translate) -> Figure:
    """Women's share of participations with known gender, the unknown as wide as it is."""
    share = participation.totals(reading)
    regions = participation.by_region(reading)
    parts = [
        {
            "region": "all",
            "row": "all",
            "label": t("All participations"),
            "women": share.women,
            "known": share.gender_known,
            "unknown": share.gender_unknown,
            "ratio": share.women_share,
            "silence": "",
        },
        *(
            {
                "region": r["region"],
                "row": f"region {r['region']}",
                "label": region_title(r["region"], r["title"], t),
                **_of_region(r, t),
            }
            for r in records(regions)
        ),
    ]
    left = small_numbers.shown("women-share", pd.DataFrame(parts), reading, t)
    frame, rows = left.frame, records(left.frame)
    for place in left.hidden:
        rows[place]["silence"] = t("hidden: small numbers")
    some = share.gender_known + share.gender_unknown > 0
    if left.everything:
        title = small_numbers.too_few(reading, t)
    elif share.women_share is None:
        title = t(
            "The gender of participants is not known in {period}", period=reading.period.title
        )
    else:
        title = t(
            "Women are {share} of the participations with known gender; the gender of {unknown} of "
            "all is not stated",
            share=t.percent(share.women_share),
            unknown=t.percent(share.gender_unknown / (share.participations or 1)),
        )
    empty = nothing_logged(reading, t) or (
        "" if some else t("No participation was counted in {period}.", period=reading.period.title)
    )
    return provenance.finished(
        reading,
        t,
        title=empty or title,
        subtitle=words.sentences(
            t("Participations, direct: women, others of known gender, not stated"),
            "" if left.everything else t("n = {n} of known gender", n=t.number(share.gender_known)),
            uncounted(reading, t),
        ),
        table=provenance.table(
            frame,
            ("label", t("Region")),
            ("women", t("Women"), "number"),
            ("known", t("Gender known"), "number"),
            ("unknown", t("Gender not stated"), "number"),
            ("ratio", t("Women of known gender"), "percent"),
            ("silence", t("Note")),
            *left.columns(t),
            provenance.data_only("region"),
        ),
        chart=lambda: charts.shares(_share_parts(rows, t), t=t),
        alt=words.sentences(title, *(words.one(r["label"], _share_note(r, t), t) for r in rows)),
        explanation=Explanation(t(explain.FORMULA["women_share"])),
        empty=empty,
    )


def _of_region(row: dict[str, Any], t: Translate) -> dict[str, Any]:
    """Return a region's numbers; one without any keeps its row and says why."""
    if words.missing(row["participations"]):
        countries = int(row["countries"])
        silence = (
            t.plural(
                "nobody counted in {n} country with activities",
                "nobody counted in {n} countries with activities",
                countries,
            )
            if countries
            else t("nobody counted")
        )
        return {"women": None, "known": None, "unknown": None, "ratio": None, "silence": silence}
    return {
        "women": row["women"],
        "known": row["gender_known"],
        "unknown": max(0, int(row["participations"] - row["gender_known"])),
        "ratio": None if words.missing(row["women_share"]) else row["women_share"],
        "silence": "" if row["participations"] else t("no activity"),
    }


def _share_note(row: dict[str, Any], t: Translate, *, brief: bool = False) -> str:
    if row["silence"]:
        return str(row["silence"])
    unknown = t.plural("{n} not stated", "{n} not stated", int(row["unknown"]))
    if words.missing(row["ratio"]):
        return t("gender not known, {unknown}", unknown=unknown)
    told = t(
        "{share} women ({n} of {k} whose gender is known)",
        share=t.percent(row["ratio"]),
        n=t.number(int(row["women"])),
        k=t.number(int(row["known"])),
    )
    return told if brief else t("; ").join((told, unknown))


def _share_parts(rows: list[dict[str, Any]], t: Translate) -> pd.DataFrame:
    names = {"share": t("women"), "rest": t("others"), "unknown": t("not stated")}
    parts = []
    for row in rows:
        women, known, unknown = (
            0 if words.missing(row[c]) else int(row[c]) for c in ("women", "known", "unknown")
        )
        numbers = {"share": women, "rest": known - women, "unknown": unknown}
        shares = words.percents(list(numbers.values()))
        for position, (part, number) in enumerate(numbers.items()):
            parts.append(
                {
                    "row": row["row"],
                    "label": row["label"],
                    "note": _share_note(row, t),
                    "brief": _share_note(row, t, brief=True),
                    "part": part,
                    "value": shares[position],
                    "position": position,
                    "room": shares[position] / 100,
                    "words": f"{names[part]} {t.percent(shares[position] / 100)}" if number else "",
                    "short": t.percent(shares[position] / 100) if number else "",
                    "lead": position == 0,
                }
            )
    return pd.DataFrame(parts)
