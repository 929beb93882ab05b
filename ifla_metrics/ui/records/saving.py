"""Save a record's form: a new record or a further version; what went wrong stays at the form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

from ifla_metrics.errors import Conflict, IflaMetricsError
from ifla_metrics.i18n import Translate
from ifla_metrics.settings import database_url
from ifla_metrics.store import versions
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.evidence_files import keep_evidence
from ifla_metrics.store.records import amend_record, record, withdraw_record
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.records.opened import RecordForm, change
from ifla_metrics.ui.records.reading import read_record


def save(
    form: RecordForm,
    values: Mapping[str, Any],
    reason: str,
    t: Translate,
    *,
    upload: BinaryIO | None = None,
) -> RecordForm:
    """Save what stands in the form; returns it with its faults, a conflict or what was saved.

    A file is kept first, and its address stands as the evidence of the record.
    """
    if upload is not None:
        try:
            values = {**values, "evidence": _kept(upload, str(values.get("group") or ""))}
        except IflaMetricsError as refused:
            return change(form, faults={"evidence": (refused.say(t),)}, trouble="")
    read = read_record(
        form.kind,
        values,
        framework=form.framework,
        before=form.base.draft if form.base else None,
        t=t,
    )
    if read.draft is None:
        return change(form, faults=read.faults, trouble="")
    engine = engine_of(database_url())
    try:
        if form.base is None:
            done = record(engine, read.draft, actor=actor(), key=form.key)
        else:
            done = amend_record(
                engine,
                form.uid,
                read.draft,
                base_version=form.base.version,
                reason=reason,
                actor=actor(),
                key=form.key,
            )
    except Conflict as conflict:
        with reading(engine) as connection:
            theirs = versions.record_versions(connection, form.kind, form.uid)[-1]
        return change(form, faults={}, trouble=conflict.say(t), theirs=theirs)
    except IflaMetricsError as refused:
        return change(form, faults={}, trouble=refused.say(t))
    return change(form, faults={}, trouble="", saved=done)


def _kept(upload: BinaryIO, group: str) -> str:
    name = str(getattr(upload, "name", ""))
    kept = keep_evidence(
        engine_of(database_url()), upload.read(), name=name, group=group, actor=actor()
    )
    return kept.address


def withdraw(form: RecordForm, reason: str, t: Translate) -> RecordForm:
    """Withdraw the record that the form was opened with; it stays in the history."""
    if form.base is None:
        return form
    try:
        done = withdraw_record(
            engine_of(database_url()),
            form.kind,
            form.uid,
            base_version=form.base.version,
            reason=reason,
            actor=actor(),
            key=f"{form.key}-w",
        )
    except IflaMetricsError as refused:
        return change(form, trouble=refused.say(t))
    return change(form, trouble="", saved=done)
