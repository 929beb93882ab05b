"""The language that a person reads in: kept by the person alone, read for letters to a group."""

from __future__ import annotations

from collections import Counter

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, require
from ifla_metrics.errors import NotAllowed, UnknownCode, n_
from ifla_metrics.i18n import LANGUAGES
from ifla_metrics.store.audit import audit
from ifla_metrics.store.current_rights import MEMBERSHIP, PERSON
from ifla_metrics.store.database import Target, writing
from ifla_metrics.store.refusals import refusals_audited


@refusals_audited(Right.KEEP_LANGUAGE, "person")
def keep_language(target: Target, language: str, *, actor: Actor) -> None:
    """Keep what a person chose to read in; the version stays, no open form is in its way.

    Raises:
        NotAllowed: The actor is no stored person, or one who is no longer admitted.
        UnknownCode: There are no words in the language.
    """
    require(actor, Right.KEEP_LANGUAGE)
    if not actor.person:
        raise NotAllowed(n_("Only a person whom the secretariat knows can keep a language."))
    if language not in LANGUAGES:
        raise UnknownCode("language", language, LANGUAGES)
    with writing(target, actor=actor, moves=False) as connection:
        c = PERSON.c
        changed = connection.execute(
            sa.update(PERSON)
            .where(c.code == actor.person, c.language != language)
            .values(language=language)
        ).rowcount
        if changed:
            audit(connection, actor, Right.KEEP_LANGUAGE, "person", actor.person, reason=language)


def language_of_group(connection: Connection, group: str) -> str:
    """Return what most people of a group chose to read in; "" when none of them chose yet."""
    c = PERSON.c
    chosen = connection.execute(
        sa.select(c.language)
        .join_from(PERSON, MEMBERSHIP, MEMBERSHIP.c.person == c.code)
        .where(MEMBERSHIP.c.group_code == group, c.active == sa.true(), c.language != "")
        .order_by(c.language)
    ).scalars()
    return next((language for language, _ in Counter(chosen).most_common(1)), "")
