"""The page of records (values, milestones, cohorts, resources, stories …): one form for each kind.

The fields of a form are the columns of the kind's sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, BinaryIO

import streamlit as st
from pydantic import ValidationError

from ifla_metrics.access import Role
from ifla_metrics.choices import Choices
from ifla_metrics.errors import Conflict, IflaMetricsError, n_
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import OF_RECORD, RECORD_DRAFTS, Column
from ifla_metrics.models import drafts
from ifla_metrics.models.columns import Precision, Provenance, Qualifier
from ifla_metrics.models.drafts import RecordDraft, draft_faults
from ifla_metrics.settings import database_url
from ifla_metrics.store import versions
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.evidence_files import keep_evidence
from ifla_metrics.store.records import amend_record, record, withdraw_record
from ifla_metrics.store.versions import own_records
from ifla_metrics.ui import lists as entry_lists
from ifla_metrics.ui import shell, sources
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.forms import conflict, fields, session
from ifla_metrics.ui.forms.fields import Field, Widget
from ifla_metrics.ui.forms.lists import Lists, lists, record_names, record_options
from ifla_metrics.ui.forms.session import OpenForm
from ifla_metrics.ui.forms.values import Faults
from ifla_metrics.ui.markup import as_markdown

KIND, RECORD = "kind", "record"
"""Parameters of the address: which kind of record, and which record is open."""
QUESTIONS = {
    "observation": n_("What is the value of an indicator?"),
    "milestone": n_("Which step was planned, and when was it reached?"),
    "cohort_count": n_("How many leaders reached which stage?"),
    "resource_stage": n_("Which resource is ready in which language?"),
    "association_outcome": n_("What changed for a library association?"),
    "story": n_("What changed for whom?"),
    "remark": n_("What explains the status, and what do we ask of the Board?"),
}
NOT_ASKED = ("id", "version", "withdraw", "provenance", "framework")
"""Columns of a sheet that a form does not show: fixed when it is opened."""
FURTHER = ("source", "note", "qualifier", "date_precision", "date_as_stated", "period", "state")
"""Fields that most records leave as they are: shown behind a heading."""
DEFAULTS = {
    "qualifier": Qualifier.EXACT.value,
    "date_precision": Precision.DAY.value,
    "gender": "not_stated",
    "state": "reported",
}
"""What a new form shows before anybody has typed."""
WIDGETS: dict[str, Widget] = {"day": "day", "count": "count", "number": "number", "prose": "text"}


def show(t: Translate) -> None:
    """Show the page: the kinds, the form, and what is recorded."""
    lede = t("Everything a group reports beside its activities.")
    shell.title(t("Results and milestones"), lede=lede)
    kind = _kind(t)
    choices = shell.choices()
    framework = sources.plan().told(t.language).frameworks[choices.framework]
    known = lists(t)
    uid = st.query_params.get(RECORD, "")
    form = session.current(session.place_of(uid, kind, framework.id)) or _open(kind, framework, uid)
    with st.container(key="record_page"):
        left, right = shell.columns(3, 2)
        with left:
            _show_form(form, framework, known, t)
        with right:
            _show_list(kind, framework, known, choices, t)


def _kind(t: Translate) -> str:
    asked = st.query_params.get(KIND, "")
    kinds = list(RECORD_DRAFTS)
    kind = st.pills(
        t("Kind of entry"),
        kinds,
        default=asked if asked in kinds else kinds[0],
        format_func=lambda name: t(OF_RECORD[name].title),
        key="record_kind",
        label_visibility="collapsed",
        on_change=_close_record,
    )
    if kind and kind != asked:
        st.query_params[KIND] = kind
    return str(kind or kinds[0])


def _close_record() -> None:
    st.query_params.pop(RECORD, None)


def _open(kind: str, framework: Framework, uid: str) -> OpenForm:
    base = None
    if uid:
        with reading(engine_of(database_url())) as connection:
            base = versions.record_versions(connection, kind, uid)[-1]
    values = values_of(base.draft if base else None, kind)
    if base is None and len(own := _own_groups() or ()) == 1:
        values["group"] = next(iter(own))
    return session.new(values, kind=kind, framework=framework.id, base=base, opened_with=values)


def _own_groups() -> frozenset[str] | None:
    reader = actor()
    return None if reader.role is Role.SECRETARIAT else reader.groups


def _show_form(form: OpenForm, framework: Framework, known: Lists, t: Translate) -> None:
    if form.saved is not None:
        st.success(t("Saved. The Board's figures include it now."))
        st.button(t("Enter another one"), on_click=_another, args=(form,), key=form.widget("again"))
        return
    st.header(t(QUESTIONS[form.kind]), anchor=False)
    if form.base is not None:
        st.caption(as_markdown(summary(form.base.draft, framework, known, t)))
    if form.theirs is not None:
        read = read_record(form, form.values, t)[0]
        if read is not None:
            _show_conflict(form, read, framework, known, t)
            return
    columns = columns_of(form.kind)
    main = [_field(c, framework, known, t) for c in columns if c.key not in FURTHER]
    further = [_field(c, framework, known, t) for c in columns if c.key in FURTHER]
    with st.form(form.widget("form"), border=False):
        values = fields.render(main, form.values, key=form.widget, faults=form.faults)
        upload = None
        if any(field.name == "evidence" for field in main):
            upload = fields.evidence_file(form.widget("file"), t)
        wrong = any(field.name in form.faults for field in further)
        with st.expander(t("More details"), expanded=wrong):
            values |= fields.render(further, form.values, key=form.widget, faults=form.faults)
        if form.base is not None:
            why = Field("reason", t("Why is it changed?") + " *")
            values |= fields.render([why], form.values, key=form.widget, faults=form.faults)
        fields.show_faults(form.faults.get("", ()), form.widget("all"))
        fields.correct(len(form.faults), t)
        if form.trouble:
            st.error(as_markdown(form.trouble))
        with st.container(horizontal=True):
            save = st.form_submit_button(t("Save"), type="primary")
            withdraw = form.base is not None and st.form_submit_button(t("Withdraw"))
    if save:
        _save(session.change(form, values=values), t, upload=upload)
        st.rerun()
    if withdraw:
        _withdraw(session.change(form, values=values), t)
        st.rerun()


def _another(form: OpenForm) -> None:
    session.close(form)
    _close_record()


def _show_conflict(
    form: OpenForm, mine: RecordDraft, framework: Framework, known: Lists, t: Translate
) -> None:
    def values(draft: conflict.AnyDraft) -> dict[str, Any]:
        return {**values_of(draft, form.kind), "reason": form.values.get("reason", "")}

    names = record_names(form.kind, framework, known)
    conflict.show(form, mine, t, names=names, values_of=values)


def _show_list(
    kind: str, framework: Framework, known: Lists, choices: Choices, t: Translate
) -> None:
    with reading(engine_of(database_url())) as connection:
        rows = own_records(connection, kind, framework=framework.id, groups=_own_groups())
    st.header(t("Recorded so far"), anchor=False)
    if not rows:
        st.caption(t("Nothing is recorded yet."))
        return
    columns = {
        "title": st.column_config.TextColumn(t("Entry"), width=300),
        "group": t("Working group"),
        "version": t("Version"),
        "state": t("State"),
    }
    shown = [
        {
            "kind": kind,
            "uid": row.uid,
            "framework": framework.id,
            "title": summary(row.draft, framework, known, t),
            "group": known.groups.get(row.draft.group, row.draft.group),
            "version": row.version,
            "state": t("withdrawn") if row.withdrawn else "",
        }
        for row in rows
    ]
    entry_lists.show("records", shown, columns, choices, t, title=t("Recorded so far"))


# Fields and values


def columns_of(kind: str) -> tuple[Column, ...]:
    """Return the columns that a form of this kind shows."""
    return tuple(c for c in OF_RECORD[kind].columns if c.key not in NOT_ASKED)


def _field(column: Column, framework: Framework, known: Lists, t: Translate) -> Field:
    label = t(column.title) + (" *" if column.required else "")
    if not column.codes:
        return Field(column.key, label, WIDGETS.get(column.kind, "line"))
    options = record_options(column, framework, known, t, groups=_own_groups())
    if not column.required:
        options = {"": t("Not stated"), **options}
    return Field(column.key, label, "choice", options, placeholder=t("Choose"), open=column.open)


def values_of(draft: Any, kind: str) -> dict[str, Any]:
    """Return what the fields of a form show: of a stored draft, or of a new one (None)."""
    if draft is None:
        return {c.key: DEFAULTS.get(c.key) for c in columns_of(kind)}
    return {c.key: getattr(draft, c.key) for c in columns_of(kind)}


def read_record(
    form: OpenForm, values: Mapping[str, Any], t: Translate
) -> tuple[RecordDraft | None, Faults]:
    """Return the draft that the values make, or what is wrong with them by field."""
    filled = {k: v for k, v in values.items() if v not in (None, "") and k != "reason"}
    filled["framework"] = form.framework
    filled["provenance"] = form.base.draft.provenance if form.base else Provenance.REPORTED
    try:
        return RECORD_DRAFTS[form.kind](**filled), {}
    except ValidationError as error:
        faults: dict[str, tuple[str, ...]] = {}
        for fault in draft_faults(error):
            faults[fault.field] = (*faults.get(fault.field, ()), fault.error.say(t))
        return None, faults


# Save and withdraw


def _save(form: OpenForm, t: Translate, *, upload: BinaryIO | None) -> None:
    """Save a new record or a further version, and hold what became of it.

    A file is kept first, and its address is the evidence of the record.
    """
    form = replace(form, faults={}, trouble="", theirs=None)
    engine = engine_of(database_url())
    if upload is not None:
        name, group = str(getattr(upload, "name", "")), str(form.values.get("group") or "")
        try:
            kept = keep_evidence(engine, upload.read(), name=name, group=group, actor=actor())
        except IflaMetricsError as refused:
            session.change(form, faults={"evidence": (refused.say(t),)})
            return
        form = replace(form, values={**form.values, "evidence": kept.address})
    draft, faults = read_record(form, form.values, t)
    reason = str(form.values.get("reason") or "")
    if form.base and not reason.strip():
        faults = {**faults, "reason": (t("A change needs a reason."),)}
    if draft is None or faults:
        session.change(form, faults=faults)
        return
    try:
        if form.base is None:
            saved = record(engine, draft, actor=actor(), key=form.key)
        else:
            saved = amend_record(
                engine,
                form.uid,
                draft,
                base_version=form.base.version,
                reason=reason,
                actor=actor(),
                key=form.key,
            )
    except Conflict as refused:
        if form.base is None:
            session.change(form, trouble=refused.say(t))
            return
        with reading(engine) as connection:
            theirs = versions.record_versions(connection, form.kind, form.uid)[-1]
        session.change(form, theirs=theirs)
    except IflaMetricsError as refused:
        session.change(form, trouble=refused.say(t))
    else:
        session.change(form, saved=saved)


def _withdraw(form: OpenForm, t: Translate) -> None:
    """Withdraw the record that the form was opened with; it stays in the history."""
    if form.base is None:
        return
    try:
        saved = withdraw_record(
            engine_of(database_url()),
            form.kind,
            form.uid,
            base_version=form.base.version,
            reason=str(form.values.get("reason") or ""),
            actor=actor(),
            key=f"{form.key}-w",
        )
    except IflaMetricsError as refused:
        session.change(form, faults={}, trouble=refused.say(t))
    else:
        session.change(form, faults={}, trouble="", saved=saved)


# One line about a record


def summary(draft: RecordDraft, framework: Framework, known: Lists, t: Translate) -> str:
    """Return what a record is about, with its day or stage."""
    return " · ".join(part for part in _summary(draft, framework, known, t) if part)


def _summary(draft: RecordDraft, framework: Framework, known: Lists, t: Translate) -> list[str]:
    match draft:
        case drafts.ObservationDraft():
            names = {i.code: i.short_title for i in framework.indicators}
            indicator = f"{draft.indicator} {names.get(draft.indicator, '')}".strip()
            return [indicator, t.date(draft.as_of, "medium"), _value(draft, t)]
        case drafts.MilestoneDraft():
            if draft.actual_on:
                return [draft.title, t("reached {day}", day=t.date(draft.actual_on, "medium"))]
            if draft.planned_on:
                return [draft.title, t("planned {day}", day=t.date(draft.planned_on, "medium"))]
            return [draft.title]
        case drafts.CohortCountDraft():
            stage = _term(known, "cohort_stage", draft.stage, t)
            return [draft.cohort, stage, t.number(draft.count), t.date(draft.as_of, "medium")]
        case drafts.ResourceStageDraft():
            stage = _term(known, "resource_stage", draft.stage, t)
            language = _term(known, "resource_language", draft.language, t)
            return [draft.title, language, stage, t.date(draft.as_of, "medium")]
        case drafts.AssociationOutcomeDraft():
            association = known.associations.get(draft.association, draft.association)
            return [association, draft.title, t.date(draft.as_of, "medium")]
        case drafts.StoryDraft():
            country = known.country(draft.country, t) if draft.country else ""
            return [draft.title, country, t.date(draft.as_of, "medium")]
        case drafts.RemarkDraft():
            return [draft.subject, draft.why, t.date(draft.as_of, "medium")]
    raise TypeError(type(draft).__name__)


def _value(draft: drafts.ObservationDraft, t: Translate) -> str:
    if draft.numerator is not None and draft.denominator is not None:
        return t("{n} of {k}", n=t.number(draft.numerator), k=t.number(draft.denominator))
    return t.number(draft.value) if draft.value is not None else t("no value")


def _term(known: Lists, name: str, code: str, t: Translate) -> str:
    title = known.terms.get(name, {}).get(code, "")
    return t(title) if title else code
