"""Questions about an uploaded table: first its columns, then the values of its cells."""

from collections.abc import Collection, Sequence
from typing import Any

import streamlit as st

from ifla_metrics.i18n import Translate
from ifla_metrics.imports import answers as keys
from ifla_metrics.imports.columns import Column
from ifla_metrics.imports.compare import Preview
from ifla_metrics.imports.foreign_table import source_choices
from ifla_metrics.imports.headers import FIELDS, header_row_choices
from ifla_metrics.imports.row_reader import is_required
from ifla_metrics.imports.rows import ParsedFile, Question, Source
from ifla_metrics.ui import imports
from ifla_metrics.ui.imports import Upload
from ifla_metrics.ui.markup import as_markdown

COLUMN_KEYS = (keys.MAPPING_KEY, "sheet", "header_row")
"""Key prefixes of the answers about columns, which another header row makes invalid."""


def show_mapping(upload: Upload, preview: Preview, t: Translate) -> None:
    """Show the column of each field, and let the reader correct it."""
    read_file = preview.file
    questions = filter(_is_about_columns, read_file.questions)
    open_fields = {question.key.removeprefix(keys.COLUMN_PREFIX) for question in questions}
    with st.expander(t("Which column is which"), expanded=bool(open_fields)):
        header = _choose_header(upload, read_file, open_fields, t)
        changed: dict[str, str] = {}
        for name, field in FIELDS.items():
            mapped = read_file.mapping.get(name)
            is_open = not mapped.certain if mapped else name in open_fields
            with st.container(key=upload.widget(f"field_{name}")):
                key = upload.widget(f"column_{'_'.join(header.values())}_{name}")
                source = _choose_source(preview, field, t, is_open=is_open, key=key)
            if source != _answer_of(mapped):
                changed[keys.COLUMN_PREFIX + name] = source
        _show_unused(read_file, t)
        is_confirmed = (open_fields or changed) and st.button(
            t("These columns are right"), type="primary", key=upload.widget("columns")
        )
    if is_confirmed:
        imports.answer(upload, {**header, keys.MAPPING_KEY: keys.YES, **changed})


def _choose_header(
    upload: Upload, read_file: ParsedFile, open_fields: Collection[str], t: Translate
) -> dict[str, str]:
    """Let the reader choose the sheet and row of the headers; return the current ones."""
    sheet = read_file.sheets[0]
    sheets = {s.name: s for s in upload.table.sheets} if upload.table else {}
    header = {"sheet": sheet.name, "header_row": str(sheet.header_row)}
    rows = header_row_choices(sheets[sheet.name])
    rows.setdefault(header["header_row"], header["header_row"])
    options_of = {"sheet": {name: name for name in sheets}, "header_row": rows}
    titles = {"sheet": t("Sheet"), "header_row": t("Row with the column names")}
    for key, options in options_of.items():
        if len(options) < 2:
            continue
        chosen = st.selectbox(
            _with_badge(titles[key], t) if key in open_fields else titles[key],
            list(options),
            index=list(options).index(header[key]),
            format_func=options.__getitem__,
            key=upload.widget(f"{key}_{'_'.join(header.values())}"),
        )
        if chosen != header[key]:
            same_sheet = {} if key == "sheet" else {"sheet": sheet.name}
            imports.answer(upload, {**same_sheet, key: chosen}, drop=COLUMN_KEYS)
    return header


def _with_badge(title: str, t: Translate) -> str:
    return f"{title} :orange-badge[{t('please check')}]"


def _choose_source(
    preview: Preview, field: Column, t: Translate, *, is_open: bool, key: str
) -> str:
    """Show a field, a list of its possible sources, and samples; return the chosen source."""
    columns, code_book = _columns(preview.file), preview.code_book
    empty, title = t("Not in the file"), as_markdown(t(field.title))
    if is_required(field, preview.group):
        empty, title = t("Please choose"), f"{title} \\*"
    sources = {"": empty}
    if code_book:
        sources |= source_choices(field, columns.values(), code_book, t)
    current = _answer_of(preview.file.mapping.get(field.key))
    left, middle, right = st.columns([3, 4, 5], vertical_alignment="center")
    left.markdown(_with_badge(title, t) if is_open else title)
    source = middle.selectbox(
        t(field.title),
        list(sources),
        index=list(sources).index(current) if current in sources else 0,
        format_func=sources.__getitem__,
        label_visibility="collapsed",
        key=key,
        persist_state="session",
    )
    samples = columns[source].samples if source in columns else ()
    right.caption(as_markdown(" · ".join(samples)))
    return source


def _columns(read_file: ParsedFile) -> dict[str, Source]:
    """Return the columns of the file that a field may come from, by their letters."""
    columns = [source for source in read_file.mapping.values() if source.column]
    columns += [source for source in read_file.unmapped if not source.personal]
    columns.sort(key=lambda source: (len(source.column), source.column))
    return {source.column: source for source in columns}


def _answer_of(source: Source | None) -> str:
    """Return the answer that stands for a source: a column, a constant, or "" for none."""
    if source is None:
        return ""
    return source.column or keys.CONSTANT_PREFIX + source.constant


def _show_unused(read_file: ParsedFile, t: Translate) -> None:
    """Show which columns are not used, and which are removed because they hold personal data."""
    personal = [column.header for column in read_file.unmapped if column.personal]
    unused = [c.header for c in read_file.unmapped if not c.personal and c.filled]
    if unused:
        st.caption(as_markdown(t("Not used: {columns}", columns=", ".join(unused))))
    if personal:
        caption = t("Personal data, removed: {columns}", columns=", ".join(personal))
        st.caption(as_markdown(caption))


def show_questions(upload: Upload, questions: Sequence[Question], t: Translate) -> None:
    """Show the questions about the file in one form, without those about columns."""
    questions = [question for question in questions if not _is_about_columns(question)]
    if not questions:
        return
    st.header(t("Please answer"), anchor=False)
    with st.form(upload.widget("questions"), border=False):
        answers = {question.key: _show_question(upload, question, t) for question in questions}
        is_submitted = st.form_submit_button(t("Use these answers"), type="primary")
    if is_submitted:
        imports.answer(upload, {key: value for key, value in answers.items() if value is not None})


def _is_about_columns(question: Question) -> bool:
    """Return whether `show_mapping` covers a question."""
    return question.key.startswith(COLUMN_KEYS)


def _show_question(upload: Upload, question: Question, t: Translate) -> str | None:
    """Show a question; return the answer, or None if there is none yet."""
    options = {value: t(label) for value, label in question.choices.items()}
    label, key = as_markdown(question.message.translate(t)), upload.widget(f"answer_{question.key}")
    settings: dict[str, Any] = {"format_func": options.__getitem__, "persist_state": "session"}
    settings["placeholder"] = t("Please choose")
    suggested = [question.suggested] if question.suggested in set(options) - {""} else []
    if question.key.startswith(keys.COUNTRY_PREFIX):
        countries = st.multiselect(label, list(options), suggested, key=key, **settings)
        return " ".join(countries) if countries else None
    index = list(options).index(suggested[0]) if suggested else None
    return st.selectbox(label, list(options), index, key=key, **settings)
