"""Report templates, saved to be used again under their names."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, require
from ifla_metrics.errors import InvalidRecord, UnknownCode, n_
from ifla_metrics.models.base import table_of
from ifla_metrics.models.editions import ReportTemplateRow
from ifla_metrics.store.as_of import now
from ifla_metrics.store.audit import audit, audit_refusals
from ifla_metrics.store.database import Target, writing
from ifla_metrics.text import clean_line

LONGEST = 200_000
_TEMPLATE = table_of(ReportTemplateRow)


@audit_refusals(Right.SAVE_TEMPLATE, "report_template", "name")
def save_template(
    target: Target, name: str, text: str, *, replaces: bool = False, actor: Actor
) -> None:
    """Save a template under its name.

    Args:
        target: The database.
        name: What it is called.
        text: Its blocks, as a text.
        replaces: Whether it may take the place of one that has the name.
        actor: Who saves it.

    Raises:
        NotAllowed, InvalidRecord: Nothing was saved.
    """
    require(actor, Right.SAVE_TEMPLATE)
    clean_name = clean_line(name)
    if not clean_name or len(clean_name) > 100 or len(text) > LONGEST:
        raise InvalidRecord(
            n_("A name has 1 to 100 characters, and a template at most {n} characters."), n=LONGEST
        )
    with writing(target, actor=actor, bump_revision=False) as connection:
        c, at = _TEMPLATE.c, now()
        values = {"text": text, "saved_at": at, "saved_by": actor.name}
        changed = connection.execute(
            sa.update(_TEMPLATE).where(c.name == clean_name).values(values)
        ).rowcount
        if changed and not replaces:
            raise InvalidRecord(
                n_("A template is already called “{name}”. Choose another name, or replace it."),
                name=clean_name,
            )
        if not changed:
            connection.execute(sa.insert(_TEMPLATE), {"name": clean_name, **values})
        audit(connection, actor, Right.SAVE_TEMPLATE, "report_template", clean_name, at=at)


@audit_refusals(Right.REMOVE_TEMPLATE, "report_template", "name")
def remove_template(target: Target, name: str, *, actor: Actor) -> None:
    """Remove a saved template.

    Raises:
        NotAllowed: Nothing was removed.
        UnknownCode: None has this name; carries the nearest one.
    """
    require(actor, Right.REMOVE_TEMPLATE)
    clean_name = clean_line(name)
    with writing(target, actor=actor, bump_revision=False) as connection:
        template_text(connection, clean_name)
        connection.execute(sa.delete(_TEMPLATE).where(_TEMPLATE.c.name == clean_name))
        audit(connection, actor, Right.REMOVE_TEMPLATE, "report_template", clean_name, at=now())


def template_names(connection: Connection) -> list[str]:
    """Return the names of the saved templates."""
    return list(
        connection.execute(sa.select(_TEMPLATE.c.name).order_by(_TEMPLATE.c.name)).scalars()
    )


def template_text(connection: Connection, name: str) -> str:
    """Return a saved template; raises UnknownCode with the nearest name."""
    c = _TEMPLATE.c
    found = connection.execute(sa.select(c.text).where(c.name == name)).scalar()
    if found is None:
        raise UnknownCode("template", name, template_names(connection))
    return str(found)
