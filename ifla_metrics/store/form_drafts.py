"""Unfinished forms: saved as they are typed, for their own person alone, until sent or discarded.

No figure is made of them, so saving one does not move the revision that caches compare.
"""

from dataclasses import asdict, dataclass, fields
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right
from ifla_metrics.errors import NotAllowed, Refused, n_
from ifla_metrics.models.base import table_of
from ifla_metrics.models.system_tables import MAX_FORM_LENGTH, FormDraftRow
from ifla_metrics.store.as_of import now
from ifla_metrics.store.audit import writes

_FORM = table_of(FormDraftRow)


@dataclass(frozen=True)
class FormDraft:
    """An open form: what was typed (JSON), and what it was opened with."""

    key: str
    content: str
    kind: str = "activity"
    subject: str = ""
    base_version: int | None = None
    saved_at: datetime | None = None


@writes(Right.RECORD, "activity", groups="actor.groups", bump_revision=False)
def save_form(connection: Connection, form: FormDraft, *, actor: Actor) -> None:
    """Save the content of a form; the same key again replaces it.

    Raises:
        NotAllowed: The reader logs nothing, or the form is another person's.
        Refused: It is longer than any form can be.
    """
    if len(form.content) > MAX_FORM_LENGTH:
        raise Refused(n_("The form is too long to be saved as a draft; please shorten its texts."))
    _require_own(connection, form.key, actor)
    connection.execute(sa.delete(_FORM).where(_FORM.c.key == form.key))
    saved = {**asdict(form), "person": actor.name, "saved_at": now()}
    connection.execute(sa.insert(_FORM), saved)


@writes(Right.RECORD, "activity", groups="actor.groups", bump_revision=False)
def discard_form(connection: Connection, key: str, *, actor: Actor) -> None:
    """Discard a form that was sent or is not wanted; one that does not exist is no fault.

    Raises:
        NotAllowed: The reader logs nothing, or the form is another person's.
    """
    _require_own(connection, key, actor)
    connection.execute(sa.delete(_FORM).where(_FORM.c.key == key))


def unfinished(connection: Connection, *, actor: Actor) -> list[FormDraft]:
    """Return a person's open forms, the latest first."""
    c = _FORM.c
    statement = (
        sa.select(*(c[field.name] for field in fields(FormDraft)))
        .where(c.person == actor.name)
        .order_by(c.saved_at.desc(), c.key)
    )
    return [FormDraft(*row) for row in connection.execute(statement)]


def _require_own(connection: Connection, key: str, actor: Actor) -> None:
    person = connection.execute(sa.select(_FORM.c.person).where(_FORM.c.key == key)).scalar()
    if person not in (None, actor.name):
        raise NotAllowed(n_("This form belongs to another person."))
