"""What a file would do: faults, questions, conflicts to choose, the lists of the plan, Apply."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.exchange.merge import Choice, Plan, choose
from ifla_metrics.i18n import Translate
from ifla_metrics.settings import database_url
from ifla_metrics.ui import errors, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.forms.lists import lists
from ifla_metrics.ui.markup import tag
from ifla_metrics.ui.workbook import moved, opened, tables
from ifla_metrics.ui.workbook.outcome import outcome

if TYPE_CHECKING:
    from ifla_metrics.exchange.faults import Question
    from ifla_metrics.intake.preparing import Preview
    from ifla_metrics.ui.workbook.opened import Opened

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_QUESTIONS = 30
"""Questions that are asked at once; the others follow when these are answered."""


def draw(found: Opened, t: Translate) -> None:
    """Show the file that is open."""
    st.html(tag("p", t("File: {name}", name=found.file.name), class_="im-sub"))
    if found.applied is not None:
        st.html(outcome(found, t))
        st.button(t("Send another file"), on_click=opened.put_aside, key="workbook_again")
        return
    preview = found.preview
    plan = preview.plan
    _summary(preview, t)
    _faults(found, t)
    _questions(found, t)
    plan = _conflicts(found, plan, t)
    _lists(plan, t)
    _foot(found, plan, t)


def _summary(preview: Preview, t: Translate) -> None:
    plan = preview.plan
    new, changed, gone = len(plan.added), len(plan.changed), len(plan.withdrawn)
    same, both = len(plan.same), len(plan.conflicts)
    waiting = len(preview.waiting) + len(plan.refused)
    counted = (
        (new, t.plural("{n} would be added", "{n} would be added", new)),
        (changed, t.plural("{n} would change", "{n} would change", changed)),
        (gone, t.plural("{n} would be withdrawn", "{n} would be withdrawn", gone)),
        (both, t.plural("{n} conflict", "{n} conflicts", both)),
        (waiting, t.plural("{n} row cannot be taken yet", "{n} rows cannot be taken yet", waiting)),
        (same, t.plural("{n} stays the same", "{n} stay the same", same)),
    )
    told = [words for number, words in counted if number]
    if not told:
        told = [t("There is no row in this file that can be read")]
    st.html(tag("h2", t("What would change")) + tag("p", ", ".join(told) + "."))
    for notice in preview.notices(t):
        st.html(tag("p", notice, class_="im-sub"))


def _faults(found: Opened, t: Translate) -> None:
    faults = found.preview.faults
    if not faults:
        return
    st.html(tag("h3", t.plural("{n} fault", "{n} faults", len(faults))) + tables.faults(faults, t))
    st.download_button(
        t("Download the file with its faults marked"),
        data=partial(_faulty, found, t),
        file_name=f"{found.file.name.rpartition('.')[0] or found.file.name}-faults.xlsx",
        mime=XLSX,
        on_click="ignore",
        key="workbook_faulty",
    )


def _faulty(found: Opened, t: Translate) -> bytes:
    from ifla_metrics.intake.preparing import faulty_file

    return faulty_file(found.preview, t)


def _questions(found: Opened, t: Translate) -> None:
    asked = {question.id: question for question in found.preview.questions}
    if not asked:
        return
    st.html(tag("h3", t.plural("{n} question", "{n} questions", len(asked))))
    answers: dict[str, str] = {}
    with st.form("workbook_questions", border=False):
        for number, question in enumerate(list(asked.values())[:MOST_QUESTIONS], start=1):
            answer = _question(number, question, t)
            if answer is not None:
                answers[question.id] = answer
        sent = st.form_submit_button(t("Take these answers"))
    if sent and answers:
        opened.compare_again(found, framework=shell.choices().framework, t=t, answers=answers)
        st.rerun()


def _question(number: int, question: Question, t: Translate) -> str | None:
    st.html(tag("p", question.words(t), class_="im-ask"))
    words = {choice.value: choice.words(t) for choice in question.choices}
    answer: str | None = st.selectbox(
        t("Answer {n}", n=number),
        list(words),
        index=None,
        format_func=words.__getitem__,
        placeholder=t("Please choose"),
        label_visibility="collapsed",
        key=f"workbook_answer_{question.id}",
    )
    return answer


def _conflicts(found: Opened, plan: Plan, t: Translate) -> Plan:
    """Let the reader decide each conflict; returns the plan with what was decided."""
    if not plan.conflicts:
        return plan
    names = lists(t).name
    st.html(
        tag("h3", t.plural("{n} conflict", "{n} conflicts", len(plan.conflicts)))
        + tag(
            "p",
            t("Somebody changed these entries after you took the file. Choose for each."),
            class_="im-sub",
        )
    )
    choices: dict[tuple[str, int], dict[str, Choice]] = {}
    words: dict[Choice, str] = {"mine": t("Take my file’s"), "theirs": t("Keep what stands")}
    with st.container(key="workbook_conflicts"):
        for planned in plan.conflicts:
            st.html(tables.conflict_head(planned, t))
            for clash in planned.clashes:
                st.html(tables.clash(planned, clash, names, t))
                side: Choice | None = st.radio(
                    t("Your choice"),
                    list(words),
                    index=None,
                    format_func=words.__getitem__,
                    horizontal=True,
                    label_visibility="collapsed",
                    key=f"workbook_side_{found.key}_{planned.place}_{clash.unit}",
                )
                if side is not None:
                    choices.setdefault(planned.place, {})[clash.unit] = side
    return choose(plan, choices)


def _lists(plan: Plan, t: Translate) -> None:
    names = lists(t).name
    parts = (
        (t("Would be added"), plan.added, tables.added),
        (t("Would change"), plan.changed, tables.changed),
        (t("Would be withdrawn"), plan.withdrawn, None),
        (t("Stay the same"), plan.same, None),
    )
    for title, planned, made in parts:
        if not planned:
            continue
        said = t("{subject}: {told}", subject=title, told=t.number(len(planned)))
        with st.expander(said, expanded=planned is plan.changed):
            st.html(made(planned, names, t) if made else tables.bare(planned, t))


def _foot(found: Opened, plan: Plan, t: Translate) -> None:
    """Offer to apply what is decided, to look again, or to put the file aside."""
    preview = found.preview
    left = len(preview.waiting) + len(plan.refused) + len(plan.conflicts)
    with st.container(key="workbook_foot"):
        valid = False
        if left and plan.written:
            valid = st.checkbox(
                t.plural(
                    "Take the sound rows now; {n} row waits",
                    "Take the sound rows now; {n} rows wait",
                    left,
                ),
                key="workbook_valid",
            )
        if found.trouble is not None:
            errors.show(found.trouble, t)
        if not plan.written and not left:
            errors.notice(t("The log has all of this already; there is nothing to apply."))
        reason = ""
        if plan.changed or plan.withdrawn:
            hint = t("A few words for the history")
            key = f"workbook_reason_{found.key}"
            reason = st.text_input(t("Why is it changed?"), key=key, placeholder=hint) or ""
        with st.container(horizontal=True):
            ready = bool(plan.written) and (not left or valid)
            number = len(plan.written)
            words = t.plural("Apply {n} change", "Apply {n} changes", number)
            if st.button(words, type="primary", disabled=not ready, key="workbook_apply"):
                _apply(found, plan, take_valid=valid, reason=reason, t=t)
            if found.trouble is not None and st.button(t("Look again"), key="workbook_look"):
                opened.compare_again(found, framework=shell.choices().framework, t=t)
                st.rerun()
            st.button(t("Put it aside"), on_click=opened.put_aside, key="workbook_aside")


def _apply(found: Opened, plan: Plan, *, take_valid: bool, reason: str, t: Translate) -> None:
    from ifla_metrics.intake.applying import apply
    from ifla_metrics.intake.preparing import decided
    from ifla_metrics.store.database import engine_of

    choices = shell.choices()
    try:
        with st.spinner(t("Saving …")):
            before = moved.figures(choices)
            applied = apply(
                engine_of(database_url()),
                decided(found.preview, plan),
                t,
                actor=actor(),
                key=found.key,
                take_valid=take_valid,
                reason=reason,
            )
            opened.done(found, applied, moved.moved(before, moved.figures(choices)))
    except IflaMetricsError as refused:
        opened.refused(found, refused)
    st.rerun()
