"""The days of an activity, as free text that keeps the precision people give."""

from typing import Any

import streamlit as st
from babel import dates

from ifla_metrics.i18n import Translate
from ifla_metrics.imports.dates import DateRange
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.ui.forms.fields import Field
from ifla_metrics.ui.forms.widgets import View, show_understood


def form_values(draft: ActivityDraft) -> dict[str, Any]:
    """Return the days of a stored draft as form values, in the original wording if known."""
    first, last = draft.started_on, draft.ended_on
    written = str(first) if first == last else f"{first} to {last}"
    return {"when": draft.date_as_stated or written}


def show(view: View, field: Field) -> None:
    """Show the field for the days, and below it the days as understood."""
    view.show_field(field)
    with st.container():
        if days := view.parsed.days:
            show_understood(view.t("That is {days}.", days=describe(days, view.t)))


def describe(days: DateRange, t: Translate) -> str:
    """Return days with their precision: "3–5 Mar 2012", "March 2012", "Q3 2012"."""
    first, last = days.started_on, days.ended_on
    if days.precision == "day":
        return dates.format_interval(first, last, "yMMMd", locale=t.locale)
    ends = [t.day(day, days.precision) for day in (first, last)]
    return ends[0] if ends[0] == ends[1] else t("{first} to {last}", first=ends[0], last=ends[1])
