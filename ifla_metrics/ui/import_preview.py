"""What a file would do: its questions, then its rows by what becomes of them, then Save."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

import streamlit as st

from ifla_metrics.errors import n_
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import TITLES
from ifla_metrics.imports.compare import (
    WITHDRAW_MISSING,
    WITHDRAWN,
    Compared,
    Preview,
    Verdict,
    conflict_key,
)
from ifla_metrics.imports.differences import (
    MINE,
    THEIRS,
    Difference,
    differences,
    field_texts,
    units,
)
from ifla_metrics.imports.marked_copy import write_marked_copy
from ifla_metrics.imports.rows import Reason
from ifla_metrics.imports.workbook import IDS
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.store.imports import Applied
from ifla_metrics.ui import errors, import_questions, imports, lists, navigation, shell
from ifla_metrics.ui.codes import form_code_book
from ifla_metrics.ui.imports import Upload
from ifla_metrics.ui.markup import as_markdown

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 100
"""Reasons, and entries that are not in the file, that are shown; the rest is counted."""
ROWS = 300
"""Rows of a list that are shown."""
CONFLICTS = 30
"""Conflicts that are decided at once; the others follow."""
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
OPEN_QUESTION = "open_question"
"""The code of a row that waits for a question about the whole file."""
OPEN = (Verdict.REFUSE, Verdict.ASK, Verdict.CONFLICT)


def show(upload: Upload, group: str, t: Translate) -> None:
    """Show the file that is open; compare it first where something changed."""
    with st.container(horizontal=True, vertical_alignment="center"):
        again = t("Send another file")
        if upload.place == "workbook":
            st.markdown(as_markdown(t("File: {name}", name=upload.name)), width="content")
        else:
            again = t("Back to the table")
        st.button(
            again if upload.applied else t("Close without saving"),
            on_click=imports.close,
            args=(upload.place,),
            key=upload.widget("close"),
        )
    preview = upload.preview
    if upload.applied is not None:
        _show_outcome(upload.applied, t)
    elif preview is None or (upload.group, upload.framework) != (group, shell.choices().framework):
        imports.compare(upload, group, t)
    else:
        st.header(_headline(preview, t), anchor=False)
        _show_reasons(preview.file.reasons, t)
        for note in preview.file.notes:
            st.caption(as_markdown(f"{note.cell.describe(t)}: {note.describe(t)}"))
        if preview.file.kind == "table" and preview.file.sheets:
            import_questions.show_mapping(upload, preview.file, t)
        import_questions.show_questions(upload, preview.questions, t)
        if preview.rows:
            _show_rows(upload, preview, t)
        _show_foot(upload, preview, t)


def _headline(preview: Preview, t: Translate) -> str:
    """Return in one sentence how many rows can be saved, and how many questions are open."""
    total, ready, asked = len(preview.rows), len(preview.written), len(preview.questions)
    if not ready and preview.is_whole:
        return t("The log has all of this already") if total else t("The file has no rows")
    words = t.plural(
        "{ready} of {n} row can be saved",
        "{ready} of {n} rows can be saved",
        total,
        ready=t.number(ready),
    )
    if not asked:
        return words
    questions = t.plural("{n} question is open", "{n} questions are open", asked)
    return t("{first}, {second}", first=words, second=questions)


def _show_rows(upload: Upload, preview: Preview, t: Translate) -> None:
    """Show the rows with one verdict, chosen by a filter with counts."""
    found = {verdict: preview.of(verdict) for verdict in FILTERS}
    offered = [verdict for verdict in FILTERS if found[verdict]]
    counted = {v: f"{t(FILTERS[v])} · {t.number(len(found[v]))}" for v in offered}
    chosen = st.segmented_control(
        t("Rows"),
        offered,
        default=offered[0],
        required=True,
        format_func=counted.__getitem__,
        label_visibility="collapsed",
        key=upload.widget(f"rows_{upload.key}"),
    )
    verdict = chosen if chosen in offered else offered[0]
    rows = found[verdict]
    if verdict in (Verdict.REFUSE, Verdict.ASK):
        reasons = [r for row in rows for r in row.reasons if r.code != OPEN_QUESTION]
        _show_reasons(reasons, t)
        if reasons:
            _offer_faulty(upload, preview, t)
        else:
            st.caption(t("These rows wait for the answers above."))
    elif verdict is Verdict.CONFLICT:
        _show_conflicts(upload, rows, t)
    elif verdict is Verdict.ADD:
        _show_added(rows, t)
    elif verdict is Verdict.CHANGE:
        _show_changed(rows, t)
    else:
        columns = {"place": t("Place"), "entry": t("Entry")}
        _list([_named(row, t) for row in rows[:ROWS]], columns, len(rows), t(FILTERS[verdict]), t)


def _show_reasons(reasons: Sequence[Reason], t: Translate) -> None:
    """Show what is wrong or open, each at its cell, with the value as it was typed."""
    if not reasons:
        return
    titles = (t("Place"), t("Value"), t("Reason"))
    rows = ((r.cell.describe(t), r.value, r.describe(t)) for r in reasons[:SHOWN])
    lists.words(titles, rows)
    _say_rest(len(reasons), SHOWN, t)


def _offer_faulty(upload: Upload, preview: Preview, t: Translate) -> None:
    if upload.table is None:
        return
    st.download_button(
        t("Download the file with these cells marked"),
        data=partial(write_marked_copy, upload.table, preview, t),
        file_name=f"{upload.name.rpartition('.')[0] or upload.name}-marked.xlsx",
        mime=XLSX,
        on_click="ignore",
        key=upload.widget("faulty"),
    )


def _show_added(rows: Sequence[Compared], t: Translate) -> None:
    """Show new entries with everything that they say, and what in the log resembles them."""
    shown = []
    columns = {"place": t("Place"), "entry": t("Entry")}
    names = form_code_book(t).name
    for row in rows[:ROWS]:
        cells = _named(row, t)
        if row.likely:
            columns["likely"] = t("Similar in the log")
            cells["likely"] = "; ".join(
                f"{one.title}, {t.date(one.started_on)}" for one in row.likely
            )
        if row.draft is not None:
            texts = dict(field_texts(row.draft, t, names=names))
            for field in ("kind", "lifecycle"):
                if isinstance(row.draft, ActivityDraft):
                    texts[t(TITLES[field])] = names(field, getattr(row.draft, field), t)
            columns |= {title: title for title in texts if texts[title] != cells["entry"]}
            cells |= texts
        shown.append(cells)
    _list(shown, columns, len(rows), t("To add"), t)


def _show_changed(rows: Sequence[Compared], t: Translate) -> None:
    """Show changed entries, one line for each field: what stands, what will stand."""
    shown = [
        {**_named(row, t), "field": one.title, "before": one.before, "after": one.after}
        for row in rows[:ROWS]
        for one in _differences(row, t)
    ]
    columns = {
        "place": t("Place"),
        "entry": t("Entry"),
        "field": t("Field"),
        "before": t("Before"),
        "after": t("After"),
    }
    _list(shown, columns, len(rows), t("To change"), t)
    if any(row.kept for row in rows):
        st.caption(t("What others changed since the file was downloaded stays as it is."))


def _differences(row: Compared, t: Translate) -> list[Difference]:
    """Return the fields in which a row differs from what stands."""
    draft = row.draft
    if row.current is None or draft is None:
        return []
    return differences(row.current.draft, draft, t, names=form_code_book(t).name)


def _named(row: Compared, t: Translate) -> dict[str, str]:
    """Return where a row stands and what its entry is called."""
    sheet, number = row.row.sheet, row.row.row
    draft = row.draft or row.row.draft
    title = getattr(draft, "title", "") or (row.current.title if row.current else "")
    entry = title or " ".join(
        str(getattr(draft, name))
        for name in ("indicator", "subject", "cohort", "as_of")
        if hasattr(draft, name)
    )
    place = t("{sheet}, row {row}", sheet=sheet, row=number)
    return {"place": t("Not in the file") if sheet == IDS else place, "entry": entry}


def _list(
    shown: Sequence[lists.Row], columns: dict[str, str], number: int, title: str, t: Translate
) -> None:
    lists.table(shown, columns, t, title=title)
    _say_rest(number, ROWS, t)


def _say_rest(number: int, shown: int, t: Translate) -> None:
    if number > shown:
        st.caption(t.plural("and {n} more", "and {n} more", number - shown))


def _show_conflicts(upload: Upload, rows: Sequence[Compared], t: Translate) -> None:
    """Let the reader decide what both the file and somebody else changed."""
    st.markdown(t("Somebody changed these entries after you downloaded the file. Choose for each."))
    given: dict[str, str | None] = {}
    sides = {MINE: t("Take my file’s"), THEIRS: t("Keep what stands")}
    with st.form(upload.widget("conflicts"), border=False):
        for row in rows[:CONFLICTS]:
            st.subheader(as_markdown(_named(row, t)["entry"]), anchor=False)
            found = _differences(row, t)
            for unit in row.conflicts:
                if unit == WITHDRAWN:
                    st.markdown(as_markdown(_withdrawal_words(row, t)))
                else:
                    _show_sides(row, unit, found, t)
                key = conflict_key(row.row, unit)
                given[key] = st.radio(
                    t("Your choice"),
                    list(sides),
                    index=None,
                    format_func=sides.__getitem__,
                    horizontal=True,
                    label_visibility="collapsed",
                    key=upload.widget(key),
                    persist_state="session",
                )
        sent = st.form_submit_button(t("Use these choices"), type="primary")
    _say_rest(len(rows), CONFLICTS, t)
    if sent:
        imports.answer(upload, {key: side for key, side in given.items() if side})
        st.rerun()


def _show_sides(row: Compared, unit: str, found: Iterable[Difference], t: Translate) -> None:
    draft = row.draft
    fields = next((u for u in units(type(draft)) if u[0] == unit), (unit,)) if draft else ()
    cells = ((d.title, d.before, d.after) for d in found if d.field in fields)
    titles = (t("Field"), t("Current version"), t("Your file"))
    lists.words(titles, cells)


def _withdrawal_words(row: Compared, t: Translate) -> str:
    if row.current is not None and row.current.withdrawn:
        return t("This entry was withdrawn meanwhile; your file changes it.")
    return t("Your file withdraws this entry, which was changed meanwhile.")


def _show_foot(upload: Upload, preview: Preview, t: Translate) -> None:
    """Ask what saving needs to know, and save."""
    waiting = len(preview.of(*OPEN))
    _ask_about_missing(upload, preview, t)
    number = len(preview.written)
    take_valid = False
    if number and not preview.is_whole and preview.what_blocks(take_valid=True) is None:
        words = t("Save the valid rows now, without what is named above")
        if waiting:
            words = t.plural(
                "Save the valid rows now; {n} row waits",
                "Save the valid rows now; {n} rows wait",
                waiting,
            )
        take_valid = _checkbox(upload, "take_valid", words)
    reason = ""
    if preview.of(Verdict.CHANGE, Verdict.WITHDRAW):
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
            blocked = preview.what_blocks(take_valid=take_valid)
            words = t.plural("Save {n} entry", "Save {n} entries", number)
            key, is_blocked = upload.widget("save"), blocked is not None
            if st.button(words, type="primary", disabled=is_blocked, key=key):
                with st.spinner(t("Saving …")):
                    imports.apply(
                        upload,
                        preview,
                        t,
                        reason=reason,
                        take_valid=take_valid,
                    )
                st.rerun()
            if blocked is not None:
                st.caption(as_markdown(blocked.describe(t)), width="content")
        if upload.error is not None:
            st.button(
                t("Compare again"),
                on_click=imports.answer,
                args=(upload, {}),
                key=upload.widget("again"),
            )


def _ask_about_missing(upload: Upload, preview: Preview, t: Translate) -> None:
    """Name the entries that the returned workbook lacks, and ask whether to withdraw them."""
    missing = preview.missing
    if not missing:
        return
    titles = "; ".join(gone.title for gone in missing[:SHOWN])
    st.markdown(
        as_markdown(
            t.plural(
                "{n} entry was in the workbook and is not in this file: {titles}",
                "{n} entries were in the workbook and are not in this file: {titles}",
                len(missing),
                titles=titles,
            )
        )
    )
    _say_rest(len(missing), SHOWN, t)
    withdraws = _checkbox(
        upload,
        "withdraw_missing",
        t("Withdraw them: they leave all figures, and stay in the history"),
    )
    answer = "yes" if withdraws else ""
    if answer != upload.answers.get(WITHDRAW_MISSING, ""):
        imports.answer(upload, {WITHDRAW_MISSING: answer})
        st.rerun()


def _checkbox(upload: Upload, name: str, words: str) -> bool:
    return st.checkbox(words, key=upload.widget(name), persist_state="session")


def _show_outcome(applied: Applied, t: Translate) -> None:
    counts = (
        t.plural("{n} entry added", "{n} entries added", applied.added),
        t.plural("{n} changed", "{n} changed", applied.changed),
        t.plural("{n} withdrawn", "{n} withdrawn", applied.withdrawn),
    )
    words = t("Saved: {done}.", done=", ".join(counts))
    if applied.again:
        words = t("This was saved before: {done}.", done=", ".join(counts))
    st.success(as_markdown(words))
    navigation.link(t("Our work"), "our-work", shell.choices())
