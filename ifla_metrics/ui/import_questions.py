"""Questions about an uploaded table: which column is which, then what its cells leave open."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from ifla_metrics.i18n import Translate
from ifla_metrics.imports import answers as keys
from ifla_metrics.imports.columns import Column
from ifla_metrics.imports.headers import vocabulary
from ifla_metrics.imports.row_reader import is_needed
from ifla_metrics.ui import imports
from ifla_metrics.ui.markup import as_markdown

if TYPE_CHECKING:
    from ifla_metrics.imports.rows import Mapped, Question, ReadFile, SheetFound, Unmapped
    from ifla_metrics.ui.imports import Upload

MOST = 30
"""Questions that are asked at once; the others follow when these are answered."""
RADIO = 3
"""Choices up to which all are shown at once."""
ABOUT_COLUMNS = (keys.CONFIRMED, "sheet", "header_row")
"""What the keys of answers about columns begin with: another header row makes them void."""


def show_mapping(upload: Upload, read: ReadFile, t: Translate) -> None:
    """Show each of our fields beside the column that it comes from, to be corrected."""
    asked = {q.key.removeprefix(keys.COLUMN_OF) for q in read.questions if _is_about_columns(q)}
    with st.expander(t("Which column is which"), expanded=bool(asked)):
        header = _choose_header(upload, read, t)
        every = st.toggle(t("Show all fields"), key=upload.widget("every_field"))
        changed: dict[str, str] = {}
        for name, field in vocabulary().fields.items():
            mapped = read.mapping.get(name)
            if every or is_needed(field, upload.group) or name in asked or mapped:
                source = _show_field(upload, read, field, header=header, asked=asked, t=t)
                if source != _source(mapped):
                    changed[keys.COLUMN_OF + name] = source
        _show_unused(read, t)
        if (asked or changed) and st.button(
            t("These columns are right"), type="primary", key=upload.widget("columns")
        ):
            imports.answer(upload, {keys.CONFIRMED: keys.YES, **changed})
            st.rerun()


def _choose_header(upload: Upload, read: ReadFile, t: Translate) -> SheetFound:
    """Let the reader say in which sheet and row the headers stand; return where they do."""
    found = next((sheet for sheet in read.sheets if sheet.header_row), read.sheets[0])
    left, right = st.columns(2)
    names = [sheet.name for sheet in read.sheets]
    sheet = left.selectbox(
        t("Sheet"),
        names,
        index=names.index(found.name),
        disabled=len(names) < 2,
        key=upload.widget(f"sheet_{found.name}"),
    )
    row = right.number_input(
        t("Row with the column names"),
        min_value=1,
        max_value=1000,
        value=max(found.header_row, 1),
        key=upload.widget(f"header_row_{found.name}_{found.header_row}"),
    )
    if sheet != found.name:
        imports.answer(upload, {"sheet": sheet}, without=ABOUT_COLUMNS)
        st.rerun()
    if row != max(found.header_row, 1):
        place = {"sheet": found.name, "header_row": str(row)}
        imports.answer(upload, place, without=ABOUT_COLUMNS)
        st.rerun()
    return found


def _show_field(
    upload: Upload,
    read: ReadFile,
    field: Column,
    *,
    header: SheetFound,
    asked: Collection[str],
    t: Translate,
) -> str:
    """Show a field, the list of its possible sources, and samples; return the source chosen."""
    mapped = read.mapping.get(field.key)
    sources = _sources(upload, read, field, t)
    title = as_markdown(t(field.title)) + (" \\*" if is_needed(field, upload.group) else "")
    if field.key in asked and mapped is None:
        title += f" :orange-badge[{t('please choose')}]"
    elif mapped is not None and not mapped.certain:
        title += f" :orange-badge[{t('please check')}]"
    with st.container(key=upload.widget(f"field_{field.key}")):
        left, middle, right = st.columns([3, 4, 5], vertical_alignment="center")
        left.markdown(title)
        options = list(sources)
        source = middle.selectbox(
            t(field.title),
            options,
            index=options.index(_source(mapped)) if _source(mapped) in sources else 0,
            format_func=sources.__getitem__,
            label_visibility="collapsed",
            key=upload.widget(f"column_{header.name}_{header.header_row}_{field.key}"),
            persist_state="session",
        )
        samples = next((c.samples for c in _columns(read) if source and c.column == source), ())
        right.caption(as_markdown(" · ".join(samples)))
    return source


def _sources(upload: Upload, read: ReadFile, field: Column, t: Translate) -> dict[str, str]:
    """Return what a field can come from, by its answer: no column, columns, constants."""
    columns = {found.column: found.header for found in _columns(read)}
    ordered = sorted(columns, key=lambda letters: (len(letters), letters))
    code_book = upload.preview.code_book if upload.preview else None
    constants = (
        code_book.titles(field.codes, code_book.framework, t) if code_book and field.codes else {}
    )
    nothing = t("Not in the file")
    if is_needed(field, upload.group):
        nothing = t("Choose a column or one value") if constants else t("Choose a column")
    return {
        "": nothing,
        **{column: f"{column}: {columns[column]}" for column in ordered},
        **{keys.CONSTANT + code: t("All rows: {value}", value=v) for code, v in constants.items()},
    }


def _columns(read: ReadFile) -> list[Mapped | Unmapped]:
    """Return the columns of the file that a field may come from."""
    mapped = [mapped for mapped in read.mapping.values() if mapped.column]
    return [*mapped, *(column for column in read.unmapped if not column.personal)]


def _source(mapped: Mapped | None) -> str:
    """Return where a field comes from, as an answer says it."""
    if mapped is None:
        return ""
    return mapped.column or keys.CONSTANT + mapped.constant


def _show_unused(read: ReadFile, t: Translate) -> None:
    """Name the columns that are not used, and those that are dropped because they name people."""
    personal = [column.header for column in read.unmapped if column.personal]
    unused = [column.header for column in read.unmapped if not column.personal and column.filled]
    if unused:
        st.caption(as_markdown(t("Not used: {columns}", columns=", ".join(unused))))
    if personal:
        words = t("Personal data, removed: {columns}", columns=", ".join(personal))
        st.caption(as_markdown(words))


def show_questions(upload: Upload, questions: Sequence[Question], t: Translate) -> None:
    """Ask what the file leaves open, all in one form."""
    asked = [question for question in questions if not _is_about_columns(question)]
    if not asked:
        return
    st.header(t("Please answer"), anchor=False)
    with st.form(upload.widget("questions"), border=False):
        given = {question.key: _ask(upload, question, t) for question in asked[:MOST]}
        sent = st.form_submit_button(t("Use these answers"), type="primary")
    if len(asked) > MOST:
        more = len(asked) - MOST
        st.caption(t.plural("{n} more question follows", "{n} more questions follow", more))
    if sent:
        imports.answer(upload, {key: value for key, value in given.items() if value is not None})
        st.rerun()


def _is_about_columns(question: Question) -> bool:
    """Say whether a question is settled in the list of columns."""
    return question.key == keys.CONFIRMED or question.key.startswith(keys.COLUMN_OF)


def _ask(upload: Upload, question: Question, t: Translate) -> str | None:
    """Show a question; return the answer, None while there is none."""
    words = {choice.value: t(choice.label) for choice in question.choices}
    label = as_markdown(question.message.describe(t))
    key = upload.widget(f"answer_{question.key}")
    if not words:
        return st.text_input(label, question.suggested, key=key, persist_state="session") or None
    options = list(words)
    suggested = question.suggested
    index = options.index(suggested) if suggested and suggested in words else None
    if len(words) <= RADIO:
        return st.radio(
            label,
            options,
            index=index,
            format_func=words.__getitem__,
            key=key,
            persist_state="session",
        )
    return st.selectbox(
        label,
        options,
        index=index,
        format_func=words.__getitem__,
        placeholder=t("Please choose"),
        key=key,
        persist_state="session",
    )
