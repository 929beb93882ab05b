"""Unfinished forms, saved while they are typed. Only their author can read them."""

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right
from ifla_metrics.errors import NotAllowed, Refused, n_
from ifla_metrics.models.base import table_of
from ifla_metrics.models.system_tables import MAX_FORM_LENGTH, FormDraftRow
from ifla_metrics.store.as_of import now
from ifla_metrics.store.audit import writes

_FORM = table_of(FormDraftRow)


@writes(Right.RECORD, "activity", groups="actor.groups", bump_revision=False)
def save_form(connection: Connection, form: FormDraftRow, *, actor: Actor) -> None:
    """Save a form, replacing one with the same key; raises Refused if it is too long."""
    if len(form.content) > MAX_FORM_LENGTH:
        raise Refused(n_("The form is too long to be saved as a draft; please shorten its texts."))
    _require_own(connection, form.key, actor)
    connection.execute(sa.delete(_FORM).where(_FORM.c.key == form.key))
    row = {**form.model_dump(), "person": actor.name, "saved_at": now()}
    connection.execute(sa.insert(_FORM), row)


@writes(Right.RECORD, "activity", groups="actor.groups", bump_revision=False)
def discard_form(connection: Connection, key: str, *, actor: Actor) -> None:
    """Delete a form, if it exists."""
    _require_own(connection, key, actor)
    connection.execute(sa.delete(_FORM).where(_FORM.c.key == key))


def unfinished_forms(connection: Connection, *, actor: Actor) -> list[FormDraftRow]:
    """Return a person's unfinished forms, newest first."""
    own = sa.select(_FORM).where(_FORM.c.person == actor.name)
    newest_first = own.order_by(_FORM.c.saved_at.desc(), _FORM.c.key)
    return [FormDraftRow(**row) for row in connection.execute(newest_first).mappings()]


def _require_own(connection: Connection, key: str, actor: Actor) -> None:
    """Raise NotAllowed if the form belongs to another person."""
    person = connection.execute(sa.select(_FORM.c.person).where(_FORM.c.key == key)).scalar()
    if person not in (None, actor.name):
        raise NotAllowed(n_("This form belongs to another person."))
