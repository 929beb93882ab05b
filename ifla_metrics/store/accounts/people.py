"""Add, change and remove people.

All other tables refer to a person by code only. Removing a person deletes the row with the name;
the history keeps the code.
"""

import secrets
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, Role
from ifla_metrics.csv_files import split_bars
from ifla_metrics.errors import Conflict, Refused, UnknownCode, n_
from ifla_metrics.models.base import table_of
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.models.system_tables import FormDraftRow, SignInRow
from ifla_metrics.store.as_of import now
from ifla_metrics.store.audit import audit, writes
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.database import Target, remove_erased, write_transaction
from ifla_metrics.store.rights import CODE_PREFIX, PERSON
from ifla_metrics.store.write.entries import RecordedVersion

KIND = "person"
INACTIVE, UNBOUND = " (inactive)", " · unbound"
"""Ends of the reason of a change in the audit: without access, and the account forgotten."""
SIGN_IN, FORM_DRAFT = table_of(SignInRow), table_of(FormDraftRow)


class Person(NamedTuple):
    """A stored person; a form passes `version` back as `base_version`."""

    code: str
    version: int
    draft: PersonDraft


def people(connection: Connection) -> list[Person]:
    """Return all people by name."""
    by_name = sa.select(PERSON).order_by(PERSON.c.name, PERSON.c.code)
    return [
        Person(
            row["code"],
            row["version"],
            PersonDraft(
                name=row["name"],
                email=row["email"] or "",
                role=row["role"],
                groups=frozenset(split_bars(row["group_codes"])),
                active=row["active"],
            ),
        )
        for row in connection.execute(by_name).mappings()
    ]


def person(connection: Connection, code: str) -> Person:
    """Return one person; raises UnknownCode if there is none."""
    by_code = {person.code: person for person in people(connection)}
    if code not in by_code:
        raise UnknownCode(n_("person"), code, by_code)
    return by_code[code]


@writes(Right.MANAGE_PEOPLE, KIND, bump_revision=False)
def add_person(connection: Connection, draft: PersonDraft, *, actor: Actor) -> RecordedVersion:
    """Add a person."""
    _check(connection, draft)
    code = f"{CODE_PREFIX}{secrets.token_hex(5)}"
    connection.execute(sa.insert(PERSON), {"code": code, **_values(draft), "version": 1})
    audit(connection, actor, Right.MANAGE_PEOPLE, KIND, code, version=1, reason=_rights(draft))
    return RecordedVersion(code, 1)


@writes(Right.MANAGE_PEOPLE, KIND, "code", bump_revision=False)
def change_person(
    connection: Connection,
    code: str,
    draft: PersonDraft,
    *,
    base_version: int,
    actor: Actor,
    unbind: bool = False,
) -> RecordedVersion:
    """Change a person. Withdrawn rights end at once.

    `base_version` is the version that the form was opened with. `unbind` forgets the account of the
    identity provider, so that the person can sign in with another account of the same address.
    """
    before, version = person(connection, code), base_version + 1
    _check(connection, draft, before)
    account = {"issuer": None, "subject": None} if unbind else {}
    values = {**_values(draft), **account, "version": version}
    _write(connection, before, base_version, sa.update(PERSON).values(values))
    _require_secretariat(connection, before)
    if not draft.active:
        _end_all(connection, code)
    change = f"{_rights(before.draft)} → {_rights(draft)}" + (UNBOUND if unbind else "")
    audit(connection, actor, Right.MANAGE_PEOPLE, KIND, code, version=version, reason=change)
    return RecordedVersion(code, version)


@writes(Right.MANAGE_PEOPLE, KIND, "code", own_transaction=True)
def remove_person(target: Target, code: str, *, base_version: int, actor: Actor) -> RecordedVersion:
    """Erase a person: name, address, account, groups, unfinished forms. History keeps the code."""
    with write_transaction(target, actor=actor, bump_revision=False) as connection:
        before, version = person(connection, code), base_version + 1
        for table in (SIGN_IN, FORM_DRAFT):
            connection.execute(sa.delete(table).where(table.c.person == code))
        _write(connection, before, base_version, sa.delete(PERSON))
        _require_secretariat(connection, before)
        audit(connection, actor, Right.MANAGE_PEOPLE, KIND, code, version=version, reason="removed")
    remove_erased(target)
    return RecordedVersion(code, version)


@writes(Right.MANAGE_PEOPLE, KIND, "code", bump_revision=False)
def end_sign_ins(connection: Connection, code: str, *, actor: Actor) -> None:
    """End all sessions of a person and revoke unused links."""
    person(connection, code)
    _end_all(connection, code)
    audit(connection, actor, Right.MANAGE_PEOPLE, KIND, code, reason="sign-ins ended")


def _check(connection: Connection, draft: PersonDraft, before: Person | None = None) -> None:
    catalogue = read_catalogue(connection)
    for group in sorted(draft.groups - (before.draft.groups if before else set())):
        catalogue.require_group(group)
        if catalogue.groups[group].retired_on:
            raise Refused(n_("The working group {group} is retired."), group=group)
    code = before.code if before else ""
    same = sa.select(PERSON.c.name).where(PERSON.c.email == draft.email, PERSON.c.code != code)
    other = connection.execute(same).scalar() if draft.email else None
    if other is not None:
        raise Refused(
            n_("{name} already uses the address '{email}'."), email=draft.email, name=other
        )


def _values(draft: PersonDraft) -> dict[str, object]:
    values = draft.model_dump(exclude={"groups"})
    return {**values, "email": draft.email or None, "group_codes": "|".join(sorted(draft.groups))}


def _write(
    connection: Connection, before: Person, base_version: int, statement: sa.Update | sa.Delete
) -> None:
    """Update or delete a person; raises Conflict if the version has changed."""
    same = (PERSON.c.code == before.code, PERSON.c.version == base_version)
    if not connection.execute(statement.where(*same)).rowcount:
        raise Conflict(
            n_("Somebody else has changed {name} meanwhile. Nothing was saved."),
            name=before.draft.name,
        )


def _require_secretariat(connection: Connection, before: Person) -> None:
    """Raise Refused if the last active person of the secretariat is gone."""
    if Role(before.draft.role) is not Role.SECRETARIAT or not before.draft.active:
        return
    c = PERSON.c
    remaining = sa.select(c.code).where(c.role == Role.SECRETARIAT.value, c.active == sa.true())
    if connection.execute(remaining.limit(1)).first() is None:
        raise Refused(n_("At least one person must remain in the secretariat."))


def _end_all(connection: Connection, code: str) -> None:
    connection.execute(sa.update(PERSON).where(PERSON.c.code == code).values(not_before=now()))
    connection.execute(sa.delete(SIGN_IN).where(SIGN_IN.c.person == code))


def _rights(draft: PersonDraft) -> str:
    """Describe role and groups for the audit, without name or address."""
    groups = " " + " ".join(sorted(draft.groups)) if draft.groups else ""
    return str(draft.role) + groups + ("" if draft.active else INACTIVE)
