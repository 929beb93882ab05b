"""What is typed is kept in the database, and offered again after a lost connection."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import streamlit as st

from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import ACTIVITY, OF_RECORD
from ifla_metrics.settings import database_url
from ifla_metrics.store import versions
from ifla_metrics.store.database import FAULTS, engine_of, reading
from ifla_metrics.store.form_drafts import FormDraft, discard_form, keep_form, unfinished
from ifla_metrics.store.versions import Version
from ifla_metrics.ui import shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.forms import open_form
from ifla_metrics.ui.forms.fields import empty_values, plain_fields
from ifla_metrics.ui.forms.open_form import OpenForm, Values
from ifla_metrics.ui.forms.read import values_of
from ifla_metrics.ui.markup import as_markdown

log = logging.getLogger("ifla_metrics")
NOT_NOW: tuple[type[Exception], ...] = (*FAULTS, IflaMetricsError)


def autosave(form: OpenForm) -> OpenForm:
    """Keep what was typed since; where that fails now, the next run tries again."""
    if form.values == (form.kept or form.opened_with):
        return form
    base_version = form.base.version if form.base else None
    kept = FormDraft(
        form.key, as_json(form.framework, form.values), form.kind, form.uid, base_version
    )
    try:
        keep_form(engine_of(database_url()), kept, actor=actor())
    except NOT_NOW:
        log.warning("A form could not be kept", exc_info=True)
        return form
    return open_form.change(form, kept=form.values, kept_at=datetime.now(UTC))


def discard(form: OpenForm) -> None:
    """Close a form and delete what was kept of it."""
    forget(form.key)
    open_form.close(form)


def with_new_key(form: OpenForm) -> OpenForm:
    """Return the form as a further entry or amendment; what was kept of it before is deleted."""
    forget(form.key)
    return replace(form, key=uuid4().hex, kept={}, kept_at=None)


def forget(key: str) -> None:
    """Delete what was kept of a form."""
    try:
        discard_form(engine_of(database_url()), key, actor=actor())
    except NOT_NOW:
        log.warning("A kept form could not be deleted", exc_info=True)


def as_json(framework: str, values: Values) -> str:
    """Return a form as text to be kept."""
    return json.dumps({"framework": framework, "values": values}, default=date.isoformat)


def _values(kept: FormDraft) -> dict[str, Any]:
    """Return the values of a kept form."""
    found = {name: _frozen(value) for name, value in json.loads(kept.content)["values"].items()}
    for one in plain_fields(kept.kind):
        if one.widget == "day" and found.get(one.name):
            found[one.name] = date.fromisoformat(found[one.name])
    return {**empty_values(kept.kind), **found}


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def strategy_of(kept: FormDraft) -> str:
    """Return the strategy of a kept record; "" for an activity, which its dates place."""
    return "" if kept.kind == ACTIVITY else str(json.loads(kept.content)["framework"])


def title_of(kept: FormDraft, t: Translate) -> str:
    """Return the title that was typed, else of which kind it is."""
    title = json.loads(kept.content)["values"].get("title", "")
    if title:
        return str(title)
    return t("no title yet") if kept.kind == ACTIVITY else t(OF_RECORD[kept.kind].title)


def more_unfinished(number: int, t: Translate) -> str:
    """Return the words over unfinished forms that are folded away."""
    return t.plural("{n} more unfinished form", "{n} more unfinished forms", number)


def offer_unfinished(form: OpenForm, t: Translate) -> None:
    """Show this reader's kept forms of this kind that are not open here, to be continued."""
    with reading(engine_of(database_url())) as connection:
        kept = unfinished(connection, actor=actor(), subject=form.uid)
    alike = [
        one
        for one in kept
        if one.kind == form.kind
        and one.key != form.key
        and strategy_of(one) in ("", form.framework)
    ]
    with st.container(key="unfinished", gap="small"):
        for one in alike[:1]:
            _offer(form, one, t)
        if len(alike) > 1:
            with st.expander(more_unfinished(len(alike) - 1, t)):
                for one in alike[1:]:
                    _offer(form, one, t)


def _offer(form: OpenForm, kept: FormDraft, t: Translate) -> None:
    words = t(
        "You have an unfinished form from {time}: “{title}”.",
        time=shell.moment(kept.saved_at, t) if kept.saved_at else "",
        title=title_of(kept, t),
    )
    with st.container(key=f"unfinished_{kept.key}", border=True):
        st.markdown(as_markdown(words))
        with st.container(horizontal=True):
            key = f"continue_{kept.key}"
            st.button(t("Continue"), key=key, on_click=_resume, args=(form, kept, t))
            st.button(
                t("Discard"),
                key=f"discard_{kept.key}",
                type="tertiary",
                on_click=forget,
                args=(kept.key,),
            )


def _resume(form: OpenForm, kept: FormDraft, t: Translate) -> None:
    """Open a kept form, with the version that it was begun with."""
    base = form.base
    if base is not None and base.version != kept.base_version:
        every = versions_of(form.kind, base.uid)
        base = next((v for v in every if v.version == kept.base_version), base)
    values = _values(kept)
    opened_with = values_of(form.kind, base.draft, t) if base else form.opened_with
    form = replace(form, key=kept.key, values=values, base=base, opened_with=opened_with)
    open_form.change(form, kept=values, kept_at=kept.saved_at)


def versions_of(kind: str, uid: str) -> list[Version[Any]]:
    """Return all versions of an entry, oldest first; raises UnknownCode when there is none."""
    with reading(engine_of(database_url())) as connection:
        if kind == ACTIVITY:
            return versions.activity_versions(connection, uid)
        return versions.record_versions(connection, kind, uid)


def show_kept(form: OpenForm, t: Translate) -> None:
    """Say when a form was kept, with the button that discards it; nothing before."""
    if form.kept_at:
        time = shell.moment(form.kept_at, t)
        st.caption(as_markdown(t("Kept as you type: {time}", time=time)))
        st.button(
            t("Discard"),
            type="tertiary",
            key=form.widget("discard"),
            on_click=discard,
            args=(form,),
        )
