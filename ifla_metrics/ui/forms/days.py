"""The days of an activity: as people write them, read back no more exactly than they are known."""

from typing import Any

import streamlit as st
from babel import dates

from ifla_metrics.i18n import Translate
from ifla_metrics.imports.dates import DateRange
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.ui.forms.fields import Field
from ifla_metrics.ui.forms.widgets import View, read_back


def answers(draft: ActivityDraft) -> dict[str, Any]:
    """Return the days of a stored draft as the form shows them: as they were stated."""
    first, last = draft.started_on, draft.ended_on
    written = str(first) if first == last else f"{first} to {last}"
    return {"when": draft.date_as_stated or written}


def ask(view: View, field: Field) -> None:
    """Ask for the days, and read back what was typed."""
    view.ask(field)
    with st.container():
        if days := view.read.days:
            read_back(view.t("That is {days}.", days=describe(days, view.t)))


def describe(days: DateRange, t: Translate) -> str:
    """Return days as exactly as they are known: "3–5 Mar 2012", "March 2012", "Q3 2012"."""
    first, last = days.started_on, days.ended_on
    if days.precision == "day":
        return dates.format_interval(first, last, "yMMMd", locale=t.locale)
    ends = [t.day(day, days.precision) for day in (first, last)]
    return ends[0] if ends[0] == ends[1] else t("{first} to {last}", first=ends[0], last=ends[1])
