"""Fields of a form, declared once: each is one widget, with what is wrong under it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, Literal

import streamlit as st

from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.i18n import Translate
from ifla_metrics.models.log_tables import LARGEST_EVIDENCE
from ifla_metrics.settings import database_url
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.evidence_files import ENDINGS, keep_evidence
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.markup import as_markdown

FIRST_DAY = date(2000, 1, 1)
LAST_DAY = date(2099, 12, 31)
Widget = Literal["line", "text", "choice", "choices", "day", "count", "number"]


@dataclass(frozen=True)
class Field:
    """A field: its name, its label in the reader's words, and the widget that asks for it."""

    name: str
    label: str
    widget: Widget = "line"
    options: Mapping[str, str] = field(default_factory=dict)
    """Names by code, of a choice; the code "" is "not stated"."""
    placeholder: str = ""
    open: bool = False
    """Whether a choice takes what is not among its options."""
    lines: int = 3
    """The height of a text."""


def render(
    fields: Iterable[Field],
    values: Mapping[str, Any],
    *,
    key: Callable[[str], str],
    faults: Mapping[str, tuple[str, ...]],
) -> dict[str, Any]:
    """Show the fields with their faults; return the value of each by its name.

    Args:
        fields: In the order in which they are shown.
        values: What a widget shows before anybody has typed.
        key: Gives the key of a field's widget.
        faults: What is wrong, by field.
    """
    found = {}
    for one in fields:
        found[one.name] = _widget(one, values.get(one.name), key(one.name))
        show_faults(faults.get(one.name, ()), key(one.name))
    return found


def show_faults(faults: Iterable[str], key: str) -> None:
    """Say what is wrong, under its field.

    The place is there without any fault too. A place that comes and goes moves all fields below
    it, and the browser then draws them anew: what is being typed there would be lost.
    """
    with st.container(key=f"fault_{key}"):
        for words in faults:
            st.markdown(as_markdown(f"■ {words}"))


def seed(key: str, value: object) -> str:
    """Return the key of a widget that shows `value` when it appears for the first time.

    Streamlit forgets widgets that a page did not show; what was typed is held by the form.
    """
    if key not in st.session_state:
        st.session_state[key] = value
    return key


def _widget(one: Field, value: Any, key: str) -> Any:
    value = value.value if isinstance(value, Enum) else value
    match one.widget:
        case "choice":
            return _choice(one, value, key)
        case "choices":
            picked = st.multiselect(
                one.label,
                list(one.options),
                format_func=lambda code: one.options.get(code, code),
                key=seed(key, [code for code in value or () if code in one.options]),
                placeholder=one.placeholder,
                select_all=False,
            )
            return tuple(picked)
        case "text":
            return (
                st.text_area(
                    one.label,
                    key=seed(key, value or ""),
                    placeholder=one.placeholder,
                    height=24 * one.lines + 34,
                    max_chars=5000,
                )
                or ""
            )
        case "day":
            return st.date_input(
                one.label,
                None,
                key=seed(key, value),
                min_value=FIRST_DAY,
                max_value=LAST_DAY,
                format="YYYY-MM-DD",
            )
        case "count":
            return st.number_input(one.label, value=None, key=seed(key, value), min_value=0, step=1)
        case "number":
            return st.number_input(one.label, value=None, key=seed(key, value), step=None)
    return (
        st.text_input(
            one.label,
            key=seed(key, value or ""),
            placeholder=one.placeholder,
            autocomplete="off",
        )
        or ""
    )


def _choice(one: Field, value: Any, key: str) -> Any:
    codes = list(one.options)
    if value and value not in one.options:
        codes.append(value)  # A code that is no longer offered stays until another is chosen.
    start = (value or "") if (value or "") in codes else None
    return st.selectbox(
        one.label,
        codes,
        index=None if start is None else 0,
        format_func=lambda code: one.options.get(code, code),
        placeholder=one.placeholder,
        key=seed(key, start),
        accept_new_options=one.open,
    )


def evidence_file(
    key: Callable[[str], str], group: str, t: Translate, *, separator: str = "\n"
) -> None:
    """Show the field for a file: it is kept at once, and its address is added to the evidence.

    Args:
        key: Gives the key of a field's widget.
        group: Whose file it is; without one, it is asked for first.
        t: The reader's words.
        separator: Stands between addresses in the field `evidence`.
    """
    if not group:
        st.caption(t("Choose the working group first to add a file."))
        return
    place = key("file")
    label = t("A file as evidence, up to {most} MB", most=LARGEST_EVIDENCE // 1_000_000)
    st.file_uploader(
        label,
        type=[ending[1:] for ending in ENDINGS],
        key=place,
        on_change=_keep_file,
        args=(key("evidence"), place, group, separator, t),
    )
    show_faults(filter(None, [st.session_state.pop(f"{place}_refused", "")]), place)


def _keep_file(field: str, place: str, group: str, separator: str, t: Translate) -> None:
    upload = st.session_state.get(place)
    if upload is None or not hasattr(upload, "getvalue"):
        # Taken away again: a kept file stays, its address can be deleted from the text. Or the
        # server was restarted and no longer has it: the list shows that nothing is there.
        return
    try:
        kept = keep_evidence(
            engine_of(database_url()),
            upload.getvalue(),
            name=upload.name,
            group=group,
            actor=actor(),
        )
    except IflaMetricsError as refused:
        st.session_state[f"{place}_refused"] = refused.say(t)
        return
    addresses = str(st.session_state.get(field) or "").split(separator)
    if kept.address not in addresses:
        st.session_state[field] = separator.join([*filter(None, addresses), kept.address])


def show_summary(number: int, refusal: str, t: Translate) -> None:
    """Say above the button how many fields are to be corrected, and what the store refused."""
    if refusal:
        st.error(as_markdown(refusal))
    if number:
        words = t.plural(
            "Please correct {n} field. Nothing you typed is lost.",
            "Please correct {n} fields. Nothing you typed is lost.",
            number,
        )
        st.error(as_markdown(words))


def names(words: Iterable[str], t: Translate, *, most: int = 6) -> str:
    """Return words in a row; what does not fit is counted."""
    every = list(words)
    shown = every[:most]
    if len(every) > most:
        more = len(every) - most
        shown.append(t.plural("and {n} more", "and {n} more", more))
    return ", ".join(shown)
