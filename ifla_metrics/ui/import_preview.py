"""What a file would do: its questions, then its rows by what becomes of them, then Save."""

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
from ifla_metrics.imports.differences import Difference, differences, merge_units
from ifla_metrics.imports.preview import OPEN_QUESTION, write_marked_copy
from ifla_metrics.imports.rows import Reason
from ifla_metrics.imports.workbook import IDS_SHEET
from ifla_metrics.store.imports import AppliedImport
from ifla_metrics.ui import errors, import_questions, imports, lists, navigation, shell
from ifla_metrics.ui.codes import FormCodeBook, form_code_book
from ifla_metrics.ui.imports import Upload
from ifla_metrics.ui.markup import as_markdown

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST = 200
"""Rows and reasons that are shown of each kind; the rest is counted."""
FILTERS: dict[Verdict, str] = {
    Verdict.REFUSE: n_("To correct"),
    Verdict.ASK: n_("To answer"),
    Verdict.CONFLICT: n_("To decide"),
    Verdict.ADD: n_("To add"),
    Verdict.CHANGE: n_("To change"),
    Verdict.WITHDRAW: n_("To withdraw"),
    Verdict.SAME: n_("Unchanged"),
}
"""What becomes of a row; what needs the reader comes first."""


def show(upload: Upload, group: str, t: Translate) -> None:
    """Show the file that is open; compare it first where something changed."""
    preview, is_file = upload.preview, upload.place == "workbook"
    is_over = upload.applied is not None or (upload.error is not None and preview is None)
    again = t("Send another file") if is_file else t("Back to the table")
    with st.container(horizontal=True, vertical_alignment="center"):
        if is_file:
            st.markdown(as_markdown(t("File: {name}", name=upload.name)), width="content")
        words, key = again if is_over else t("Close without saving"), upload.widget("close")
        st.button(words, on_click=imports.close, args=(upload,), key=key)
    if upload.applied is not None:
        _show_outcome(upload.applied, t)
    elif upload.error is not None and preview is None:
        errors.show(upload.error, t)
        _offer_comparison(upload, t)
    elif preview is None or (upload.group, upload.framework) != (group, shell.choices().framework):
        imports.compare(upload, group, t)
    else:
        st.header(_headline(preview, t), anchor=False)
        show_reasons(preview.file.reasons, t)
        for note in preview.file.notes:
            place, reason = note.cell.describe(t), note.describe(t)
            st.caption(as_markdown(t("{place}: {reason}", place=place, reason=reason)))
        if preview.file.kind == "table" and preview.file.sheets:
            import_questions.show_mapping(upload, preview, t)
        import_questions.show_questions(upload, preview.questions, t)
        if preview.rows:
            _show_rows(upload, preview, t)
        _show_foot(upload, preview, t)


def _headline(preview: Preview, t: Translate) -> str:
    """Return in one sentence how many rows can be saved."""
    total, ready = len(preview.rows), len(preview.rows_to_write)
    if not ready and preview.is_complete:
        return t("The log already has all of this") if total else t("No rows to compare")
    return t.plural(
        "{ready} of {n} row can be saved",
        "{ready} of {n} rows can be saved",
        total,
        ready=t.number(ready),
    )


# Rows


def _show_rows(upload: Upload, preview: Preview, t: Translate) -> None:
    """Show the rows by what becomes of them, a tab with their number for each."""
    code_book = form_code_book(t)
    found = {verdict: rows for verdict in FILTERS if (rows := preview.with_verdict(verdict))}
    titles = [f"{t(FILTERS[v])} · {t.number(len(rows))}" for v, rows in found.items()]
    tabs = st.tabs(titles, key=upload.widget("_".join(titles)), on_change="rerun")
    for tab, (verdict, rows) in zip(tabs, found.items(), strict=True):
        if not tab.open:
            continue
        with tab:
            if verdict in (Verdict.REFUSE, Verdict.ASK):
                _show_faulty(rows, t)
            elif verdict is Verdict.CONFLICT:
                _show_conflicts(upload, rows, t, code_book)
            else:
                cells = [line for row in rows[:MOST] for line in _cells(row, t, code_book)]
                lists.table(cells, t, title=t(FILTERS[verdict]))
                _say_rest(len(rows), MOST, t)
    is_workbook = upload.data.startswith(b"PK")
    if is_workbook and any(r.code != OPEN_QUESTION for row in preview.rows for r in row.reasons):
        st.download_button(
            t("Download the file with these cells marked"),
            data=partial(write_marked_copy, upload.data, preview, t),
            file_name=f"{upload.name.rpartition('.')[0] or upload.name}-marked.xlsx",
            mime=XLSX,
            on_click="ignore",
            key=upload.widget("faulty"),
        )


def _cells(row: ComparedRow, t: Translate, code_book: FormCodeBook) -> Iterator[dict[str, str]]:
    """Yield what is shown of a row, by title: a new entry in one line, a change in one a field."""
    place = t("{sheet}, row {row}", sheet=row.row.sheet, row=row.row.row)
    entry = _called(row)
    cells = {
        t("Place"): t("Not in the file") if row.row.sheet == IDS_SHEET else place,
        t("Entry"): entry,
    }
    if row.verdict is Verdict.CHANGE:
        for one in _differences(row, t, code_book):
            values = {t("Field"): one.title, t("Before"): one.before, t("After"): one.after}
            yield {**cells, **values}
        return
    if row.duplicates:
        likely = (
            f"{one.title}, {t.day(one.started_on, one.date_precision, one.date_as_stated)}"
            for one in row.duplicates
        )
        cells[t("Similar in the log")] = "; ".join(likely)
    if row.verdict is Verdict.ADD and row.draft is not None:
        texts = {
            d.title: d.after
            for d in differences(None, row.draft, t, get_label=code_book.names(row.row.kind))
        }
        cells |= {title: words for title, words in texts.items() if words != entry}
    yield cells


def _called(row: ComparedRow) -> str:
    """Return what the entry of a row is called."""
    draft = row.draft or row.row.draft
    title = getattr(draft, "title", "") or (row.current.title if row.current else "")
    names = ("indicator", "subject", "cohort", "as_of")
    return title or " ".join(str(getattr(draft, name)) for name in names if hasattr(draft, name))


def _differences(row: ComparedRow, t: Translate, code_book: FormCodeBook) -> list[Difference]:
    """Return the fields in which a row differs from what stands."""
    if row.current is None or row.draft is None:
        return []
    return differences(row.current.draft, row.draft, t, get_label=code_book.names(row.row.kind))


def _say_rest(number: int, shown: int, t: Translate) -> None:
    if number > shown:
        st.caption(t.plural("and {n} more", "and {n} more", number - shown))


def show_reasons(reasons: Sequence[Reason], t: Translate) -> None:
    """Show what is wrong or open, each at its cell, with the value as it was typed."""
    titles = (t("Place"), t("Value"), t("Reason"))
    lists.text_table(titles, ((r.cell.describe(t), r.value, r.describe(t)) for r in reasons[:MOST]))
    _say_rest(len(reasons), MOST, t)


def _show_faulty(rows: Sequence[ComparedRow], t: Translate) -> None:
    """Show what is wrong or open in rows."""
    reasons = [r for row in rows for r in row.reasons if r.code != OPEN_QUESTION]
    if reasons:
        show_reasons(reasons, t)
    else:
        st.caption(t("These rows wait for the answers above."))


def _show_conflicts(
    upload: Upload, rows: Sequence[ComparedRow], t: Translate, code_book: FormCodeBook
) -> None:
    """Let the reader decide what both the file and somebody else changed."""
    st.markdown(t("Somebody changed these entries after you downloaded the file. Choose for each."))
    given: dict[str, str | None] = {}
    with st.form(upload.widget("conflicts"), border=False):
        for row in rows:
            st.subheader(as_markdown(_called(row)), anchor=False)
            found = _differences(row, t, code_book)
            for unit in merge_units(type(row.draft)) if row.draft else ():
                if unit[0] in row.conflicts:
                    key = conflict_key(row.row, unit[0])
                    widget = upload.widget(key)
                    given[key] = lists.ask_side(found, unit, t, key=widget)
        sent = st.form_submit_button(t("Use these choices"), type="primary")
    if sent:
        imports.answer(upload, {key: side for key, side in given.items() if side})


# Saving


def _show_foot(upload: Upload, preview: Preview, t: Translate) -> None:
    """Ask what saving needs to know, and save."""
    _ask_about_missing(upload, preview, t)
    number = len(preview.rows_to_write)
    take_valid, reason = False, ""
    if number and not preview.is_complete and preview.blocking_message(take_valid=True) is None:
        words = t("Save the valid rows now and leave out the rows listed above")
        key = upload.widget("take_valid")
        take_valid = st.checkbox(words, key=key, persist_state="session")
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
            words = t.plural("Save {n} entry", "Save {n} entries", number)
            off, key = blocked is not None, upload.widget("save")
            if st.button(words, type="primary", disabled=off, key=key):
                with st.spinner(t("Saving …")):
                    imports.apply(upload, preview, t, reason=reason, take_valid=take_valid)
            if blocked is not None:
                st.caption(as_markdown(blocked.translate(t)), width="content")
        if upload.error is not None:
            _offer_comparison(upload, t)


def _offer_comparison(upload: Upload, t: Translate) -> None:
    if upload.table and st.button(t("Compare again"), key=upload.widget("again")):
        imports.answer(upload, {})


def _ask_about_missing(upload: Upload, preview: Preview, t: Translate) -> None:
    """Name the entries that the returned workbook lacks, and ask whether to withdraw them."""
    if not preview.missing:
        return
    titles = "; ".join(gone.title for gone in preview.missing[:MOST])
    st.markdown(as_markdown(t("Not in the file any more: {titles}", titles=titles)))
    _say_rest(len(preview.missing), MOST, t)
    withdraw = t("Withdraw them: they leave all figures, and stay in the history")
    key = upload.widget("withdraw_missing")
    answer = "yes" if st.checkbox(withdraw, key=key, persist_state="session") else ""
    if answer != upload.answers.get(WITHDRAW_MISSING, ""):
        imports.answer(upload, {WITHDRAW_MISSING: answer})


def _show_outcome(applied: AppliedImport, t: Translate) -> None:
    saved = t(
        "Saved: {added} added, {changed} changed, {withdrawn} withdrawn.",
        added=t.number(applied.added),
        changed=t.number(applied.changed),
        withdrawn=t.number(applied.withdrawn),
    )
    st.success(as_markdown(saved))
    navigation.link(t("See them in Our work"), "our-work")
