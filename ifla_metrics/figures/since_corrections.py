"""Since last meeting: entries that counted then and were amended, withdrawn or replaced."""

from datetime import date

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.figures import words
from ifla_metrics.figures.figure import FigureDraft, table
from ifla_metrics.figures.since import compared, of_direction, since_figure
from ifla_metrics.figures.unreviewed_entries import ANY
from ifla_metrics.i18n import MISSING, Translate
from ifla_metrics.metrics import change
from ifla_metrics.metrics.selection import Record, records
from ifla_metrics.models.field_titles import TITLES
from ifla_metrics.reading import Reading

FIELDS = {
    **TITLES,
    "participations": n_("Participations"),
    "withdrawn": n_("withdrawn"),
    "returned": n_("returned to its group"),
}
COUNTS = frozenset({"numerator", "denominator"})
"""The two counts of a ratio: they have no unit of its value."""
LISTS = (
    *("lifecycle", "observation_state", "qualifier", "gender", "cohort_stage", "resource_stage"),
    "resource_language",
)
"""The lists of terms that give the words of a code."""
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
    entries=ANY,
    columns=("title", "field", "old", "new", "group", "reason"),
    click="activity",
)
def corrections(reading: Reading, t: Translate) -> FigureDraft:
    """What had been in the figures and says otherwise now: old and new, group and reason."""
    amended = reading.frames["amended"]
    further = amended.groupby("kind")["more"].max().to_dict()
    # Where not all amended values are listed, nobody knows here which of them were replaced.
    all_values = not further.get("observation")
    replaced = _replaced(reading) if all_values else []
    found = pd.concat([amended, pd.DataFrame(replaced, columns=amended.columns)])
    for name, order in (("kind", KINDS), ("field", FIELDS)):
        found[name] = pd.Categorical(found[name], list(order))
    found = found.sort_values(
        ["kind", "known_on", "title", "uid", "field"], ascending=[True, False, True, True, True]
    ).astype({"kind": object, "field": object})
    entries = amended["uid"].nunique() + len({row["subject"] for row in replaced})
    more, public, rows = int(sum(further.values())), reading.hide_small, records(found)
    observed = found["kind"] == "observation"
    known = dict(reading.framework.lists["indicators"])
    frame = found.assign(
        kind=[t(KINDS[kind]) for kind in found["kind"]],
        title=found["title"].mask(observed, found["subject"].replace(known)),
        field=[t(FIELDS[field]) for field in found["field"]],
        old=[_value(row, "old", reading, t) for row in rows],
        new=[_value(row, "new", reading, t) for row in rows],
        group=words.owners(found["group"], reading, t),
        # Nobody has read a reason before it is here, and the public opens no entry.
        reason="" if public else found["reason"],
        uid="" if public else found["uid"],
        code=found["kind"],
        indicator=found["subject"].where(observed, ""),
        changed=found["field"],
    )
    return FigureDraft(
        title=t.plural(
            "{n} entry behind the figures was corrected",
            "{n} entries behind the figures were corrected",
            entries + more,
        ),
        subtitle=(
            compared(reading, t),
            t("The newest {n} are listed", n=t.number(entries)) if more else "",
        ),
        table=table(
            frame,
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
        empty="" if len(frame) else t("No corrections."),
    )


def _replaced(reading: Reading) -> list[Record]:
    """Return values that another record replaced, with nobody amending the first, as amended."""
    amended = reading.frames["amended"]
    amended = amended[amended["kind"] == "observation"]
    known = set(zip(amended["subject"], amended["as_of"], strict=True))
    return [
        {
            **row,
            "kind": "observation",
            "uid": "",
            "title": "",
            "subject": row["indicator"],
            "field": "value",
            "old": row["previous_value"],
            "new": row["value"],
            "reason": "",
        }
        for row in records(of_direction(change.new_values(reading), reading))
        if row["change"] == "corrected" and (row["indicator"], row["as_of"]) not in known
    ]


def _value(row: Record, when: str, reading: Reading, t: Translate) -> str:
    """Return the `old` or the `new` value of a row of frames.AMENDED; the public sees no number.

    Two numbers of people would tell it the few between them.
    """
    value = row[when]
    if words.missing(value) or value in ("", ()):
        return "" if row["field"] in {"withdrawn", "returned"} else MISSING
    if isinstance(value, date):
        return t.date(value, "medium")
    if isinstance(value, str):
        for name in LISTS:
            if value in reading.lists.get(name, {}):
                return t(reading.lists[name][value].title)
        return words.country_names([value], reading, t)[0]
    if row["field"] == "directions":
        parts = (words.direction_share(code, weight, main, t) for code, weight, main in value)
        return t("; ").join(parts)
    if isinstance(value, tuple):
        return words.listed(words.country_names(value, reading, t), t)
    if reading.hide_small:
        return t("hidden")
    units = {indicator.code: indicator.unit for indicator in reading.framework.indicators}
    unit = "" if row["field"] in COUNTS else units.get(row["subject"], "")
    return words.in_unit(value, unit, t)
