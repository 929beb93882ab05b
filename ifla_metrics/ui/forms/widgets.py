"""The plain widgets of a form, and what every widget is shown with.

What comes and goes while somebody types stands in a container that is always there: where the
fields below it move, the browser draws them anew, and what is being typed there is lost.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from ifla_metrics.access import Role
from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import ACTIVITY
from ifla_metrics.models.log_tables import MAX_EVIDENCE_SIZE
from ifla_metrics.store.database import engine
from ifla_metrics.store.evidence_files import SUFFIXES, save_evidence
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import FormCodeBook
from ifla_metrics.ui.forms.fields import NOT_STATED, Field
from ifla_metrics.ui.forms.open_form import OpenForm, ReadForm
from ifla_metrics.ui.markup import as_markdown

FIRST_DAY = date(2000, 1, 1)
LAST_DAY = date(2099, 12, 31)


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
        """Say what is wrong at a field, under it."""
        show_faults(self.faults(name), self.form.widget(name))

    def options(self, field: Field) -> dict[str, str]:
        """Return the names by code that a field offers.

        What the form was opened with is among them, also when it was retired since.
        """
        reader, form = actor(), self.form
        own = None if reader.role is Role.SECRETARIAT or form.kind == ACTIVITY else reader.groups
        options = self.code_book.options(field.codes, self.read.framework, groups=own)
        if not field.required:
            options.pop(NOT_STATED, None)
        names = self.code_book.names(form.kind, self.read.framework.id)
        for held in (form.opened_with.get(field.name), form.values[field.name]):
            for code in (held,) if isinstance(held, str) else held or ():
                if code and code not in options:
                    options[code] = names(field.name, code, self.t)
        return options

    def ask(self, field: Field, options: Mapping[str, str] | None = None) -> None:
        """Show a plain field with its faults; its value is read by its key (`open_form.collect`).

        `options` are names by code in place of the field's list. Every run passes the value that
        the form holds. The browser may draw a widget much later, when its script is there or a
        popover opens: it begins with that value then, and without it would begin empty, and the
        form would take that over.
        """
        t, key, value = self.t, self.form.widget(field.name), self.form.values[field.name]
        label = t(field.label) + (" *" if field.required else "")
        hint = t(field.placeholder) if field.placeholder else ""
        if options is None:
            options = self.options(field) if field.codes else {}
        names = list(options)
        match field.widget:
            case "choice":
                nothing = t("Choose") if field.required else t("Not stated")
                st.selectbox(
                    label,
                    names,
                    index=names.index(value) if value in names else None,
                    format_func=lambda code: options.get(code, code),
                    key=key,
                    placeholder=hint or nothing,
                    accept_new_options=field.open,
                )
            case "choices":
                st.multiselect(
                    label,
                    names,
                    default=[code for code in value if code in options],
                    format_func=lambda code: options.get(code, code),
                    key=key,
                    placeholder=hint,
                    select_all=False,
                )
            case "text" | "evidence":
                height = 82 if field.widget == "evidence" else 106
                st.text_area(label, value, height, 5000, key=key, placeholder=hint)
            case "day":
                st.date_input(
                    label,
                    value or None,
                    min_value=FIRST_DAY,
                    max_value=LAST_DAY,
                    key=key,
                    format=t.day_format,
                )
            case "count":
                st.number_input(label, 0, None, _number(value), 1, key=key)
            case "number":
                st.number_input(label, value=_number(value), step=None, key=key)
            case "line":
                st.text_input(label, value, key=key, placeholder=hint, autocomplete="off")
        self.show_faults(field.name)


def _number(value: Any) -> Any:
    return None if value == "" else value


def show_faults(faults: Iterable[str], key: str) -> None:
    """Say what is wrong at the widget with this key."""
    with st.container(key=f"fault_{key}"):
        for words in faults:
            st.markdown(as_markdown(f"■ {words}"))


def read_back(words: str) -> None:
    """Say how a field was understood."""
    st.caption(as_markdown(f"✓ {words}"))


# Evidence


def ask_evidence(view: View, field: Field) -> None:
    """Ask for addresses, one a line, or a file: it is kept at once and its address is added."""
    view.ask(field)
    form, t = view.form, view.t
    group = (
        form.values["group"] if "group" in form.values else next(iter(form.values["groups"]), "")
    )
    with st.container():
        if not group:
            st.caption(t("Choose the working group first to add a file."))
            return
        place = form.widget("file")
        st.file_uploader(
            t("A file as evidence, up to {most} MB", most=MAX_EVIDENCE_SIZE // 1_000_000),
            type=[ending[1:] for ending in SUFFIXES],
            key=place,
            on_change=_keep_file,
            args=(form.widget(field.name), place, group, t),
        )
        show_faults(filter(None, [st.session_state.pop(f"{place}_refused", "")]), place)


def _keep_file(field: str, place: str, group: str, t: Translate) -> None:
    upload: Any = st.session_state.get(place)
    if not hasattr(upload, "getvalue"):
        # Taken away again: a kept file stays, its address can be deleted from the text. Or the
        # server was restarted and no longer has it: the list shows that nothing is there.
        return
    data = upload.getvalue()
    try:
        kept = save_evidence(engine(), data, name=upload.name, group=group, actor=actor())
    except IflaMetricsError as refused:
        st.session_state[f"{place}_refused"] = refused.translate(t)
        return
    addresses = str(st.session_state.get(field) or "").splitlines()
    st.session_state[field] = "\n".join(dict.fromkeys([*addresses, kept.address]))
