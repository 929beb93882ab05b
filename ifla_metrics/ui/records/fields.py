"""The fields of a record's form: one widget a column of its sheet, its fault under it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from typing import Any

import streamlit as st

from ifla_metrics.exchange.columns import Column
from ifla_metrics.i18n import Translate
from ifla_metrics.ui.markup import tag

FIRST_DAY = date(2000, 1, 1)
LAST_DAY = date(2099, 12, 31)
Options = Mapping[str, Mapping[str, str]]


def draw(
    columns: Iterable[Column],
    t: Translate,
    *,
    values: Mapping[str, Any],
    options: Options,
    keys: Mapping[str, str],
    faults: Mapping[str, tuple[str, ...]],
) -> dict[str, Any]:
    """Show one widget a column and return what stands in each, by field.

    Args:
        columns: In the order in which they are shown.
        t: The reader's words.
        values: What a widget shows before anybody has typed.
        options: Names by code, for each coded column.
        keys: The key of each widget.
        faults: What is wrong, by field.
    """
    found = {}
    for column in columns:
        start = values.get(column.key)
        value = start.value if isinstance(start, Enum) else start
        found[column.key] = _widget(column, t, value, options.get(column.key), keys[column.key])
        for fault in faults.get(column.key, ()):
            st.html(tag("p", fault, class_="im-fault", role="alert"))
    return found


def _widget(
    column: Column, t: Translate, value: Any, options: Mapping[str, str] | None, key: str
) -> Any:
    label = t(column.title) + (" *" if column.required else "")
    if options is not None:
        return _choice(column, t, label, value=value, options=options, key=key)
    if column.kind == "day":
        return st.date_input(
            label, value, key=key, min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD"
        )
    if column.kind == "count":
        return st.number_input(label, value=value, min_value=0, step=1, key=key)
    if column.kind == "number":
        return st.number_input(label, value=value, step=None, key=key)
    if column.kind == "prose":
        return st.text_area(label, value or "", key=key, max_chars=5000)
    return st.text_input(label, value or "", key=key)


def _choice(
    column: Column,
    t: Translate,
    label: str,
    *,
    value: Any,
    options: Mapping[str, str],
    key: str,
) -> Any:
    codes = list(options)
    if value and value not in options:
        codes.append(value)  # A code that is no longer offered stays until another is chosen.
    if not column.required and "" not in codes:
        codes = ["", *codes]
    return st.selectbox(
        label,
        codes,
        index=codes.index(value or "") if (value or "") in codes else None,
        format_func=lambda code: options.get(code, code) or t("Not stated"),
        placeholder=t("Choose"),
        key=key,
        accept_new_options=column.open,
    )
