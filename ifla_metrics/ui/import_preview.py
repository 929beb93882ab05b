"""The preview of an upload: its questions, its rows by verdict, and a button that saves it."""

from collections.abc import Iterator, Sequence
from functools import partial

import streamlit as st

from ifla_metrics.errors import n_
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.compare import (
    WITHDRAW_MISSING,
    ComparedRow,
    Preview,
    Verdict,
    conflict_key,
)
from ifla_metrics.imports.differences import Difference, merge_units
from ifla_metrics.imports.preview import write_marked_copy
from ifla_metrics.imports.rows import Reason
from ifla_metrics.imports.workbook import IDS_SHEET
from ifla_metrics.store.imports import AppliedImport
from ifla_metrics.ui import errors, import_questions, imports, lists, navigation, shell
from ifla_metrics.ui.codes import FormCodeBook, form_code_book
from ifla_metrics.ui.imports import Upload
from ifla_metrics.ui.markup import as_markdown

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_SHOWN = 200
"""Rows or reasons to show in a list; a caption counts the rest."""
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
        st.markdown(as_markdown(t("File: {name}", name=upload.name)), width="content")
        label = t("Close") if is_finished else t("Close without saving")
        st.button(label, on_click=imports.close, args=(upload,), key=upload.widget("close"))
    if upload.applied is not None:
        _show_result(upload.applied, t)
    elif upload.error is not None and preview is None:
        errors.show(upload.error, t)
    elif preview is None or (upload.group, upload.framework) != (group, shell.choices().framework):
        imports.compare(upload, group, t)
    else:
        st.header(_headline(preview, t), anchor=False)
        show_reasons(preview.file.reasons, t)
        for note in preview.file.notes:
            cell, reason = note.cell.describe(t), note.describe(t)
            st.caption(as_markdown(t("{place}: {reason}", place=cell, reason=reason)))
        if preview.file.kind == "table" and preview.file.sheets:
            import_questions.show_mapping(upload, preview, t)
        import_questions.show_questions(upload, preview.questions, t)
        if preview.rows:
            _show_rows(upload, preview, t)
        _show_save(upload, preview, t)


def _headline(preview: Preview, t: Translate) -> str:
    """Return a sentence on how many rows can be saved."""
    ready = len(preview.rows_to_write)
    if not ready and preview.is_complete:
        return t("The log already has all of this")
    return t.plural(
        "{ready} of {n} row can be saved",
        "{ready} of {n} rows can be saved",
        len(preview.rows),
        ready=t.number(ready),
    )


# Rows


def _show_rows(upload: Upload, preview: Preview, t: Translate) -> None:
    """Show the rows in a tab for each verdict."""
    code_book = form_code_book(t)
    by_verdict = {v: rows for v in VERDICT_TITLES if (rows := preview.with_verdict(v))}
    titles = [f"{t(VERDICT_TITLES[v])} · {t.number(len(rows))}" for v, rows in by_verdict.items()]
    tabs = st.tabs(titles, key=upload.widget("_".join(titles)), on_change="rerun")
    for tab, (verdict, rows) in zip(tabs, by_verdict.items(), strict=True):
        if not tab.open:
            continue
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
            key=upload.widget("faulty"),
        )


def _lines(row: ComparedRow, t: Translate, code_book: FormCodeBook) -> Iterator[dict[str, str]]:
    """Yield lines of cells by column title: one for an entry, or one per changed field."""
    place = t("{sheet}, row {row}", sheet=row.row.sheet, row=row.row.row)
    is_missing = row.row.sheet == IDS_SHEET
    cells = {t("Place"): t("Not in the file") if is_missing else place}
    cells[t("Entry")] = _entry_title(row)
    if row.verdict is Verdict.CHANGE:
        for change in _differences(row, code_book):
            values = {t("Field"): change.title, t("Before"): change.before}
            yield {**cells, **values, t("After"): change.after}
        return
    if row.duplicates:
        cells[t("Similar in the log")] = "; ".join(activity.title for activity in row.duplicates)
    if row.verdict is Verdict.ADD and row.draft is not None:
        cells |= {d.title: d.after for d in code_book.differences(None, row.draft)}
    yield cells


def _entry_title(row: ComparedRow) -> str:
    """Return the title of a row's entry, or the fields that identify it."""
    draft = row.draft or row.row.draft
    title = getattr(draft, "title", "") or (row.current.title if row.current else "")
    names = ("indicator", "subject", "cohort", "as_of")
    return title or " ".join(str(getattr(draft, name)) for name in names if hasattr(draft, name))


def _differences(row: ComparedRow, code_book: FormCodeBook) -> list[Difference]:
    """Return the fields in which a row differs from the current version."""
    if row.current is None or row.draft is None:
        return []
    return code_book.differences(row.current.draft, row.draft)


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
    upload: Upload, rows: Sequence[ComparedRow], t: Translate, code_book: FormCodeBook
) -> None:
    """Let the reader decide on fields that both the file and somebody else changed."""
    st.markdown(t("Somebody changed these entries after you downloaded the file. Choose for each."))
    sides: dict[str, str | None] = {}
    with st.form(upload.widget("conflicts"), border=False):
        for row in rows:
            st.subheader(as_markdown(_entry_title(row)), anchor=False)
            changes = _differences(row, code_book)
            for unit in merge_units(type(row.draft)) if row.draft else ():
                if unit[0] in row.conflicts:
                    key = conflict_key(row.row, unit[0])
                    sides[key] = lists.ask_side(changes, unit, t, key=upload.widget(key))
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
        key = upload.widget("take_valid")
        take_valid = st.checkbox(label, key=key, persist_state="session")
    if preview.with_verdict(Verdict.CHANGE, Verdict.WITHDRAW):
        reason = st.text_input(
            t("Why are entries changed or withdrawn?"),
            placeholder=t("A few words for the history"),
            key=upload.widget("reason"),
            persist_state="session",
        )
    if upload.error is not None:
        errors.show(upload.error, t)
    with st.container(horizontal=True, vertical_alignment="center"):
        if number:
            blocked = preview.blocking_message(take_valid=take_valid)
            label = t.plural("Save {n} entry", "Save {n} entries", number)
            is_disabled, key = blocked is not None, upload.widget("save")
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
    key = upload.widget("withdraw_missing")
    answer = "yes" if st.checkbox(label, key=key, persist_state="session") else ""
    if answer != upload.answers.get(WITHDRAW_MISSING, ""):
        imports.answer(upload, {WITHDRAW_MISSING: answer})


def _show_result(applied: AppliedImport, t: Translate) -> None:
    summary = t(
        "Saved: {added} added, {changed} changed, {withdrawn} withdrawn.",
        added=t.number(applied.added),
        changed=t.number(applied.changed),
        withdrawn=t.number(applied.withdrawn),
    )
    st.success(as_markdown(summary))
    navigation.link(t("See them in Our work"), "our-work")
