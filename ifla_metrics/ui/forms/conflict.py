"""Somebody else saved a version while the form was open: both are shown, nothing is overwritten.

What only one of the two changed is taken from that one; where both did, the reader chooses. The
form then starts from the later version and can be saved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import streamlit as st

from ifla_metrics.i18n import Translate
from ifla_metrics.imports.differences import Names, differences
from ifla_metrics.models.drafts import ActivityDraft, RecordDraft
from ifla_metrics.ui import shell
from ifla_metrics.ui.auth import people_names, person_name
from ifla_metrics.ui.forms import session
from ifla_metrics.ui.forms.session import OpenForm
from ifla_metrics.ui.markup import as_markdown

AnyDraft = ActivityDraft | RecordDraft
MINE, THEIRS = "mine", "theirs"
DATES = (
    "started_on",
    "ended_on",
    "date_precision",
    "date_as_stated",
    "planned_started_on",
    "planned_ended_on",
)
"""Fields of an activity that only make sense together."""


def merge(
    mine: AnyDraft, theirs: AnyDraft, base: AnyDraft, chosen: Mapping[str, str]
) -> tuple[AnyDraft, list[tuple[str, ...]]]:
    """Return both versions as one, and the fields that both changed, each otherwise.

    `chosen` settles those by the name of the first field (MINE or THEIRS); theirs by default.
    """
    both: list[tuple[str, ...]] = []
    taken: dict[str, Any] = {}
    for part in _parts(mine):
        own, other, before = (
            [getattr(draft, name) for name in part] for draft in (mine, theirs, base)
        )
        if own in (other, before):
            continue
        if other != before:
            both.append(part)
            if chosen.get(part[0]) != MINE:
                continue
        taken |= dict(zip(part, own, strict=True))
    return theirs.model_copy(update=taken), both


def _parts(draft: AnyDraft) -> list[tuple[str, ...]]:
    names = list(type(draft).model_fields)
    if not isinstance(draft, ActivityDraft):
        return [(name,) for name in names]
    return [DATES if name == DATES[0] else (name,) for name in names if name not in DATES[1:]]


def show(
    form: OpenForm,
    mine: AnyDraft,
    t: Translate,
    *,
    names: Names,
    values_of: Callable[[AnyDraft], Any],
) -> None:
    """Let the reader choose for each field that both changed.

    Args:
        form: The open form, with `theirs`.
        mine: What this reader wanted to save.
        t: The reader's words.
        names: Gives the names of codes.
        values_of: Gives the values of the form for a draft.
    """
    if form.theirs is None or form.base is None:
        return
    theirs = form.theirs
    both = merge(mine, theirs.draft, form.base.draft, {})[1]
    found = differences(theirs.draft, mine, t, names=names)
    with st.container(key="conflict", border=True):
        st.header(t("Somebody else saved this while your form was open"), anchor=False)
        words = t(
            "{who} saved version {version} on {time}: “{reason}”. Nothing of theirs was "
            "overwritten, and nothing of yours is lost.",
            who=person_name(theirs.recorded_by, people_names(), t),
            version=theirs.version,
            time=shell.moment(theirs.recorded_at, t),
            reason=theirs.reason,
        )
        st.markdown(as_markdown(words))
        for part in both:
            changed = [one for one in found if one.field in part]
            words_of = {
                MINE: t("Yours: {value}", value=_words(one.after for one in changed)),
                THEIRS: t("Theirs: {value}", value=_words(one.before for one in changed)),
            }
            st.radio(
                as_markdown(changed[0].title),
                list(words_of),
                index=None,
                format_func=words_of.__getitem__,
                key=form.widget(f"choice_{part[0]}"),
            )
        if not both:
            st.markdown(t("You changed other fields than they did: both can be kept."))
        if form.refusal:
            st.error(as_markdown(form.refusal))
        with st.container(horizontal=True):
            st.button(
                t("Combine both and look again"),
                type="primary",
                key=form.widget("merge"),
                on_click=_combine,
                args=(form.place, mine, [part[0] for part in both], values_of, t),
            )
            st.button(
                t("Discard mine, keep theirs"),
                key=form.widget("take_theirs"),
                on_click=session.discard,
                args=(form,),
            )


def _words(values: Iterable[str]) -> str:
    return as_markdown("; ".join(value or "–" for value in values))


def _combine(
    place: str, mine: AnyDraft, both: list[str], values_of: Callable[[AnyDraft], Any], t: Translate
) -> None:
    form = session.current(place)
    if form is None or form.theirs is None or form.base is None:
        return
    chosen = {name: str(st.session_state.get(form.widget(f"choice_{name}"))) for name in both}
    if not set(chosen.values()) <= {MINE, THEIRS}:
        session.change(form, refusal=t("Please choose for each field first."))
        return
    combined, _ = merge(mine, form.theirs.draft, form.base.draft, chosen)
    form = session.change(
        # Another tab that went on with this form may have saved with its key.
        session.with_new_key(form),
        values=values_of(combined),
        opened_with=values_of(form.theirs.draft),
        base=form.theirs,
        theirs=None,
        refusal="",
        turn=form.turn + 1,
    )
    if form.kind == session.ACTIVITY:
        session.autosave(form)
