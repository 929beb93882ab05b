"""The preview of an upload: its columns and questions, its rows by verdict, and saving it."""

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import Any

import streamlit as st

from ifla_metrics.errors import n_
from ifla_metrics.exports import MEDIA_TYPES
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.answers import ADD, LEAVE, TITLE
from ifla_metrics.imports.columns import Column
from ifla_metrics.imports.compare import WITHDRAW_MISSING, conflict_key
from ifla_metrics.imports.foreign_table import source_choices
from ifla_metrics.imports.headers import FIELDS, Source, header_row_choices
from ifla_metrics.imports.merge import MINE, THEIRS
from ifla_metrics.imports.preview import write_marked_copy
from ifla_metrics.imports.row_reader import is_required
from ifla_metrics.imports.rows import Cell, Preview, Question, Reason, Row, Verdict
from ifla_metrics.models.system_tables import AppliedImportRow
from ifla_metrics.ui import errors, imports, lists, navigation, shell
from ifla_metrics.ui.codes import Difference, FormCodeBook, form_code_book
from ifla_metrics.ui.imports import Upload
from ifla_metrics.ui.markup import as_markdown

XLSX = MEDIA_TYPES["xlsx"]
MAX_SHOWN = 200
"""Rows or reasons to show in a list; a caption counts the rest."""
COLUMN_KEYS = ("mapping", "sheet", "header_row")
"""Key prefixes of the answers about columns, which another header row makes invalid."""
VERDICT_TITLES: dict[Verdict, str] = {
    Verdict.REFUSE: n_("To correct"),
    Verdict.ASK: n_("To answer"),
    Verdict.CONFLICT: n_("To decide"),
    Verdict.ADD: n_("To add"),
    Verdict.CHANGE: n_("To change"),
    Verdict.WITHDRAW: n_("To withdraw"),
    Verdict.SAME: n_("Unchanged"),
}
"""Tab titles by verdict; the rows that need the reader come first."""


def show(upload: Upload, group: str, t: Translate) -> None:
    """Show the open upload; compare it first if the file, answers or choices have changed."""
    preview = upload.preview
    is_finished = upload.applied is not None or (upload.error is not None and preview is None)
    with st.container(horizontal=True, vertical_alignment="center"):
        if upload.name:
            st.markdown(as_markdown(t("File: {name}", name=upload.name)), width="content")
        label = t("Close") if is_finished else t("Close without saving")
        st.button(label, on_click=imports.close, args=(upload,), key=upload.key_of("close"))
    if upload.applied is not None:
        _show_result(upload.applied, t)
    elif upload.error is not None and preview is None:
        errors.show(upload.error, t)
    elif preview is None or (upload.group, upload.framework) != (group, shell.choices().framework):
        imports.compare(upload, group, t)
    else:
        st.header(_headline(preview, t), anchor=False)
        show_reasons(preview.reasons, t)
        for note in preview.notes:
            cell, reason = note.cell.describe(t), note.describe(t)
            st.caption(as_markdown(t("{label}: {value}", label=cell, value=reason)))
        if preview.kind == "table" and preview.sheets:
            _show_mapping(upload, preview, t)
        _show_questions(upload, preview.questions, t)
        if preview.rows:
            _show_rows(upload, preview, t)
        _show_save(upload, preview, t)


def _headline(preview: Preview, t: Translate) -> str:
    """Return a sentence on how many new or changed rows can be saved."""
    ready, blocked = len(preview.rows_to_write), preview.blocking_message(take_valid=False)
    number = len(preview.rows) - len(preview.with_verdict(Verdict.SAME))
    if not number and blocked is not None:
        return t("Nothing can be saved") if preview.reasons else blocked.translate(t)
    if not ready and preview.is_complete:
        return t("The log already has all of this")
    return t.plural(
        "{ready} of {n} row can be saved",
        "{ready} of {n} rows can be saved",
        number,
        ready=t.number(ready),
    )


# Questions


def _show_mapping(upload: Upload, preview: Preview, t: Translate) -> None:
    """Show the column of each field, and let the reader correct it."""
    questions = filter(_is_about_columns, preview.questions)
    open_fields = {question.key.removeprefix("mapping:") for question in questions}
    with st.expander(t("Which column is which"), expanded=bool(open_fields)):
        header = _choose_header(upload, preview, open_fields, t)
        show_all = st.toggle(t("Show all fields"), key=upload.key_of("every_field"))
        changed: dict[str, str] = {}
        missing: list[str] = []
        for name, field in FIELDS.items():
            is_needed, mapped = is_required(field, preview.group), preview.mapping.get(name)
            if not (show_all or is_needed or mapped):
                continue
            is_open = name in open_fields or (mapped is not None and not mapped.certain)
            with st.container(key=upload.key_of(f"field_{name}")):
                key = upload.key_of(f"column_{'_'.join(header.values())}_{name}")
                source = _choose_source(preview, field, t, is_open=is_open, key=key)
            if source != (mapped.answer if mapped else ""):
                changed[f"mapping:{name}"] = source
            if not source and is_needed:
                missing.append(t("Which column holds the field “{field}”?", field=t(field.title)))
        _show_unused(preview, t)
        is_confirmed = (open_fields or changed) and st.button(
            t("These columns are right"), type="primary", key=upload.key_of("columns")
        )
    if is_confirmed and missing:
        errors.notice(" ".join(missing))
    elif is_confirmed:
        imports.answer(upload, {**header, "mapping": "yes", **changed})


def _choose_header(
    upload: Upload, preview: Preview, open_fields: Collection[str], t: Translate
) -> dict[str, str]:
    """Let the reader choose the sheet and row of the headers; return the current ones."""
    [mapping] = preview.sheets
    sheet = mapping.sheet
    header = {"sheet": sheet.name, "header_row": str(mapping.header_row)}
    rows = header_row_choices(sheet)
    rows.setdefault(header["header_row"], header["header_row"])
    sheets = {each.name: each.name for each in upload.table.sheets} if upload.table else {}
    choices = ("sheet", t("Sheet"), sheets), ("header_row", t("Row with the column names"), rows)
    for key, title, options in choices:
        if len(options) < 2:
            continue
        chosen = st.selectbox(
            _with_badge(title, t) if key in open_fields else title,
            list(options),
            index=list(options).index(header[key]),
            format_func=options.__getitem__,
            key=upload.key_of(f"{key}_{'_'.join(header.values())}"),
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
    columns, code_book = _columns(preview), preview.code_book
    empty, title = t("Not in the file"), as_markdown(t(field.title))
    if is_required(field, preview.group):
        empty, title = t("Please choose"), f"{title} \\*"
    sources = {"": empty}
    if code_book:
        sources |= source_choices(field, columns.values(), code_book, t)
    current = mapped.answer if (mapped := preview.mapping.get(field.key)) else ""
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
    unclear = [mapped.header] if mapped and not mapped.answer else []
    samples = columns[source].samples if source in columns else unclear
    right.caption(as_markdown(" · ".join(samples)))
    return source


def _columns(preview: Preview) -> dict[str, Source]:
    """Return the columns of the file that a field may come from, by their letters."""
    columns = [source for source in preview.mapping.values() if source.column]
    columns += [source for source in preview.unmapped if not source.personal]
    columns.sort(key=lambda source: (len(source.column), source.column))
    return {source.column: source for source in columns}


def _show_unused(preview: Preview, t: Translate) -> None:
    """Show which columns are not used, and which are removed because they hold personal data."""
    personal = [column.header for column in preview.unmapped if column.personal]
    unused = [c.header for c in preview.unmapped if not c.personal and c.values]
    if unused:
        st.caption(as_markdown(t("Not used: {columns}", columns=", ".join(unused))))
    if personal:
        caption = t("Personal data, removed: {columns}", columns=", ".join(personal))
        st.caption(as_markdown(caption))


def _show_questions(upload: Upload, questions: Sequence[Question], t: Translate) -> None:
    """Show the questions about the file in one form, without those about columns."""
    questions = [question for question in questions if not _is_about_columns(question)]
    if not questions:
        return
    st.header(t("Please answer"), anchor=False)
    with st.form(upload.key_of("questions"), border=False):
        doubtful = [question.key for question in questions if question.key.startswith(TITLE)]
        answers = _choose_activities(upload, doubtful, t) if doubtful else {}
        for question in questions:
            if question.key not in answers:
                answers[question.key] = _show_question(upload, question, t)
        is_submitted = st.form_submit_button(t("Use these answers"), type="primary")
    if is_submitted:
        imports.answer(upload, {key: value for key, value in answers.items() if value is not None})


def _choose_activities(upload: Upload, keys: list[str], t: Translate) -> dict[str, str | None]:
    """Show doubtful titles; return for each whether it is an activity, or None before an answer."""
    labels = {"": t("None of these")} | {key: as_markdown(key.removeprefix(TITLE)) for key in keys}
    chosen = st.pills(
        t("Which of these rows are activities? The others are left out."),
        list(labels),
        selection_mode="multi",
        format_func=labels.__getitem__,
        key=upload.key_of("doubtful_rows"),
        persist_state="session",
    )
    return {key: (ADD if key in chosen else LEAVE) if chosen else None for key in keys}


def _is_about_columns(question: Question) -> bool:
    """Return whether `_show_mapping` covers a question."""
    return question.key.startswith(COLUMN_KEYS)


def _show_question(upload: Upload, question: Question, t: Translate) -> str | None:
    """Show a question; return the answer, or None if there is none yet."""
    options = {value: t(label) for value, label in question.choices.items()}
    label, key = as_markdown(question.message.translate(t)), upload.key_of(f"answer_{question.key}")
    settings: dict[str, Any] = {"format_func": options.__getitem__, "persist_state": "session"}
    settings["placeholder"] = t("Please choose")
    suggested = [question.suggested] if question.suggested in set(options) - {""} else []
    if question.key.startswith("value:countries:"):
        countries = st.multiselect(label, list(options), suggested, key=key, **settings)
        return " ".join(countries) if countries else None
    index = list(options).index(suggested[0]) if suggested else None
    return st.selectbox(label, list(options), index, key=key, **settings)


# Rows


def _show_rows(upload: Upload, preview: Preview, t: Translate) -> None:
    """Show the rows in a tab for each verdict."""
    code_book = form_code_book(t)
    by_verdict = {v: rows for v in VERDICT_TITLES if (rows := preview.with_verdict(v))}
    titles = [f"{t(VERDICT_TITLES[v])} · {t.number(len(rows))}" for v, rows in by_verdict.items()]
    for tab, (verdict, rows) in zip(st.tabs(titles), by_verdict.items(), strict=True):
        with tab:
            if verdict in (Verdict.REFUSE, Verdict.ASK):
                show_reasons([reason for row in rows for reason in row.reasons], t)
            elif verdict is Verdict.CONFLICT:
                _show_conflicts(upload, rows, t, code_book)
            else:
                lines = [line for row in rows[:MAX_SHOWN] for line in _lines(row, t, code_book)]
                lists.table(lines, title=t(VERDICT_TITLES[verdict]))
                _show_remaining(len(rows), t)
    if upload.data.startswith(b"PK") and any(row.reasons for row in preview.rows):
        st.download_button(
            t("Download the file with these cells marked"),
            data=partial(write_marked_copy, upload.data, preview, t),
            file_name=f"{upload.name.rpartition('.')[0] or upload.name}-marked.xlsx",
            mime=XLSX,
            on_click="ignore",
            key=upload.key_of("faulty"),
        )


def _lines(row: Row, t: Translate, code_book: FormCodeBook) -> Iterator[dict[str, str]]:
    """Yield lines of cells by column title: one for an entry, or one per changed field."""
    cells = {t("Place"): Cell(row.sheet, row.row).describe(t)}
    changes = _differences(row, code_book)
    if row.verdict is not Verdict.ADD:  # Its title is among its fields.
        cells[t("Entry")] = row.title
    if row.verdict is Verdict.CHANGE:
        for change in changes:
            values = {t("Field"): change.title, t("Before"): change.before}
            yield {**cells, **values, t("After"): change.after}
        return
    if row.duplicates:
        cells[t("Similar in the log")] = "; ".join(activity.title for activity in row.duplicates)
    yield cells | {change.title: change.after for change in changes}


def _differences(row: Row, code_book: FormCodeBook) -> list[Difference]:
    """Return the fields in which a row differs from the current version, or from an empty one."""
    before = row.current.draft if row.current else None
    return code_book.differences(before, row.draft) if row.draft else []


def _show_remaining(number: int, t: Translate) -> None:
    if number > MAX_SHOWN:
        st.caption(t.plural("and {n} more", "and {n} more", number - MAX_SHOWN))


def show_reasons(reasons: Sequence[Reason], t: Translate) -> None:
    """Show reasons in a table: the cell, its value as typed, and what is wrong or unclear."""
    titles = (t("Place"), t("Value"), t("Reason"))
    lists.text_table(
        titles, ((r.cell.describe(t), r.value, r.describe(t)) for r in reasons[:MAX_SHOWN])
    )
    _show_remaining(len(reasons), t)


def _show_conflicts(
    upload: Upload, rows: Sequence[Row], t: Translate, code_book: FormCodeBook
) -> None:
    """Let the reader decide on fields that both the file and somebody else changed."""
    st.markdown(t("Somebody changed these entries after you downloaded the file. Choose for each."))
    sides: dict[str, str | None] = {}
    with st.form(upload.key_of("conflicts"), border=False):
        for row in rows:
            st.subheader(as_markdown(row.title), anchor=False)
            changes = _differences(row, code_book)
            for unit in row.conflicts:
                key = conflict_key(row, unit)
                in_unit = [change for change in changes if change.field in unit]
                mine = "; ".join(change.after or "–" for change in in_unit)
                theirs = "; ".join(change.before or "–" for change in in_unit)
                options = {
                    MINE: t("Yours: {value}", value=as_markdown(mine)),
                    THEIRS: t("Theirs: {value}", value=as_markdown(theirs)),
                }
                sides[key] = st.radio(
                    as_markdown(in_unit[0].title),
                    list(options),
                    index=None,
                    format_func=options.__getitem__,
                    key=upload.key_of(key),
                    persist_state="session",
                )
        is_submitted = st.form_submit_button(t("Use these choices"), type="primary")
    if is_submitted:
        imports.answer(upload, {key: side for key, side in sides.items() if side})


# Saving


def _show_save(upload: Upload, preview: Preview, t: Translate) -> None:
    """Show the options for saving and the button that saves."""
    _offer_withdrawal(upload, preview, t)
    number = len(preview.rows_to_write)
    take_valid, reason = False, ""
    if number and not preview.is_complete and preview.blocking_message(take_valid=True) is None:
        label = t("Save the valid rows now and leave out the rows listed above")
        key = upload.key_of("take_valid")
        take_valid = st.checkbox(label, key=key, persist_state="session")
    if preview.with_verdict(Verdict.CHANGE, Verdict.WITHDRAW):
        reason = st.text_input(
            t("Why are entries changed or withdrawn?"),
            placeholder=t("A few words for the history"),
            key=upload.key_of("reason"),
            persist_state="session",
        )
    if upload.error is not None:
        errors.show(upload.error, t)
    with st.container(horizontal=True, vertical_alignment="center"):
        if number:
            blocked = preview.blocking_message(take_valid=take_valid)
            label = t.plural("Save {n} entry", "Save {n} entries", number)
            is_disabled, key = blocked is not None, upload.key_of("save")
            if st.button(label, type="primary", disabled=is_disabled, key=key):
                with st.spinner(t("Saving …")):
                    imports.apply(upload, preview, t, reason=reason, take_valid=take_valid)
            if blocked is not None:
                st.caption(as_markdown(blocked.translate(t)), width="content")


def _offer_withdrawal(upload: Upload, preview: Preview, t: Translate) -> None:
    """Show the entries that were removed from the workbook, and offer to withdraw them."""
    if not preview.missing:
        return
    titles = "; ".join(entry.title for entry in preview.missing[:MAX_SHOWN])
    st.markdown(as_markdown(t("Not in the file any more: {titles}", titles=titles)))
    _show_remaining(len(preview.missing), t)
    label = t("Withdraw them: they leave all figures, and stay in the history")
    key = upload.key_of("withdraw_missing")
    answer = "yes" if st.checkbox(label, key=key, persist_state="session") else ""
    if answer != upload.answers.get(WITHDRAW_MISSING, ""):
        imports.answer(upload, {WITHDRAW_MISSING: answer})


def _show_result(applied: AppliedImportRow, t: Translate) -> None:
    summary = t(
        "Saved: {added} added, {changed} changed, {withdrawn} withdrawn.",
        added=t.number(applied.added),
        changed=t.number(applied.changed),
        withdrawn=t.number(applied.withdrawn),
    )
    st.success(as_markdown(summary))
    navigation.link(t("See them in Our work"), "our-work")
