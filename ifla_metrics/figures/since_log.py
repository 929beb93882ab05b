"""What changed in the log between two dates: figures corrected, activities, countries reached."""

from __future__ import annotations

from typing import Any

from ifla_metrics.errors import n_
from ifla_metrics.figures import position, provenance, words
from ifla_metrics.figures.figure import Explanation, Figure
from ifla_metrics.figures.registry import figure
from ifla_metrics.figures.since import NEEDS, PREVIOUS
from ifla_metrics.figures.since_words import compared, country, nothing_new
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import change, explain, news
from ifla_metrics.reading import Reading
from ifla_metrics.text import folded


@figure(
    name="since-activities",
    id="N-06",
    page="since-last-meeting",
    label=n_("Activities first logged"),
    needs=NEEDS,
    previous=PREVIOUS,
    columns=("title", "started_on", "group", "places", "participations"),
    click="activity",
)
def activities(reading: Reading, t: Translate) -> Figure:
    """The activities first logged since: how many, and the newest, those known last first."""
    found = reading.frame("newly_logged").sort_values(
        ["known_on", "started_on", "title", "uid"], ascending=[False, False, True, True]
    )
    if reading.hide_small:  # One activity's number is a step between two totals.
        found = found.assign(participations=float("nan"), uid="")
    total = max((int(n) for n in found["total"]), default=0)
    frame = found.assign(
        group=[_listed(g, lambda c: words.group_name(c, reading, t), t) for g in found["groups"]],
        places=[_listed(c, lambda one: country(one, reading, t), t) for c in found["countries"]],
        origin=[words.provenance(str(p), t) for p in found["provenance"]],
    )
    none = nothing_new(reading, t, t("Activities"), t("No activity was first logged"))
    title = (
        t.plural("{n} activity was first logged", "{n} activities were first logged", total)
        if total
        else none
    )
    shown = t("The newest {n} are listed", n=t.number(len(found))) if len(found) < total else ""
    return provenance.finished(
        reading,
        t,
        title=title,
        subtitle=words.sentences(compared(reading, t), _net(reading, t), shown),
        table=provenance.table(
            frame,
            ("title", t("Activity")),
            ("started_on", t("First day"), "date"),
            ("group", t("Working groups")),
            ("places", t("Countries")),
            ("participations", t("Participations"), "number"),
            ("known_on", t("Known since"), "date"),
            ("origin", t("Provenance")),
            ("uid", t("Mark of the entry"), "code"),
        ),
        explanation=Explanation(
            t(
                "Counted are activities of the period, under way or completed, first recorded "
                "between the two dates, which still counted on the later one. The difference of "
                "the totals also holds those withdrawn, and those planned before."
            )
        ),
        rows=found,
        unreviewed=position.of_activities(reading, new=True) if total else 0,
        empty="" if total else words.sentences(none),
    )


def _listed(codes: str, name: Any, t: Translate) -> str:
    return words.listed((name(code) for code in str(codes).split("|") if code), t, most=4)


def _net(reading: Reading, t: Translate) -> str:
    """Return the totals of the period then and now: what the log's cells say."""
    if reading.previous is None:
        return ""
    direction = reading.choices.direction
    table = change.activity_changes(reading)
    kind = "direction" if direction else "all"
    row = table[(table["kind"] == kind) & (table["scope"] == direction)].iloc[0]
    return t(
        "{now} count in {period}, {before} did then",
        now=words.number(row["activities"], t),
        period=reading.period.title,
        before=words.number(row["activities_before"], t),
    )


@figure(
    name="since-countries",
    id="N-07",
    page="since-last-meeting",
    label=n_("Countries newly reached"),
    needs=NEEDS,
    previous=PREVIOUS,
    columns=("name", "region", "activities"),
    click="country",
)
def countries(reading: Reading, t: Translate) -> Figure:
    """The countries that had no activity then."""
    found = news.countries_reached(reading)
    regions = dict(
        zip(reading.frame("regions")["region"], reading.frame("regions")["title"], strict=True)
    )
    where = dict(
        zip(
            reading.frame("countries")["country"], reading.frame("countries")["region"], strict=True
        )
    )
    frame = found.assign(
        name=[country(str(c), reading, t) for c in found["country"]],
        region=[
            t(str(regions[where[c]])) if where.get(c) in regions else t("Outside the regions")
            for c in found["country"]
        ],
        origin=[words.provenance(str(p), t) for p in found["provenance"]],
    ).sort_values("name", key=lambda names: names.map(folded))
    none = nothing_new(reading, t, t("Countries"), t("No further country was reached"))
    return provenance.finished(
        reading,
        t,
        title=t.plural(
            "{n} more country is reached in {period}",
            "{n} more countries are reached in {period}",
            len(found),
            period=reading.period.title,
        )
        if len(found)
        else none,
        subtitle=compared(reading, t),
        table=provenance.table(
            frame,
            ("country", t("Code"), "code"),
            ("name", t("Country")),
            ("region", t("Region")),
            ("activities", t("Activities"), "number"),
            ("origin", t("Provenance")),
        ),
        explanation=Explanation(t(explain.FORMULA["coverage"])),
        rows=found,
        unreviewed=position.of_activities(reading, new=True) if len(found) else 0,
        empty="" if len(found) else words.sentences(none),
    )
