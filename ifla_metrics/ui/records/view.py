"""The page of records: which kind, what the group has recorded, and the form."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import streamlit as st

from ifla_metrics.access import Role
from ifla_metrics.errors import n_
from ifla_metrics.evidence_types import ENDINGS, LARGEST
from ifla_metrics.exchange.columns import OF_RECORD, RECORD_DRAFTS
from ifla_metrics.exchange.differences import differences
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.models.drafts import RecordDraft
from ifla_metrics.settings import database_url
from ifla_metrics.store import versions
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.versions import Version, own_records
from ifla_metrics.ui import shell, sources
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.forms.lists import Lists, lists
from ifla_metrics.ui.markup import Html, join, tag
from ifla_metrics.ui.records import fields, opened, saving
from ifla_metrics.ui.records.opened import RecordForm
from ifla_metrics.ui.records.options import options_of
from ifla_metrics.ui.records.reading import FURTHER, columns_of, values_of
from ifla_metrics.ui.records.summary import summary
from ifla_metrics.ui.who import names, who

KIND, RECORD = "kind", "record"
"""Parameters of the address: which kind of record, and which record is open."""
QUESTIONS = {
    "observation": n_("What does an indicator stand at?"),
    "milestone": n_("Which step was planned, and when was it reached?"),
    "cohort_count": n_("How many leaders came to which stage?"),
    "resource_stage": n_("Which resource is ready in which language?"),
    "association_outcome": n_("What changed for a library association?"),
    "story": n_("What changed for whom?"),
    "remark": n_("Why does it stand so, and what do we ask of the Board?"),
}


def draw(t: Translate) -> None:
    """Show the page: title, kinds, what is recorded, the form."""
    st.html(
        tag("h1", t("Results and milestones"))
        + tag("p", t("Everything a group reports beside its activities."), class_="im-lede")
    )
    kind = _kind(t)
    chosen = shell.choices()
    framework = sources.plan().told(t.language).frameworks[chosen.framework]
    known = lists(t)
    uid = st.query_params.get(RECORD, "")
    form = opened.current(kind, framework.id, uid) or _open(kind, framework, uid)
    with st.container(key="record_page"):
        left, right = shell.columns(3, 2)
        with left:
            _form(form, framework, known, t)
        with right:
            _list(kind, framework, known, t)


def _kind(t: Translate) -> str:
    asked = st.query_params.get(KIND, "")
    kinds = list(RECORD_DRAFTS)
    kind = (
        st.pills(
            t("Kind of entry"),
            kinds,
            default=asked if asked in kinds else kinds[0],
            format_func=lambda name: t(OF_RECORD[name].title),
            key="record_kind",
            label_visibility="collapsed",
            on_change=_another_kind,
        )
        or kinds[0]
    )
    if kind != asked:
        st.query_params[KIND] = kind
    return str(kind)


def _another_kind() -> None:
    st.query_params.pop(RECORD, None)


def _open(kind: str, framework: Framework, uid: str) -> RecordForm:
    base: Version[RecordDraft] | None = None
    if uid:
        with reading(engine_of(database_url())) as connection:
            base = versions.record_versions(connection, kind, uid)[-1]
    values = values_of(base.draft if base else None, kind)
    return opened.opened(kind, framework.id, values, base)


def _own() -> frozenset[str] | None:
    reader = actor()
    return None if reader.role is Role.SECRETARIAT else reader.groups


def _form(form: RecordForm, framework: Framework, known: Lists, t: Translate) -> None:
    if form.saved is not None:
        _saved(form, t)
        return
    columns = columns_of(form.kind)
    options = {c.key: options_of(c, framework, known, t, groups=_own()) for c in columns if c.codes}
    keys = {c.key: form.widget(c.key) for c in columns}
    first = dict(form.values)
    if form.base is None and len(options["group"]) == 1:
        first["group"] = next(iter(options["group"]))
    st.html(tag("h2", t(QUESTIONS[form.kind])))
    if form.base is not None:
        st.html(tag("p", summary(form.base.draft, framework, known, t), class_="im-sub"))
    given: dict[str, Any] = {
        "values": first,
        "options": options,
        "keys": keys,
        "faults": form.faults,
    }
    with st.form(form.widget("form"), border=False):
        main = [c for c in columns if c.key not in FURTHER]
        values = fields.draw(main, t, **given)
        upload = None
        if "evidence" in keys:
            upload = st.file_uploader(
                t("A file as evidence, up to {most} MB", most=LARGEST // 1_000_000),
                type=[ending[1:] for ending in ENDINGS],
                key=form.widget("file"),
            )
        with st.expander(t("More details"), expanded=bool(set(form.faults) & set(FURTHER))):
            values |= fields.draw([c for c in columns if c.key in FURTHER], t, **given)
        reason = ""
        if form.base is not None:
            reason = st.text_input(t("Why is it changed?") + " *", key=form.widget("reason"))
        for fault in form.faults.get("", ()):
            st.html(tag("p", fault, class_="im-fault", role="alert"))
        if form.trouble:
            st.html(tag("p", form.trouble, class_="im-fault", role="alert"))
        if form.theirs is not None:
            _both(form, framework, known, t)
        with st.container(horizontal=True):
            sent = st.form_submit_button(t("Save"), type="primary")
            gone = form.base is not None and st.form_submit_button(t("Withdraw"))
    if sent:
        saving.save(form, values, reason, t, upload=upload)
        st.rerun()
    if gone:
        saving.withdraw(form, reason, t)
        st.rerun()


def _both(form: RecordForm, framework: Framework, known: Lists, t: Translate) -> None:
    """Show what somebody else saved since, against what the form was opened with."""
    if form.base is None or form.theirs is None:
        return
    changed = differences(form.base.draft, form.theirs.draft, t, names=known.name)
    rows = (
        tag("li", t("{subject}: {told}", subject=d.title, told=f"{d.before} → {d.after}"))
        for d in changed
    )
    st.html(
        tag(
            "p",
            t("Saved by {who} meanwhile:", who=who(form.theirs.recorded_by, names(), t)),
            class_="im-sub",
        )
        + tag("ul", *rows)
        + tag("p", t("Open it again to see it as it stands now; what you typed stays here."))
        + tag("a", t("Open it again"), href=address(form.kind, form.uid), target="_blank")
    )


def _saved(form: RecordForm, t: Translate) -> None:
    st.html(tag("p", t("Saved. The Board's figures have it now."), class_="im-done", role="status"))

    def again() -> None:
        opened.close(form)
        st.query_params.pop(RECORD, None)

    st.button(t("Enter another one"), on_click=again, key=form.widget("again"))


def _list(kind: str, framework: Framework, known: Lists, t: Translate) -> None:
    with reading(engine_of(database_url())) as connection:
        rows = own_records(connection, kind, framework=framework.id, groups=_own())
    st.html(tag("h2", t("Recorded so far")))
    if not rows:
        st.html(tag("p", t("Nothing is recorded yet."), class_="im-sub"))
        return
    lines = (_line(row, kind, framework, known, t) for row in rows)
    st.html(tag("ul", *lines, class_="im-entries"))


def _line(
    row: Version[RecordDraft], kind: str, framework: Framework, known: Lists, t: Translate
) -> Html:
    group = known.groups.get(row.draft.group, row.draft.group)
    state = [group, t("version {n}", n=row.version)]
    if row.withdrawn:
        state.append(t("withdrawn"))
    return tag(
        "li",
        join(
            (
                tag(
                    "a",
                    summary(row.draft, framework, known, t),
                    href=address(kind, row.uid),
                    target="_self",
                ),
                tag("span", " · ".join(state), class_="im-small"),
            ),
            " ",
        ),
    )


def address(kind: str, uid: str) -> str:
    """Return the address of the form of one record."""
    return "records?" + urlencode({**shell.choices().query(), KIND: kind, RECORD: uid})
