"""Saves what stands in a form: checked, asked about doubles, once, and over nobody's later version.

Everything is decided in the store; here its answers become something to show.
"""

from __future__ import annotations

from dataclasses import replace

from ifla_metrics.access import Actor, Right, allowed
from ifla_metrics.errors import Conflict, IflaMetricsError
from ifla_metrics.i18n import Translate
from ifla_metrics.models.drafts import ActivityDraft, StoryDraft
from ifla_metrics.settings import database_url
from ifla_metrics.store.activities import amend_activity, log_activity
from ifla_metrics.store.audit import audit_refusals
from ifla_metrics.store.database import Target, engine_of, reading, writing
from ifla_metrics.store.duplicates import likely_duplicates
from ifla_metrics.store.records import record
from ifla_metrics.store.versions import Recorded, activity
from ifla_metrics.text import clean_line
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.forms import opened, unfinished
from ifla_metrics.ui.forms.checking import read_form
from ifla_metrics.ui.forms.lists import lists
from ifla_metrics.ui.forms.opened import Opened


def save(form: Opened, t: Translate) -> Opened:
    """Save an open form, and hold what became of it.

    It is saved, or has faults, or doubles to be answered, or stands against a later version, or
    the store refused it: then nothing was written and what was typed is still there.
    """
    subject = form.subject
    read = read_form(form.typed, lists(t), t, basis=form.basis, usual=form.usual)
    form = replace(form, tried=True, trouble="", likely=(), theirs=None)
    if read.draft is None or (subject and not clean_line(form.typed.reason)):
        return opened.put(form)
    engine = engine_of(database_url())
    if not subject:
        with reading(engine) as connection:
            found = likely_duplicates(connection, read.draft, key=form.key)
        likely = tuple(one for one in found if one.uid not in form.apart)
        if likely:
            return opened.put(replace(form, likely=likely))
    try:
        if subject:
            saved = amend_activity(
                engine,
                subject,
                read.draft,
                base_version=form.base_version or 0,
                reason=form.typed.reason,
                actor=actor(),
                key=form.key,
            )
        else:
            saved = _log(engine, read.draft, read.story, form.key, actor=actor())
    except Conflict:
        with reading(engine) as connection:
            return opened.put(replace(form, theirs=activity(connection, subject)))
    except IflaMetricsError as refused:
        return opened.put(replace(form, trouble=refused.say(t)))
    # Held before anything else is done: a doubled click finds it.
    form = opened.put(replace(form, saved=saved))
    unfinished.forget(form.key)
    return form


@audit_refusals(Right.LOG_ACTIVITY, "activity", "draft.groups")
def _log(
    target: Target, draft: ActivityDraft, story: StoryDraft | None, key: str, *, actor: Actor
) -> Recorded:
    """Log an activity, and the story that is told with it: both, or neither."""
    with writing(target, actor=actor) as connection:
        saved = log_activity(connection, draft, actor=actor, key=key)
        if story is not None:
            record(connection, story, actor=actor, key=f"{key}-story")
        return saved


def not_the_same(form: Opened, t: Translate) -> Opened:
    """Take the reader's word that the likely doubles are others, and save."""
    seen = form.apart | {one.uid for one in form.likely}
    return save(replace(form, apart=seen), t)


def may(right: Right, groups: tuple[str, ...]) -> bool:
    """Say whether the reader may do it, to spare a button that the store would refuse."""
    return allowed(actor(), right, groups)
