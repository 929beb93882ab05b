"""Since last meeting: entries that counted then and were amended, withdrawn or replaced."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.figures import small_numbers, unreviewed_entries, words
from ifla_metrics.figures.figure import Figure, table
from ifla_metrics.figures.since import listed, of_direction, since_figure, value_words
from ifla_metrics.i18n import MISSING, Translate
from ifla_metrics.metrics import change
from ifla_metrics.metrics.selection import records
from ifla_metrics.reading import Reading

Row = dict[str, Any]
FIELDS = {
    "lifecycle": n_("State"),
    "started_on": n_("First day"),
    "countries": n_("Countries"),
    "participations": n_("Participations"),
    "directions": n_("Directions"),
    "outcomes": n_("Outcomes"),
    "value": n_("Value"),
    "numerator": n_("Numerator"),
    "denominator": n_("Denominator"),
    "state": n_("State"),
    "qualifier": n_("Exactness"),
    "as_of": n_("Date of the data"),
    "country": n_("Country"),
    "count": n_("Number"),
    "stage": n_("Stage"),
    "gender": n_("Gender"),
    "language": n_("Language"),
    "before": n_("Before"),
    "after": n_("After"),
    "change_percent": n_("Change in per cent"),
    "withdrawn": n_("withdrawn"),
    "returned": n_("returned to its group"),
}
PEOPLE = frozenset({"participations", "count"})
GONE = frozenset({"withdrawn", "returned"})
DAYS = frozenset({"started_on", "as_of"})
CODED = {
    "lifecycle": ("lifecycle",),
    "state": ("observation_state",),
    "qualifier": ("qualifier",),
    "stage": ("cohort_stage", "resource_stage"),
    "gender": ("gender",),
    "language": ("resource_language",),
}
"""The lists of terms that give a field's words."""
KINDS = {
    "activity": n_("activity"),
    "observation": n_("value"),
    "cohort_count": n_("cohort"),
    "resource_stage": n_("resource"),
    "association_outcome": n_("outcome of an association"),
    "story": n_("story"),
}


@since_figure(
    name="since-corrections",
    id="N-05",
    label=n_("Corrected figures"),
    columns=("title", "field", "old", "new", "group", "reason"),
    click="activity",
)
def corrections(reading: Reading, t: Translate) -> Figure:
    """What had been in the figures and says otherwise now: old and new, group and reason."""
    found = reading.frame("amended")
    amended = sorted(records(found), key=_newest_first)
    further = {row["kind"]: int(row["more"]) for row in amended}
    # Where not all amended values are listed, nobody knows here which of them were replaced.
    all_values = not further.get("observation")
    replaced = _replaced(reading, found) if all_values else []
    rows = [_amended_row(row, reading, t) for row in amended]
    rows += [_replaced_row(row, reading, t) for row in replaced]
    entries = found["uid"].nunique() + len({row["indicator"] for row in replaced})
    more = sum(further.values())
    columns = "kind title field old new group reason known_on origin code uid indicator changed"
    frame = pd.DataFrame(rows, columns=[*columns.split(), "provenance"])
    return listed(
        reading,
        t,
        title=t.plural(
            "{n} entry behind the figures was corrected",
            "{n} entries behind the figures were corrected",
            entries + more,
        ),
        nothing=(t("No corrections"), t("Corrections")),
        notes=(
            t("The newest {n} are listed", n=t.number(entries)) if more else "",
            "" if all_values else t("Values that a later report replaced are not listed"),
        ),
        table=table(
            frame.assign(
                group=words.owners(frame["group"], reading, t), origin=words.origins(frame, t)
            ),
            t,
            "kind title field old:text new:text group reason known_on origin code uid",
            "indicator changed",
            kind=n_("Entry"),
            title=n_("Title"),
            field=n_("Field"),
            old=n_("Then"),
            new=n_("Now"),
            group=n_("Group"),
        ),
        formula=t(
            "A correction is a later version of an entry that counted on the earlier day: amended, "
            "withdrawn, or returned to its group. A planned activity that took place is not "
            "corrected. The group and its reason are given, never a person."
        ),
        rows=frame,
        unreviewed=unreviewed_entries.of_activities(reading, new=True)
        + unreviewed_entries.of_records(reading, new=True),
    )


def _newest_first(row: Row) -> tuple[Any, ...]:
    """Return a key by which kinds come in their order, entries by the day of their change."""
    return (
        list(KINDS).index(row["kind"]),
        -row["known_on"].toordinal(),
        row["title"],
        row["uid"],
        list(FIELDS).index(row["field"]),
    )


def _amended_row(row: Row, reading: Reading, t: Translate) -> Row:
    indicator = row["subject"] if row["kind"] == "observation" else ""
    gone = row["field"] in GONE
    known = {i.code: i.title for i in reading.framework.indicators}
    hidden, public = _is_hidden(row, reading), reading.hide_small

    def value(text: str) -> str:
        field = "stage" if gone and row["kind"] == "resource_stage" else row["field"]
        return t("hidden") if hidden else _field_words(field, text, reading, t)

    return {
        "kind": t(KINDS[row["kind"]]),
        "title": row["title"] or known.get(indicator, indicator),
        "field": t(FIELDS[row["field"]]),
        "old": "" if gone and not row["old"] else value(row["old"]),
        "new": "" if gone else value(row["new"]),
        # Nobody has read a reason before it is here, and the public opens no entry.
        "group": row["group"],
        "reason": "" if public else row["reason"],
        "known_on": row["known_on"],
        "uid": "" if public else row["uid"],
        "provenance": row["provenance"],
        "code": row["kind"],
        "indicator": indicator,
        "changed": row["field"],
    }


def _is_hidden(row: Row, reading: Reading) -> bool:
    """Say whether two numbers of people would tell the public the few between them."""
    if not reading.hide_small:
        return False
    if row["kind"] == "observation":
        known = {i.code: i for i in reading.framework.indicators}
        indicator = known.get(row["subject"])
        return indicator is not None and small_numbers.counts_people(indicator)
    return row["field"] in PEOPLE or row["kind"] == "cohort_count"


def _replaced(reading: Reading, found: pd.DataFrame) -> list[Row]:
    """Return values that another record replaced, with nobody amending the first."""
    amended = found[found["kind"] == "observation"]
    known = set(zip(amended["subject"], amended["as_of"], strict=True))
    return [
        row
        for row in records(of_direction(change.new_values(reading), reading))
        if row["change"] == "corrected" and (row["indicator"], row["as_of"]) not in known
    ]


def _replaced_row(row: Row, reading: Reading, t: Translate) -> Row:
    indicator = reading.framework.indicator(row["indicator"])
    return {
        "kind": t(KINDS["observation"]),
        "title": indicator.title,
        "field": t(FIELDS["value"]),
        "old": value_words(row, indicator, reading, t, when="previous_"),
        "new": value_words(row, indicator, reading, t),
        "group": row["group"],
        "reason": "",
        "known_on": row["known_on"],
        "uid": "",
        "provenance": row["provenance"],
        "code": "observation",
        "indicator": indicator.code,
        "changed": "value",
    }


def _field_words(field: str, text: str, reading: Reading, t: Translate) -> str:
    if not text:
        return t(MISSING)
    if field in DAYS:
        return t.date(date.fromisoformat(text), "medium")
    if field in CODED:
        terms = reading.frame("terms")
        mine = terms[terms["list"].isin(CODED[field]) & (terms["code"] == text)]
        return t(str(mine["title"].iloc[0])) if len(mine) else text
    if field in {"countries", "country"}:
        return words.listed(words.country_names(text.split("|"), reading, t), t)
    if field == "directions":
        return words.listed((part.partition(":")[0] for part in text.split("|")), t)
    if field == "outcomes":
        return words.listed(text.split("|"), t)
    return words.number(float(text), t)
