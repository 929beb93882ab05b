"""The widgets of a form.

Elements that come and go while somebody types are inside a container that is always present.
Without it, the fields below would move and be redrawn, and text being typed there would be lost.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from ifla_metrics.access import Role
from ifla_metrics.errors import IflaMetricsError, n_
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import ACTIVITY, FORMAT_OF_KIND, PARTICIPATION, Column
from ifla_metrics.models.drafts import Draft, ParticipationDraft, PartnerDraft
from ifla_metrics.models.log_tables import MAX_EVIDENCE_SIZE
from ifla_metrics.store.database import engine
from ifla_metrics.store.write.evidence_files import SUFFIXES, save_evidence
from ifla_metrics.ui import lists
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.forms import open_form
from ifla_metrics.ui.forms.fields import NOT_STATED, Field
from ifla_metrics.ui.forms.open_form import View
from ifla_metrics.ui.forms.parse import Row, codes_of, proposed_directions, rows_of
from ifla_metrics.ui.markup import as_markdown

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
"""The days to choose from; a stored date outside them can still be shown."""


def show_field(view: View, field: Field) -> None:
    """Show a field with its faults; `open_form.collect` and tables read its value."""
    _WIDGETS.get(field.name, _show_plain)(view, field)


def options(view: View, field: Field) -> dict[str, str]:
    """Return the labels by code that a field offers.

    Codes that the form was opened with stay available after they are retired.
    """
    reader, form, framework, code_book = actor(), view.form, view.framework, view.code_book
    if field.codes in ("outcomes", "directions"):
        parents = {n.parent for n in framework.nodes} if field.codes == "outcomes" else set()
        codes = code_book.codes(field.codes, framework.id)
        pairs = [f"{framework.id} {code}" for code in codes if code not in parents]
        labels = {pair: code_book.node(pair) for pair in pairs}
    else:
        is_limited = reader.role is not Role.SECRETARIAT and form.kind != ACTIVITY
        groups = reader.groups if is_limited else None
        labels = code_book.options(field.codes, framework, groups=groups)
    if not field.required:
        labels.pop(NOT_STATED, None)
    for value in (form.initial[field.name], form.values[field.name] if field.open else ""):
        for code in (value,) if isinstance(value, str) else value:
            if code and code not in labels:
                labels[code] = code_book.field_label(field.codes, code, form.kind, framework.id)
    return labels


def _show_plain(view: View, field: Field) -> None:
    t, key, value = view.t, view.form.key_of(field.name), view.form.values[field.name]
    label = t(field.label) + (" *" if field.required else "")
    hint = t(field.placeholder)
    labels = options(view, field) if field.codes else {}
    codes = list(labels)
    match field.widget:
        case "choice":
            empty = t("Choose") if field.required else t("Not stated")
            st.selectbox(
                label,
                codes,
                index=codes.index(value) if value in codes else None,
                format_func=lambda code: labels.get(code, code),
                key=key,
                placeholder=hint or empty,
                accept_new_options=field.open,
            )
        case "choices":
            st.multiselect(
                label,
                codes,
                default=[code for code in value if code in labels],
                format_func=lambda code: labels.get(code, code),
                key=key,
                placeholder=hint,
                select_all=False,
            )
        case "text" | "evidence":
            height = 82 if field.widget == "evidence" else 106
            st.text_area(label, value, height, 5000, key=key, placeholder=hint)
        case "day":
            day = date.fromisoformat(value) if value else None
            first, last = min(FIRST_DAY, day or FIRST_DAY), max(LAST_DAY, day or LAST_DAY)
            st.date_input(label, day, first, last, key=key, format=t.day_format)
        case "count":
            st.number_input(label, 0, None, None if value == "" else value, 1, key=key)
        case "number":
            st.number_input(label, value=None if value == "" else value, step=None, key=key)
        case "line":
            st.text_input(label, value, key=key, placeholder=hint, autocomplete="off")
    show_faults(view.shown_faults(field.name), key)


def show_faults(faults: Iterable[str], key: str) -> None:
    """Show faults under the widget with this key."""
    with st.container(key=f"fault_{key}"):
        for fault in faults:
            st.markdown(as_markdown(f"■ {fault}"))


# Fields with more than a plain widget


def _show_understood(text: str) -> None:
    st.caption(as_markdown(f"✓ {text}"))


def _show_when(view: View, field: Field) -> None:
    """Show the field for the days, and below it the days as understood."""
    _show_plain(view, field)
    with st.container():
        if "started_on" in view.fields and "when" not in view.faults:
            days = (view.fields[name] for name in ("started_on", "ended_on"))
            ends = (view.t.day(day, view.fields["date_precision"]) for day in days)
            _show_understood(view.t("That is {days}.", days=" – ".join(dict.fromkeys(ends))))


def _show_directions(view: View, field: Field) -> None:
    """Show the directions and, while none is chosen, those that the outcomes propose."""
    _show_plain(view, field)
    with st.container():
        framework, values = view.framework, view.form.values
        proposed = proposed_directions(values, framework)
        if proposed and not codes_of(framework.id, values["directions"]):
            names = ", ".join(view.code_book.node(f"{framework.id} {code}") for code in proposed)
            _show_understood(view.t("From the outcomes: {directions}", directions=names))


def show_unknown_gender(view: View) -> None:
    """Show how many people have no gender yet if only the women or only the men are given.

    The share of women counts people of known gender: 14 women of 24 people alone would be 100 %.
    """
    lines = view.fields.get("participation", ())
    counts = {line.gender: line.count for line in lines if line.count}
    if len(counts) == 2 and "not_stated" in counts:
        n = view.t.number(counts["not_stated"])
        _show_understood(view.t("Gender not stated: {n}. Please fill in women and men.", n=n))


# Evidence


def _show_evidence(view: View, field: Field) -> None:
    """Show the web addresses, one a line, and an upload that stores a file and adds its address."""
    _show_plain(view, field)
    form, t = view.form, view.t
    group = next(iter(form.values.get("groups", ())), form.values.get("group", ""))
    with st.container():
        if not group:
            st.caption(t("Choose the working group first to add a file."))
            return
        uploader_key = form.key_of("file")
        st.file_uploader(
            t(
                "A file as evidence: PDF, picture or Office document, up to {most} MB",
                most=MAX_EVIDENCE_SIZE // 1_000_000,
            ),
            type=[suffix[1:] for suffix in SUFFIXES],
            max_upload_size=MAX_EVIDENCE_SIZE // 1_000_000,
            key=uploader_key,
            on_change=_save_evidence,
            args=(form.key_of(field.name), uploader_key, group, t),
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


# Tables of lines

TABLES: Mapping[str, type[Draft]] = {"lines": ParticipationDraft, "partners": PartnerDraft}
"""The draft of a line, for each field shown as a table."""
COLUMNS = {
    "lines": FORMAT_OF_KIND[PARTICIPATION].columns,
    "partners": (
        Column("name", n_("Organisation"), "text"),
        Column("kind", n_("Kind of partner"), "code", codes="partner_kind"),
    ),
}
"""Columns of the tables; a table shows those that its draft has a field for."""


def filled_rows(name: str, rows: Iterable[Mapping[Any, Any]]) -> list[Row]:
    """Return the rows of a table without empty ones. Rows come from the browser, unchecked."""
    [default] = rows_of([TABLES[name].model_construct()])
    filled = []
    for cells in rows:
        row = {key: value for key, value in cells.items() if value}
        if row.items() <= default.items():
            continue
        if name == "lines" and not {"count", "qualifier"} & row.keys():
            row["qualifier"] = "unknown"
        filled.append(row)
    return filled


def _show_table(view: View, field: Field) -> None:
    """Show a toggle and, if it is on, a table of lines; if it is off, the form has no lines."""
    form, name = view.form, field.name
    rows: list[Row] = []
    with_table = st.toggle(
        view.t(field.label), bool(form.values[name]), key=form.key_of(f"with_{name}")
    )
    with st.container():
        if with_table:
            rows = filled_rows(name, _edited(view, name).fillna("").to_dict("records"))
            if field.placeholder:
                st.caption(view.t(field.placeholder))
            show_faults(view.shown_faults(name), form.key_of(name))
    if rows != form.values[name]:
        values = {**form.values, name: rows}
        open_form.change(form, values=values, error="", duplicates=())
        st.rerun()


def _edited(view: View, name: str) -> pd.DataFrame:
    """Show the table of a field and return its rows as edited.

    The lines of people begin with the numbers of people in the form.
    """
    form, t, initial = view.form, view.t, view.form.values[name]
    # The editor stores its changes relative to its initial rows, so these must stay the same.
    initial_key, table_key = form.key_of(f"{name}_from"), form.key_of(f"{name}_table")
    if table_key not in st.session_state:  # Or the reader left the page meanwhile.
        if name == "lines" and not initial:
            initial = rows_of(view.fields.get("participation", ()))
        st.session_state[initial_key] = initial
    # All cells are text: for a number that it cannot read, Streamlit logs a traceback.
    columns = {c.key: c for c in COLUMNS[name] if c.key in TABLES[name].model_fields}
    frame = pd.DataFrame(st.session_state[initial_key], columns=list(columns), dtype=object)
    return lists.editor(
        frame.fillna(""),
        t,
        key=table_key,
        num_rows="dynamic",
        placeholder="",
        column_config={key: _column(view, column) for key, column in columns.items()},
    )


def _column(view: View, column: Column) -> Any:
    if not column.codes:
        return st.column_config.TextColumn(view.t(column.title))
    options = view.code_book.options(column.codes, view.framework)
    return st.column_config.SelectboxColumn(
        view.t(column.title),
        options=list(options),
        format_func=lambda code: options.get(str(code), str(code)),
    )


_WIDGETS: Mapping[str, Callable[[View, Field], None]] = {
    "when": _show_when,
    "directions": _show_directions,
    "evidence": _show_evidence,
    "partners": _show_table,
    "lines": _show_table,
}
"""How to show the fields that are more than a plain widget."""
