"""The plain widgets of a form, and the context that all widgets share.

Elements that come and go while somebody types are inside a container that is always present.
Without it, the fields below would move and be redrawn, and text being typed there would be lost.
"""

from collections.abc import Iterable
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
from ifla_metrics.ui.forms.open_form import OpenForm, ParsedForm
from ifla_metrics.ui.markup import as_markdown

FIRST_DAY = date(2000, 1, 1)
LAST_DAY = date(2099, 12, 31)


@dataclass(frozen=True)
class View:
    """What the widgets of a form need: the open form and its values as parsed."""

    form: OpenForm
    parsed: ParsedForm
    code_book: FormCodeBook
    t: Translate

    def faults(self, name: str) -> list[str]:
        """Return the faults of a field; an empty field has none until the reader tries to save."""
        form = self.form
        is_checked = form.is_submitted or form.values.get(name)
        return self.parsed.faults.get(name, []) if is_checked else []

    def show_faults(self, name: str) -> None:
        show_faults(self.faults(name), self.form.widget(name))

    def options(self, field: Field) -> dict[str, str]:
        """Return the labels by code that a field offers.

        Codes that the form was opened with stay available after they are retired.
        """
        reader, form, framework = actor(), self.form, self.parsed.framework
        if field.codes in ("outcomes", "directions"):
            parents = {n.parent for n in framework.nodes} if field.codes == "outcomes" else set()
            codes = self.code_book.codes(field.codes, framework.id)
            pairs = [f"{framework.id} {code}" for code in codes if code not in parents]
            options = {pair: self.code_book.node(pair) for pair in pairs}
        else:
            is_limited = reader.role is not Role.SECRETARIAT and form.kind != ACTIVITY
            groups = reader.groups if is_limited else None
            options = self.code_book.options(field.codes, framework, groups=groups)
        if not field.required:
            options.pop(NOT_STATED, None)
        get_label = self.code_book.label_getter(form.kind, framework.id)
        for value in (form.initial[field.name], form.values[field.name] if field.open else ""):
            for code in (value,) if isinstance(value, str) else value:
                if code and code not in options:
                    options[code] = get_label(field.codes, code, self.t)
        return options

    def show_field(self, field: Field) -> None:
        """Show a plain field with its faults; `open_form.collect` reads its value."""
        t, key, value = self.t, self.form.widget(field.name), self.form.values[field.name]
        label = t(field.label) + (" *" if field.required else "")
        hint = t(field.placeholder)
        options = self.options(field) if field.codes else {}
        codes = list(options)
        match field.widget:
            case "choice":
                empty = t("Choose") if field.required else t("Not stated")
                st.selectbox(
                    label,
                    codes,
                    index=codes.index(value) if value in codes else None,
                    format_func=lambda code: options.get(code, code),
                    key=key,
                    placeholder=hint or empty,
                    accept_new_options=field.open,
                )
            case "choices":
                st.multiselect(
                    label,
                    codes,
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
    """Show faults under the widget with this key."""
    with st.container(key=f"fault_{key}"):
        for fault in faults:
            st.markdown(as_markdown(f"■ {fault}"))


def show_understood(text: str) -> None:
    """Show how a field was understood."""
    st.caption(as_markdown(f"✓ {text}"))


# Evidence


def show_evidence(view: View, field: Field) -> None:
    """Show the web addresses, one a line, and an upload that stores a file and adds its address."""
    view.show_field(field)
    form, t = view.form, view.t
    group = next(iter(form.values.get("groups", ())), form.values.get("group", ""))
    with st.container():
        if not group:
            st.caption(t("Choose the working group first to add a file."))
            return
        uploader_key = form.widget("file")
        st.file_uploader(
            t("A file as evidence, up to {most} MB", most=MAX_EVIDENCE_SIZE // 1_000_000),
            type=[suffix[1:] for suffix in SUFFIXES],
            max_upload_size=MAX_EVIDENCE_SIZE // 1_000_000,
            key=uploader_key,
            on_change=_save_evidence,
            args=(form.widget(field.name), uploader_key, group, t),
        )
        error = st.session_state.pop(f"{uploader_key}_error", "")
        show_faults([error] if error else [], uploader_key)


def _save_evidence(text_key: str, uploader_key: str, group: str, t: Translate) -> None:
    upload: Any = st.session_state.get(uploader_key)
    if not hasattr(upload, "getvalue"):
        return  # Removed again, or lost in a restart. The stored file and its address stay.
    data = upload.getvalue()
    try:
        stored = save_evidence(engine(), data, name=upload.name, group=group, actor=actor())
    except IflaMetricsError as error:
        st.session_state[f"{uploader_key}_error"] = error.translate(t)
        return
    addresses = str(st.session_state.get(text_key) or "").splitlines()
    st.session_state[text_key] = "\n".join(dict.fromkeys([*addresses, stored.address]))
