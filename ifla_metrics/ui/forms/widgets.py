"""The widgets of a form: plain ones in rows, and those that do more than hold a value.

What comes and goes while somebody types stands in a container that is always there, so that the
fields below it keep their place (`fields.show_faults`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import streamlit as st

from ifla_metrics.access import Role, others_removed
from ifla_metrics.errors import n_
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.imports.columns import ACTIVITY, OF_RECORD, PARTICIPATION
from ifla_metrics.imports.countries import CountryMatch
from ifla_metrics.text import folded
from ifla_metrics.ui import lists
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import FormCodeBook, record_options
from ifla_metrics.ui.forms import answers, open_form
from ifla_metrics.ui.forms.answers import TABLES, Row, days_text
from ifla_metrics.ui.forms.fields import Field, evidence_file, seed, show_faults, show_widget
from ifla_metrics.ui.forms.open_form import OpenForm, update_values
from ifla_metrics.ui.forms.read import ReadForm, question, read_places
from ifla_metrics.ui.markup import as_markdown


@dataclass(frozen=True)
class View:
    """What is shown: the open form, how it is read, what can be chosen, the reader's words."""

    form: OpenForm
    read: ReadForm
    code_book: FormCodeBook
    t: Translate

    def faults(self, name: str) -> list[str]:
        """Return what is wrong at a field: at once where it is filled in, else after a try."""
        shown = self.form.tried or self.form.values.get(name) or name == "directions"
        return self.read.faults.get(name, []) if shown else []

    def show_faults(self, name: str) -> None:
        """Say what is wrong at a field."""
        show_faults(self.faults(name), self.form.widget(name))

    def ask(self, one: Field, options: Mapping[str, str] | None = None) -> None:
        """Show a plain field with its faults."""
        form, t = self.form, self.t
        star = " *" if one.required else ""
        hint = one.placeholder or (n_("Choose") if one.widget == "choice" else "")
        hint = t(hint) if hint else ""
        one = replace(one, label=t(one.label) + star, placeholder=hint)
        show_widget(one, form.values[one.name], form.widget(one.name), options or {})
        self.show_faults(one.name)


def show_fields(view: View, fields: Iterable[Field]) -> None:
    """Show fields in their order; those of one row stand side by side."""
    for row, found in groupby(fields, key=lambda one: one.row):
        if not row:
            for one in found:
                _show_field(view, one)
            continue
        beside = list(found)
        with st.container(key=row):
            for column, one in zip(st.columns(len(beside)), beside, strict=True):
                with column:
                    _show_field(view, one)


def _show_field(view: View, one: Field) -> None:
    if one.widget in WIDGETS:
        WIDGETS[one.widget](view, one)
    else:
        view.ask(one, _options(view, one) if one.codes else None)


def _options(view: View, one: Field) -> dict[str, str]:
    """Return the names by code that a field offers; "" is "not stated" where it may be empty.

    What the form was opened with is among them, also when it was retired since.
    """
    reader, form = actor(), view.form
    own = None if reader.role is Role.SECRETARIAT or form.kind == ACTIVITY else reader.groups
    found = record_options(one.codes, view.read.framework, view.code_book, view.t, groups=own)
    held = form.opened_with.get(one.name, "")
    for code in (held,) if isinstance(held, str) else held:
        if code and code not in found:
            found[code] = view.code_book.name(one.name, code, view.t)
    if one.required or one.widget in ("choices", "groups"):
        return found
    found.pop("not_stated", None)
    return {"": view.t("Not stated"), **found}


def read_back(words: str) -> None:
    """Say how a field was understood."""
    st.caption(as_markdown(f"✓ {words}"))


def ask_groups(view: View, one: Field) -> None:
    """Ask for the working groups, the reader's own first; say what only the secretariat can do."""
    reader = actor()
    own = reader.groups if reader.role is Role.EDITOR else frozenset()
    options = _options(view, one)
    view.ask(one, {c: options[c] for c in sorted(options, key=lambda code: code not in own)})
    base = view.form.base
    with st.container():
        if base and (note := joint_note(base.draft.groups, view.code_book, view.t)):
            st.caption(as_markdown(note))


def joint_note(owners: Iterable[str], code_book: FormCodeBook, t: Translate) -> str:
    """Say what the reader cannot do because other groups own it too; "" when they can do all."""
    others = others_removed(actor(), owners)
    if not others:
        return ""
    return t(
        "Joint activity with {groups}. "
        "Only the secretariat can remove another group or withdraw it.",
        groups=", ".join(code_book.group(code) for code in others),
    )


def ask_evidence(view: View, one: Field) -> None:
    """Ask for addresses, one a line, or a file."""
    view.ask(one)
    values = view.form.values
    group = values["group"] if "group" in values else next(iter(values["groups"]), "")
    with st.container():
        evidence_file(view.form.widget, group, view.t)


# When and where


def ask_when(view: View, one: Field) -> None:
    """Ask for the days and read them back; ask which ones where there are several readings."""
    t, when, form = view.t, view.read.when, view.form
    view.ask(one)
    with st.container():
        if when.readings:
            st.pills(
                t("Which days do you mean?"),
                when.readings,
                format_func=lambda days: days_text(days, t),
                key=form.widget("reading"),
                on_change=_take_days,
                args=(form.widget(one.name), form.widget("reading")),
            )
        elif when.days:
            read_back(t("That is {days}.", days=days_text(when.days, t)))


def _take_days(key: str, answer: str) -> None:
    """Write the days that were meant so that they have one reading."""
    if days := st.session_state.get(answer):
        st.session_state[key] = days_text(days, translate("en"))


def ask_places(view: View, one: Field) -> None:
    """Ask for countries, with a question for each name that is no one country."""
    t, places = view.t, view.read.places
    options = record_options("countries", view.read.framework, view.code_book, t)
    retired = (code for code in places.countries if code not in options)
    options |= {code: view.code_book.country(code, t) for code in retired}
    # A name that several countries share is an option too: it is the best match for itself, so
    # that a key pressed in haste takes the question and not the first of the countries.
    options |= {word: word for word in _shared_words(tuple(options.values()), view.code_book)}
    key = view.form.widget(one.name)
    # A name in another language becomes the country's; a doubtful one stays as it was typed.
    shown = [*places.countries, *(doubt.typed for doubt in places.doubts)]
    if st.session_state.get(key) != shown:
        st.session_state[key] = shown
    st.multiselect(
        t(one.label),
        sorted(options, key=lambda code: folded(options[code])),
        format_func=lambda code: options.get(code, code),
        key=key,
        accept_new_options=True,
        placeholder=t(one.placeholder),
        select_all=False,
    )
    with st.container():
        for doubt in places.doubts:
            _which_country(view, key, doubt)


def _which_country(view: View, key: str, doubt: CountryMatch) -> None:
    t, code_book = view.t, view.code_book
    st.markdown(f"**{as_markdown(question(doubt, t))}**")
    answer = view.form.widget(f"meant_{abs(hash(doubt.typed))}")
    if doubt.candidates:
        st.pills(
            t("Country that is meant"),
            doubt.candidates,
            format_func=lambda code: code_book.country(code, t),
            key=answer,
            label_visibility="collapsed",
            on_change=_take_country,
            args=(key, answer, doubt.typed),
        )


@st.cache_data(max_entries=8, show_spinner=False)
def _shared_words(titles: tuple[str, ...], _code_book: FormCodeBook) -> list[str]:
    """Return the words in names of countries that mean more than one of them: "Congo"."""
    number = Counter(word for title in titles for word in set(re.findall(r"\w{4,}", title)))
    several = sorted(word for word, times in number.items() if times > 1 and word not in titles)
    doubts = read_places(several, _code_book).doubts
    return [doubt.typed for doubt in doubts if len(doubt.candidates) > 1]


def _take_country(key: str, answer: str, typed: str) -> None:
    """Put the country that was meant in the place of the name."""
    meant, chosen = st.session_state.get(answer), st.session_state.get(key, ())
    if meant:
        st.session_state[key] = [meant if name == typed else name for name in chosen]


# Outcomes and directions


def ask_outcomes(view: View, one: Field) -> None:
    """Ask for the outcomes of the activity's strategy; those of another one stay."""
    form, t, framework = view.form, view.t, view.read.framework
    with st.container():
        options = answers.outcome_choices(framework, form.values["groups"])
        if not options:
            return
        own = (c for c in form.opened_with["outcomes"] if c.startswith(f"{framework.id} "))
        options |= {code: view.code_book.node(code) for code in own if code not in options}
        chosen = [code for code in form.values["outcomes"] if code in options]
        key = seed(form.widget(f"outcomes_{framework.id}"), chosen)
        st.multiselect(
            t(one.label),
            list(options),
            format_func=lambda code: options.get(code, code),
            key=key,
            placeholder=t("Outcomes of “{strategy}”", strategy=framework.short_title),
            select_all=False,
            on_change=_take_outcomes,
            args=(form.session_key, key, framework.id),
        )
        view.show_faults(one.name)


def _take_outcomes(session_key: str, key: str, framework: str) -> None:
    if form := open_form.current(session_key):
        own = f"{framework} "
        others = (code for code in form.values["outcomes"] if not code.startswith(own))
        update_values(session_key, outcomes=(*others, *st.session_state[key]))


def ask_directions(view: View, one: Field) -> None:
    """Show the directions: as proposed by the outcomes until the reader chooses others."""
    form, t, framework = view.form, view.t, view.read.framework
    titles = answers.direction_choices(framework, form.base.draft if form.base else None)
    served, proposed = tuple(view.read.weights), view.read.proposed
    is_own = form.values["directions"] is not None and served != proposed
    key = form.widget(f"directions_{framework.id}")
    if set(st.session_state.get(key) or ()) != set(served):
        st.session_state[key] = list(served)
    st.pills(
        t(framework.direction_level.plural),
        list(titles),
        selection_mode="multi",
        format_func=titles.__getitem__,
        key=key,
        on_change=_take_directions,
        args=(form.session_key, key),
    )
    with st.container():
        if is_own and proposed:
            st.button(
                t("Take those of the outcomes"),
                key=form.widget("as_proposed"),
                type="tertiary",
                on_click=update_values,
                args=(form.session_key,),
                kwargs={"directions": None, "shares": (), "primary": ""},
            )
        elif proposed:
            read_back(t("Proposed from the outcomes; change them if you know better."))
    view.show_faults(one.name)
    with st.popover(t("Shares, main direction, strategy"), type="tertiary"):
        in_force = {"": t("The one in force at its dates")}
        strategies = {f.id: f.title for f in view.code_book.frameworks.values()}
        view.ask(Field("framework", n_("Strategy"), "choice"), in_force | strategies)
        if len(served) > 1:
            _ask_shares(view, {code: titles[code] for code in served})


def _take_directions(session_key: str, key: str) -> None:
    update_values(session_key, directions=tuple(st.session_state[key] or ()), shares=())


def _ask_shares(view: View, titles: Mapping[str, str]) -> None:
    """Ask for the shares of several directions in per cent, and which is the main one."""
    form, t = view.form, view.t
    keys = {code: form.widget(f"share_{code}") for code in titles}
    typed = dict(form.values["shares"])
    st.caption(t("Equal parts, as long as no share is filled in."))
    for code, title in titles.items():
        if st.session_state.get(keys[code]) != typed.get(code, ""):
            st.session_state[keys[code]] = typed.get(code, "")
        st.text_input(
            t("{direction}: share in %", direction=title),
            key=keys[code],
            autocomplete="off",
            on_change=_take_shares,
            args=(form.session_key, keys),
        )
    primary = form.widget("primary")
    if st.session_state.get(primary, form.values["primary"]) not in titles:
        st.session_state[primary] = ""
    view.ask(Field("primary", n_("Main direction"), "choice"), {"": t("None"), **titles})


def _take_shares(session_key: str, keys: Mapping[str, str]) -> None:
    typed = {code: str(st.session_state.get(key) or "") for code, key in keys.items()}
    update_values(session_key, shares=tuple(typed.items()) if any(typed.values()) else ())


# People and partners


def ask_people(view: View, one: Field) -> None:
    """Ask how many people took part, with women and men; lines of people say it otherwise."""
    t, lines = view.t, view.form.values["lines"]
    with st.container(key="people"):
        if lines:
            words = t.plural(
                "People: {n} line in the table under “More”.",
                "People: {n} lines in the table under “More”.",
                len(lines),
            )
            read_back(words)
            return
        numbers = (
            one,
            Field("women", n_("Women among them")),
            Field("men", n_("Men among them")),
        )
        for column, number in zip(st.columns(3, vertical_alignment="bottom"), numbers, strict=True):
            with column:
                view.ask(number)


def ask_lines(view: View, one: Field) -> None:
    """Ask for people by country, role and so on, in a table for those who want it."""
    usual, columns = answers.usual_row(one.name), {}
    for column in OF_RECORD[PARTICIPATION].columns:
        title = view.t(column.title)
        if column.codes and column.key in usual:
            options = record_options(column.codes, view.read.framework, view.code_book, view.t)
            start = None if column.key == "qualifier" else usual[column.key]
            columns[column.key] = _select(title, options, start)
        elif column.key in ("count", "note"):
            columns[column.key] = st.column_config.TextColumn(title)
    rows, _ = answers.read_people(view.form.values, view.t)
    _table(view, one, rows, columns)


def ask_partners(view: View, one: Field) -> None:
    """Ask for outside partners, in a table for those who had any."""
    kinds = record_options("partner_kind", view.read.framework, view.code_book, view.t)
    columns = {
        "name": st.column_config.TextColumn(view.t("Organisation")),
        "kind": _select(view.t("Kind of partner"), kinds, answers.usual_row(one.name)["kind"]),
    }
    _table(view, one, view.form.values[one.name], columns)


def _select(title: str, codes: Mapping[str, str], usual: str | None = None) -> Any:
    return st.column_config.SelectboxColumn(
        title,
        options=list(codes),
        format_func=lambda code: codes.get(str(code), str(code)),
        default=usual or None,
    )


def _table(view: View, one: Field, rows: Sequence[Row], columns: Mapping[str, Any]) -> None:
    """Show a table behind a toggle; without the toggle the form holds none of its rows."""
    import pandas as pd

    form = view.form
    toggle = seed(form.widget(f"with_{one.name}"), bool(form.values[one.name]))
    # The editor adds its changes to the rows it began with, so those must stay the same.
    start = form.widget(f"{one.name}_from")
    taken = (form.session_key, one.name)
    is_shown = st.toggle(view.t(one.label), key=toggle, on_change=_take_rows, args=taken)
    with st.container():
        if not is_shown:
            st.session_state.pop(start, None)
            return
        seed(start, rows)
        # All cells are text: Streamlit logs a trace for a number that is none.
        shown = [
            {key: "" if row[key] is None else str(row[key]) for key in columns}
            for row in st.session_state[start]
        ]
        st.data_editor(
            pd.DataFrame(shown, columns=list(columns), dtype=object),
            key=form.widget(f"{one.name}_table"),
            num_rows="dynamic",
            hide_index=True,
            placeholder="",
            column_config=dict(columns),
            on_change=_take_rows,
            args=taken,
        )
        if one.placeholder:
            st.caption(view.t(one.placeholder))
        view.show_faults(one.name)


def has_table(form: OpenForm) -> bool:
    """Say whether the form shows a table to type in."""
    return any(st.session_state.get(form.widget(f"with_{name}")) for name in TABLES)


def _take_rows(session_key: str, name: str) -> None:
    form = open_form.current(session_key)
    if form is None:
        return
    rows: Mapping[int, Row] = {}
    if st.session_state.get(form.widget(f"with_{name}")):
        start = st.session_state.get(form.widget(f"{name}_from"), ())
        rows = lists.edited(start, st.session_state.get(form.widget(f"{name}_table"), {}))
    update_values(session_key, **{name: answers.filled_rows(name, rows.values())})


WIDGETS: Mapping[str, Callable[[View, Field], None]] = {
    "groups": ask_groups,
    "evidence": ask_evidence,
    "when": ask_when,
    "places": ask_places,
    "people": ask_people,
    "outcomes": ask_outcomes,
    "directions": ask_directions,
    "partners": ask_partners,
    "lines": ask_lines,
}
"""The widgets of their own."""
