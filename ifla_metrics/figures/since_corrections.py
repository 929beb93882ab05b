"""Since last meeting: entries that were amended, withdrawn or replaced."""

from datetime import date

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.figures import words
from ifla_metrics.figures.figure import FigureDraft, table
from ifla_metrics.figures.since import chosen_indicators, compared_days, since_figure
from ifla_metrics.figures.unreviewed_entries import ANY
from ifla_metrics.i18n import MISSING, Translate
from ifla_metrics.metrics import change
from ifla_metrics.metrics.selection import Record, iter_rows, records
from ifla_metrics.models.field_titles import TITLES
from ifla_metrics.reading import Reading

FIELDS = {
    **TITLES,
    "participations": n_("Participations"),
    "withdrawn": n_("withdrawn"),
    "returned": n_("returned to its group"),
}
COUNTS = frozenset({"numerator", "denominator"})
"""The two counts of a ratio, which have no unit."""
LISTS = (
    *("lifecycle", "observation_state", "qualifier", "gender", "cohort_stage", "resource_stage"),
    "resource_language",
)
"""The lists of terms with the labels of values."""
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
    entry_kind=ANY,
    columns=("title", "field", "old", "new", "group", "reason"),
    click="activity",
    formula=n_(
        "A correction is a later version of an entry that counted on the earlier day: amended, "
        "withdrawn, or returned to its group. A planned activity that took place is not "
        "corrected. The group and its reason are given, never a person."
    ),
    empty=n_("No corrections."),
)
def corrections(reading: Reading, t: Translate) -> FigureDraft:
    """Values that counted on the earlier day and have changed: old and new, group and reason."""
    amended = reading.frames["amended"]
    not_listed = amended.groupby("kind")["more"].max().to_dict()
    # If not all amended values are listed, it is unknown which of them were replaced.
    replaced = [] if not_listed.get("observation") else _replaced(reading)
    changes = pd.concat([amended, pd.DataFrame(replaced, columns=amended.columns)])
    for name, order in (("kind", KINDS), ("field", FIELDS)):
        changes[name] = pd.Categorical(changes[name], list(order))
    changes = changes.sort_values(
        ["kind", "known_on", "title", "uid", "field"], ascending=[True, False, True, True, True]
    ).astype({"kind": object, "field": object})
    n_listed = amended["uid"].nunique() + len({row["subject"] for row in replaced})
    n_more, public, rows = int(sum(not_listed.values())), reading.hide_small, records(changes)
    is_value = changes["kind"] == "observation"
    indicators = dict(reading.framework.lists["indicators"])
    frame = changes.assign(
        kind=[t(KINDS[kind]) for kind in changes["kind"]],
        title=changes["title"].mask(is_value, changes["subject"].replace(indicators)),
        field=[t(FIELDS[field]) for field in changes["field"]],
        old=[_value(row, "old", reading, t) for row in rows],
        new=[_value(row, "new", reading, t) for row in rows],
        group=words.group_names(changes["group"], reading, t),
        # Reasons are not reviewed before they are shown here, and the public opens no entry.
        reason="" if public else changes["reason"],
        uid="" if public else changes["uid"],
        code=changes["kind"],
        indicator=changes["subject"].where(is_value, ""),
        changed=changes["field"],
    )
    return FigureDraft(
        title=t.plural(
            "{n} entry behind the figures was corrected",
            "{n} entries behind the figures were corrected",
            n_listed + n_more,
        ),
        subtitle=(
            compared_days(reading, t),
            t("The newest {n} are listed", n=t.number(n_listed)) if n_more else "",
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
        source_rows=frame,
    )


def _replaced(reading: Reading) -> list[Record]:
    """Return values replaced by another record (not by an amendment), as rows of frames.AMENDED."""
    amended = reading.frames["amended"]
    amended = amended[amended["kind"] == "observation"]
    amended_values = set(iter_rows(amended, "subject", "as_of"))
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
        for row in records(chosen_indicators(change.new_values(reading), reading))
        if row["change"] == "corrected" and (row["indicator"], row["as_of"]) not in amended_values
    ]


def _value(row: Record, column: str, reading: Reading, t: Translate) -> str:
    """Return the `old` or the `new` value of a row of frames.AMENDED as text.

    Numbers are hidden from the public: the difference may be a small number of people.
    """
    value = row[column]
    if words.is_missing(value) or value in ("", ()):
        return "" if row["field"] in {"withdrawn", "returned"} else MISSING
    if isinstance(value, date):
        return t.date(value, "medium")
    if isinstance(value, str):
        for name in LISTS:
            if value in reading.lists.get(name, {}):
                return t(reading.lists[name][value].title)
        return words.country_names([value], reading, t)[0]
    if row["field"] == "directions":
        shares = (words.direction_share(code, weight, main, t) for code, weight, main in value)
        return t("; ").join(shares)
    if isinstance(value, tuple):
        return words.comma_list(words.country_names(value, reading, t), t)
    if reading.hide_small:
        return t("hidden")
    units = {indicator.code: indicator.unit for indicator in reading.framework.indicators}
    unit = "" if row["field"] in COUNTS else units.get(row["subject"], "")
    return words.with_unit(value, unit, t)
