"""The page of records (values, milestones, cohorts, resources, stories …): one form for each kind.

The fields of a form are the columns of the kind's sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from pydantic import ValidationError

from ifla_metrics.access import Role
from ifla_metrics.choices import Choices, day_of
from ifla_metrics.errors import n_
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import OF_RECORD, RECORD_DRAFTS, Column
from ifla_metrics.models import drafts
from ifla_metrics.models.columns import Precision, Provenance, Qualifier
from ifla_metrics.models.drafts import RecordDraft, draft_faults
from ifla_metrics.settings import database_url
from ifla_metrics.store import versions
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.form_drafts import FormDraft
from ifla_metrics.store.records import amend_record, record, withdraw_record
from ifla_metrics.store.versions import Recorded, Version, own_records
from ifla_metrics.ui import lists, shell, sources
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import CodeNames, code_names, record_names, record_options
from ifla_metrics.ui.forms import conflict, fields, session
from ifla_metrics.ui.forms.fields import Field, Widget
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
    known = code_names(t)
    uid = st.query_params.get(RECORD, "")
    base = _versions(kind, uid)[-1] if uid else None
    # A record stays in its strategy, whichever the reader looks at.
    strategy = base.draft.framework if base else choices.framework
    framework = sources.plan().told(t.language).frameworks[strategy]
    place = session.place_of(uid, kind, framework.id)
    form = session.current(place) or _open(kind, framework, base)
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


def _open(kind: str, framework: Framework, base: Version[Any] | None) -> OpenForm:
    values = values_of(base.draft if base else None, kind)
    if base is None and len(own := _own_groups() or ()) == 1:
        values["group"] = next(iter(own))
    return session.new(values, kind=kind, framework=framework.id, base=base)


def _own_groups() -> frozenset[str] | None:
    reader = actor()
    return None if reader.role is Role.SECRETARIAT else reader.groups


def _show_form(form: OpenForm, framework: Framework, known: CodeNames, t: Translate) -> None:
    if form.saved is not None:
        st.success(t("Saved. The Board's figures include it now."))
        st.button(t("Enter another one"), on_click=_another, args=(form,), key=form.widget("again"))
        return
    session.offer_unfinished(form, _resume, t)
    st.header(t(QUESTIONS[form.kind]), anchor=False)
    if form.base is not None:
        st.caption(as_markdown(summary(form.base.draft, framework, known, t)))
    draft, faults = read_record(form, t)
    if form.theirs is not None and draft is not None:
        _show_conflict(form, draft, framework, known, t)
        return
    with st.container(key="form", gap="small"):
        values = _ask(form, faults if form.tried else {}, framework, known, t)
    if form.opened_with is None:
        # As its widgets say it: an empty text for what a draft has as None.
        form = session.change(form, opened_with=values)
    if values != form.values:
        form = session.change(form, values=values, refusal="")
        faults = read_record(form, t)[1]
    form = session.autosave(form)
    _show_foot(form, faults if form.tried else {}, t)


def _ask(
    form: OpenForm, faults: Faults, framework: Framework, known: CodeNames, t: Translate
) -> dict[str, Any]:
    """Show the fields; return what they hold."""
    columns = columns_of(form.kind)
    main = [_field(c, framework, known, t) for c in columns if c.key not in FURTHER]
    further = [_field(c, framework, known, t) for c in columns if c.key in FURTHER]
    values = fields.render(main, form.values, key=form.widget, faults=faults)
    if "evidence" in values:
        group = str(values.get("group") or "")
        fields.evidence_file(form.widget, group, t, separator=" | ")
    with st.expander(t("More details"), expanded=any(f.name in faults for f in further)):
        values |= fields.render(further, form.values, key=form.widget, faults=faults)
    if form.base is not None:
        why = Field("reason", t("Why is it changed?") + " *")
        values |= fields.render([why], form.values, key=form.widget, faults=faults)
    return values


def _show_foot(form: OpenForm, faults: Faults, t: Translate) -> None:
    """Close the form: what to correct, its buttons, and when it was kept."""
    with st.container(key="form_foot"):
        fields.show_faults(faults.get("", ()), form.widget("all"))
        with st.container():
            fields.show_summary(len(faults), form.refusal, t)
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button(t("Save"), type="primary", key=form.widget("save")):
                _save(form, t)
                st.rerun()
            if form.base is not None and st.button(t("Withdraw"), key=form.widget("withdraw")):
                _withdraw(form, t)
                st.rerun()
            session.show_kept(form, t)


def _resume(form: OpenForm, kept: FormDraft) -> None:
    """Open a kept form, with the version that it was begun with."""
    base = form.base
    if base is not None and base.version != kept.base_version:
        every = _versions(form.kind, base.uid)
        base = next((v for v in every if v.version == kept.base_version), base)
    empty = values_of(base.draft if base else None, form.kind)
    typed = kept_values(form.kind, session.kept_content(kept).get("values", {}))
    values = {**dict.fromkeys(empty), **typed}
    session.put(
        OpenForm(
            kept.key,
            values,
            kind=form.kind,
            framework=form.framework,
            base=base,
            kept=values,
            kept_at=kept.saved_at,
        )
    )


def _another(form: OpenForm) -> None:
    session.close(form)
    _close_record()


def _show_conflict(
    form: OpenForm, mine: RecordDraft, framework: Framework, known: CodeNames, t: Translate
) -> None:
    def values(draft: conflict.AnyDraft) -> dict[str, Any]:
        return {**values_of(draft, form.kind), "reason": form.values.get("reason", "")}

    names = record_names(form.kind, framework, known)
    conflict.show(form, mine, t, names=names, values_of=values)


def _show_list(
    kind: str, framework: Framework, known: CodeNames, choices: Choices, t: Translate
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
    lists.show("records", shown, columns, choices, t, title=t("Recorded so far"))


# Fields and values


def columns_of(kind: str) -> tuple[Column, ...]:
    """Return the columns that a form of this kind shows."""
    return tuple(c for c in OF_RECORD[kind].columns if c.key not in NOT_ASKED)


def _field(column: Column, framework: Framework, known: CodeNames, t: Translate) -> Field:
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


def kept_values(kind: str, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a kept form: what is no day is left out of a field for days."""
    columns = OF_RECORD[kind].by_key
    values = {}
    for name, value in kept.items():
        is_day = name in columns and columns[name].kind == "day"
        values[name] = day_of(str(value)) if is_day else value
    return values


def read_record(form: OpenForm, t: Translate) -> tuple[RecordDraft | None, Faults]:
    """Return the draft that the form makes, or what is wrong by field."""
    filled = {k: v for k, v in form.values.items() if v not in (None, "") and k != "reason"}
    filled["framework"] = form.framework
    filled["provenance"] = form.base.draft.provenance if form.base else Provenance.REPORTED
    faults: dict[str, tuple[str, ...]] = {}
    if form.base and not str(form.values.get("reason") or "").strip():
        faults["reason"] = (t("A change needs a reason."),)
    try:
        return RECORD_DRAFTS[form.kind](**filled), faults
    except ValidationError as error:
        for fault in draft_faults(error):
            faults[fault.field] = (*faults.get(fault.field, ()), fault.error.say(t))
        return None, faults


# Save and withdraw


def _save(form: OpenForm, t: Translate) -> None:
    """Save a new record or a further version, and hold what became of it."""
    form = session.change(form, tried=True, refusal="", theirs=None)
    draft, faults = read_record(form, t)
    if draft is None or faults:
        return
    engine = engine_of(database_url())

    def write() -> Recorded:
        if form.base is None:
            return record(engine, draft, actor=actor(), key=form.key)
        return amend_record(
            engine,
            form.uid,
            draft,
            base_version=form.base.version,
            reason=str(form.values["reason"]),
            actor=actor(),
            key=form.key,
        )

    session.store(form, t, write, latest=lambda: _versions(form.kind, form.uid)[-1])


def _versions(kind: str, uid: str) -> list[Version[Any]]:
    with reading(engine_of(database_url())) as connection:
        return versions.record_versions(connection, kind, uid)


def _withdraw(form: OpenForm, t: Translate) -> None:
    """Withdraw the record that the form was opened with; it stays in the history."""
    if form.base is None:
        return
    version, reason = form.base.version, str(form.values.get("reason") or "")

    def write() -> Recorded:
        return withdraw_record(
            engine_of(database_url()),
            form.kind,
            form.uid,
            base_version=version,
            reason=reason,
            actor=actor(),
            key=f"{form.key}-w",
        )

    session.store(form, t, write, latest=lambda: _versions(form.kind, form.uid)[-1])


# One line about a record


def summary(draft: RecordDraft, framework: Framework, known: CodeNames, t: Translate) -> str:
    """Return what a record is about, with its day or stage."""
    return " · ".join(part for part in _summary(draft, framework, known, t) if part)


def _summary(draft: RecordDraft, framework: Framework, known: CodeNames, t: Translate) -> list[str]:
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


def _term(known: CodeNames, name: str, code: str, t: Translate) -> str:
    title = known.terms.get(name, {}).get(code, "")
    return t(title) if title else code
