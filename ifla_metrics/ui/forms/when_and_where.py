"""The days and countries of an activity: as people write them, asked where they are doubtful."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

import streamlit as st
from babel import dates

from ifla_metrics.figures.words import listed
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.code_book import CountryMatch, find_country
from ifla_metrics.imports.dates import Days, parse_dates, readings_of
from ifla_metrics.imports.rows import Fault, Message
from ifla_metrics.models.columns import Precision
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.text import folded
from ifla_metrics.ui.codes import FormCodeBook, record_options
from ifla_metrics.ui.forms.fields import Field
from ifla_metrics.ui.forms.widgets import View, read_back


class When(NamedTuple):
    """The days that were meant (None: not known), the readings to choose from, what is wrong."""

    days: Days | None = None
    readings: tuple[Days, ...] = ()
    fault: Message | None = None

    @property
    def stored(self) -> dict[str, Any]:
        """The fields of the draft."""
        if self.days is None:
            return {}
        precision = self.days.precision
        return {
            "started_on": self.days.started_on,
            "ended_on": self.days.ended_on,
            "date_precision": precision,
            "date_as_stated": "" if precision is Precision.DAY else self.days.as_stated,
        }


def read_days(typed: str) -> When:
    """Return the days of a text."""
    if not typed.strip():
        return When()
    try:
        return When(parse_dates(typed))
    except Fault as fault:
        return When(None, tuple(dict.fromkeys(readings_of(typed).values())), fault.message)


def typed_days(draft: ActivityDraft) -> str:
    """Return the text that gives the days of a draft back."""
    first, last = draft.started_on, draft.ended_on
    days = read_days(draft.date_as_stated).days
    if days and (days.started_on, days.ended_on) == (first, last):
        return draft.date_as_stated
    return iso(first, last)


def iso(first: date, last: date) -> str:
    """Return days as a text that has one reading."""
    return str(first) if first == last else f"{first} to {last}"


def ask_days(view: View, field: Field) -> None:
    """Ask for the days and read them back; ask which ones where there are several readings."""
    t, form, when = view.t, view.form, read_days(view.form.values[field.name])
    view.ask(field)
    with st.container():
        if when.readings:
            st.pills(
                t("Which days do you mean?"),
                when.readings,
                format_func=lambda days: days_text(days, t),
                key=form.widget("reading"),
                on_change=_take_days,
                args=(form.widget(field.name), form.widget("reading")),
            )
        elif when.days:
            read_back(t("That is {days}.", days=days_text(when.days, t)))


def _take_days(key: str, answer: str) -> None:
    """Write the days that were meant so that they have one reading."""
    if days := st.session_state.get(answer):
        st.session_state[key] = iso(days.started_on, days.ended_on)


def days_text(days: Days, t: Translate) -> str:
    """Return days as exactly as they are known: "3–5 March 2012", "March 2012", "Q3 2012"."""
    if days.precision is Precision.DAY:
        return span(days.started_on, days.ended_on, t)
    first, last = (t.day(day, days.precision) for day in (days.started_on, days.ended_on))
    return first if first == last else t("{first} to {last}", first=first, last=last)


def span(first: date, last: date, t: Translate) -> str:
    """Return the days from one to another: "3–5 Mar 2012"."""
    return dates.format_interval(first, last, "yMMMd", locale=t.locale)


# Places


class Places(NamedTuple):
    """The countries (alpha-3, in order), and names as typed that are no one country."""

    countries: tuple[str, ...] = ()
    doubts: tuple[CountryMatch, ...] = ()


def read_places(typed: Iterable[str], code_book: FormCodeBook) -> Places:
    """Return the countries of codes as chosen and of names as typed."""
    offered = {code: code_book.countries[code] for code in code_book.offered("countries")}
    matches = [
        CountryMatch(name, name) if name in code_book.countries else find_country(name, offered)
        for name in typed
    ]
    return Places(
        tuple(dict.fromkeys(match.alpha3 for match in matches if match.alpha3)),
        tuple({match.typed: match for match in matches if not match.alpha3}.values()),
    )


def question(doubt: CountryMatch, code_book: FormCodeBook, t: Translate) -> str:
    """Return what the reader is asked about a name that is no one country."""
    if doubt.candidates:
        names = listed((code_book.country(code, t) for code in doubt.candidates), t)
        return t("Which country is meant by “{typed}”: {names}?", typed=doubt.typed, names=names)
    return t("No country is called “{typed}”.", typed=doubt.typed)


def ask_places(view: View, field: Field) -> None:
    """Ask for countries, as chosen or as typed in any language."""
    t, code_book = view.t, view.code_book
    places = read_places(view.form.values[field.name], code_book)
    options = record_options("countries", view.read.framework, code_book, t)
    options |= {code: code_book.country(code, t) for code in places.countries}  # Retired ones too.
    key = view.form.widget(field.name)
    # A name in another language becomes the country's; a doubtful one stays as it was typed.
    options |= {doubt.typed: doubt.typed for doubt in places.doubts}
    shown = [*places.countries, *(doubt.typed for doubt in places.doubts)]
    if st.session_state.get(key) != shown:
        st.session_state[key] = shown
    st.multiselect(
        t(field.label),
        sorted(options, key=lambda code: folded(options[code])),
        default=shown,
        format_func=lambda code: options.get(code, code),
        key=key,
        accept_new_options=True,
        placeholder=t(field.placeholder),
        select_all=False,
    )
    view.show_faults(field.name)
