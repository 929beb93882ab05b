"""Amends an activity: the same form, a reason, and the version that it was opened with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from ifla_metrics.i18n import Translate
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.store.versions import Version
from ifla_metrics.ui.forms import conflict, log_page, opened, unfinished
from ifla_metrics.ui.forms.checking import Basis, typed_of
from ifla_metrics.ui.forms.lists import Lists
from ifla_metrics.ui.forms.opened import Opened
from ifla_metrics.ui.markup import tag


def begin(now: Version[ActivityDraft], t: Translate) -> None:
    """Open the form with what stands now; its version is compared when it is saved."""
    typed = typed_of(now.draft, t, default="")
    opened.put(
        Opened(
            key=opened.new_key(),
            typed=typed,
            subject=now.uid,
            base_version=now.version,
            basis=Basis(now.draft, typed),
            turn=1,
        )
    )


def draw(uid: str, versions: Sequence[Version[ActivityDraft]], lists: Lists, t: Translate) -> None:
    """Show the open form of an activity, or both versions where somebody saved one since."""
    form = _standing(uid, versions, t)
    if form.saved:
        opened.close(uid)
        st.rerun()
    st.html(
        tag("h1", t("Amend an activity"))
        + tag(
            "p",
            t("“{title}”, version {version}", title=_title(form), version=form.base_version),
            class_="im-lede",
        )
    )
    unfinished.offer(form, t)
    if form.theirs is not None:
        conflict.draw(form, lists, t)
        return
    log_page.sheet(form, lists, t, button=t("Save the amendment"))


def _standing(uid: str, versions: Sequence[Version[ActivityDraft]], t: Translate) -> Opened:
    """Return the open form with the version that it stands on; one that was kept finds it again."""
    form = opened.current(uid)
    if form is None:
        begin(versions[-1], t)
        return _standing(uid, versions, t)
    if form.basis is not None:
        return form
    base = next((v for v in versions if v.version == form.base_version), versions[-1])
    basis = Basis(base.draft, typed_of(base.draft, t, default=""))
    return opened.put(replace(form, basis=basis, base_version=base.version))


def _title(form: Opened) -> str:
    return form.basis.draft.title if form.basis else form.typed.title
