"""Questions about an uploaded table: which column is which, then what its cells leave open."""

from collections.abc import Collection, Sequence

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

ABOUT_COLUMNS = (keys.MAPPING_KEY, "sheet", "header_row")
"""What the keys of answers about columns begin with: another header row makes them void."""


def show_mapping(upload: Upload, preview: Preview, t: Translate) -> None:
    """Show each of our fields beside the column that it comes from, to be corrected."""
    read = preview.file
    about = filter(_is_about_columns, read.questions)
    asked = {question.key.removeprefix(keys.COLUMN_PREFIX) for question in about}
    with st.expander(t("Which column is which"), expanded=bool(asked)):
        place = _choose_header(upload, read, asked, t)
        header = "_".join(place.values())
        every = st.toggle(t("Show all fields"), key=upload.widget("every_field"))
        changed: dict[str, str] = {}
        for name, field in FIELDS.items():
            mapped = read.mapping.get(name)
            if not (every or is_required(field, preview.group) or name in asked or mapped):
                continue
            is_open = not mapped.certain if mapped else name in asked
            with st.container(key=upload.widget(f"field_{name}")):
                key = upload.widget(f"column_{header}_{name}")
                source = _choose_source(preview, field, t, is_open=is_open, key=key)
            if source != _source(mapped):
                changed[keys.COLUMN_PREFIX + name] = source
        _show_unused(read, t)
        confirmed = (asked or changed) and st.button(
            t("These columns are right"), type="primary", key=upload.widget("columns")
        )
    if confirmed:
        imports.answer(upload, {**place, keys.MAPPING_KEY: keys.YES, **changed})


def _choose_header(
    upload: Upload, read: ParsedFile, asked: Collection[str], t: Translate
) -> dict[str, str]:
    """Let the reader say in which sheet and row the headers stand; return where they do."""
    found = next((sheet for sheet in read.sheets if sheet.header_row), read.sheets[0])
    sheets = {sheet.name: sheet for sheet in upload.table.sheets} if upload.table else {}
    place = {"sheet": found.name, "header_row": str(found.header_row)}
    rows = header_row_choices(sheets[found.name])
    rows.setdefault(place["header_row"], place["header_row"])
    offered = {"sheet": {name: name for name in sheets}, "header_row": rows}
    titles = {"sheet": t("Sheet"), "header_row": t("Row with the column names")}
    for key, choices in offered.items():
        if len(choices) < 2:
            continue
        chosen = st.selectbox(
            f"{titles[key]} :orange-badge[{t('please check')}]" if key in asked else titles[key],
            list(choices),
            index=list(choices).index(place[key]),
            format_func=choices.__getitem__,
            key=upload.widget(f"{key}_{'_'.join(place.values())}"),
        )
        if chosen != place[key]:
            sheet = {} if key == "sheet" else {"sheet": found.name}
            imports.answer(upload, {**sheet, key: chosen}, without=ABOUT_COLUMNS)
    return place


def _choose_source(
    preview: Preview, field: Column, t: Translate, *, is_open: bool, key: str
) -> str:
    """Show a field, the list of its possible sources, and samples; return the source chosen."""
    columns, code_book = _columns(preview.file), preview.code_book
    nothing, title = t("Not in the file"), as_markdown(t(field.title))
    if is_required(field, preview.group):
        nothing, title = t("Please choose"), f"{title} \\*"
    sources = {"": nothing}
    if code_book:
        sources |= source_choices(field, columns.values(), code_book, t)
    now = _source(preview.file.mapping.get(field.key))
    left, middle, right = st.columns([3, 4, 5], vertical_alignment="center")
    left.markdown(f"{title} :orange-badge[{t('please check')}]" if is_open else title)
    source = middle.selectbox(
        t(field.title),
        list(sources),
        index=list(sources).index(now) if now in sources else 0,
        format_func=sources.__getitem__,
        label_visibility="collapsed",
        key=key,
        persist_state="session",
    )
    samples = columns[source].samples if source in columns else ()
    right.caption(as_markdown(" · ".join(samples)))
    return source


def _columns(read: ParsedFile) -> dict[str, Source]:
    """Return the columns of the file that a field may come from, by their letters."""
    found = [one for one in read.mapping.values() if one.column]
    found += [column for column in read.unmapped if not column.personal]
    found.sort(key=lambda one: (len(one.column), one.column))
    return {one.column: one for one in found}


def _source(mapped: Source | None) -> str:
    """Return where a field comes from, as an answer says it."""
    if mapped is None:
        return ""
    return mapped.column or keys.CONSTANT_PREFIX + mapped.constant


def _show_unused(read: ParsedFile, t: Translate) -> None:
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
        given = {question.key: _ask(upload, question, t) for question in asked}
        sent = st.form_submit_button(t("Use these answers"), type="primary")
    if sent:
        imports.answer(upload, {key: value for key, value in given.items() if value is not None})


def _is_about_columns(question: Question) -> bool:
    """Say whether a question is settled in the list of columns."""
    return question.key.startswith(ABOUT_COLUMNS)


def _ask(upload: Upload, question: Question, t: Translate) -> str | None:
    """Show a question; return the answer, None while there is none."""
    words = {value: t(label) for value, label in question.choices.items()}
    suggested = question.suggested
    return st.selectbox(
        as_markdown(question.message.translate(t)),
        list(words),
        index=list(words).index(suggested) if suggested and suggested in words else None,
        format_func=words.__getitem__,
        placeholder=t("Please choose"),
        key=upload.widget(f"answer_{question.key}"),
        persist_state="session",
    )
