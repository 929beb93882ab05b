"""Keeps what is typed while it is typed, and offers it again after a lost line or a closed tab."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st

from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.i18n import Translate
from ifla_metrics.settings import database_url
from ifla_metrics.store.database import FAULTS, engine_of, reading
from ifla_metrics.store.form_drafts import FormDraft, discard_form, keep_form, unfinished
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.forms import opened
from ifla_metrics.ui.forms.opened import Opened
from ifla_metrics.ui.forms.times import moment
from ifla_metrics.ui.forms.typed import Typed, from_json
from ifla_metrics.ui.markup import tag

log = logging.getLogger("ifla_metrics")
NOT_NOW: tuple[type[Exception], ...] = (*FAULTS, IflaMetricsError)


def keep(form: Opened) -> Opened:
    """Keep what stands in the form if it was typed in since; return the form as it is held open.

    Whoever is typing is not stopped where it cannot be kept now: the next run tries again.
    """
    before = form.kept or (form.basis.typed if form.basis else Typed(groups=form.typed.groups))
    if form.typed == before:
        return form
    kept = FormDraft(
        form.key, form.typed.as_json(), subject=form.subject, base_version=form.base_version
    )
    try:
        keep_form(engine_of(database_url()), kept, actor=actor())
    except NOT_NOW:
        log.warning("A form could not be kept", exc_info=True)
        return form
    return opened.put(replace(form, kept=form.typed, kept_at=datetime.now(UTC)))


def forget(key: str) -> None:
    """Throw a kept form away; where that fails it is offered once more, which harms nobody."""
    try:
        discard_form(engine_of(database_url()), key, actor=actor())
    except NOT_NOW:
        log.warning("A kept form could not be thrown away", exc_info=True)


def offer(form: Opened, t: Translate) -> None:
    """Show the forms of this reader that were kept and are not open here, with a way to go on."""
    with reading(engine_of(database_url())) as connection:
        kept = unfinished(connection, actor=actor(), subject=form.subject)
    for one in kept:
        if one.key != form.key:
            _offer_one(form, one, t)


def _offer_one(form: Opened, kept: FormDraft, t: Translate) -> None:
    title = title_of(kept)
    said = t(
        "You have an unfinished form from {time}: “{title}”.",
        time=moment(kept.saved_at, t) if kept.saved_at else "",
        title=title or t("no title yet"),
    )
    with st.container(key=f"unfinished_{kept.key}"):
        st.html(tag("p", said, class_="im-offer"))
        with st.container(horizontal=True, key=f"unfinished_acts_{kept.key}"):
            st.button(t("Continue"), key=f"continue_{kept.key}", on_click=_go_on, args=(form, kept))
            st.button(
                t("Discard"),
                key=f"discard_{kept.key}",
                type="tertiary",
                on_click=forget,
                args=(kept.key,),
            )


def title_of(kept: FormDraft) -> str:
    """Return the title that was typed; "" when there is none yet."""
    try:
        said = json.loads(kept.content)
    except ValueError:
        return ""
    title = said.get("title", "") if isinstance(said, dict) else ""
    return title if isinstance(title, str) else ""


def _go_on(form: Opened, kept: FormDraft) -> None:
    """Open what was kept, with the version that stood when it was begun."""
    opened.put(
        Opened(
            key=kept.key,
            typed=from_json(kept.content),
            kept=from_json(kept.content),
            subject=form.subject,
            base_version=kept.base_version,
            kept_at=kept.saved_at,
        )
    )
