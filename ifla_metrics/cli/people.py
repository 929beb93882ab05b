"""`people`: list, add, change and remove those who sign in, and issue personal links."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ifla_metrics.access import LOCAL, Role
from ifla_metrics.cli.database import engine, opened, plainly
from ifla_metrics.errors import InvalidRecord, UnknownCode, n_
from ifla_metrics.settings import public_address

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from ifla_metrics.i18n import Translate
    from ifla_metrics.store.people import Person

LONGEST = 30
"""Days that a link can be good for."""


def people(name: str) -> Callable[[Namespace, Translate], int]:
    """Return the function of a command about people."""
    return {
        "list": listed,
        "add": added,
        "change": changed,
        "remove": removed,
        "link": linked,
    }[name]


def listed(_asked: Namespace, t: Translate) -> int:
    """Write one line a person: code, role and groups, name, address, and what stands in the way."""
    from ifla_metrics.store.people import people as kept

    with opened() as connection:
        found = kept(connection)
    for person in found:
        draft = person.draft
        state = "" if draft.active else t("not active")
        role = " ".join([str(draft.role), *sorted(draft.groups)])
        print("\t".join([person.code, role, draft.name, draft.email, state]).rstrip("\t"))
    if not found:
        print(t("Nobody has been added yet."))
    return 0


def added(asked: Namespace, t: Translate) -> int:
    """Add a person and say the code."""
    from ifla_metrics.models.drafts import PersonDraft
    from ifla_metrics.store.people import add_person

    draft = PersonDraft(
        name=asked.name,
        email=asked.email or "",
        role=asked.role or Role.VIEWER.value,
        groups=frozenset(asked.group or ()),
    )
    with opened():
        pass  # Ready, or the reason why not.
    with plainly():
        code, _ = add_person(engine(), draft, actor=LOCAL)
    print(t("{name} is added as {code}.", name=draft.name, code=code))
    return 0


def changed(asked: Namespace, t: Translate) -> int:
    """Change what was said and leave the rest."""
    from ifla_metrics.models.drafts import PersonDraft
    from ifla_metrics.store.people import change_person, end_sign_ins

    person = _person(asked.person)
    said: dict[str, Any] = person.draft.model_dump()
    said |= {key: value for key in ("name", "email", "role") if (value := getattr(asked, key))}
    if asked.group:
        said["groups"] = frozenset(asked.group)
    elif said["role"] != Role.EDITOR:
        said["groups"] = frozenset()
    if asked.active or asked.inactive:
        said["active"] = asked.active
    draft = PersonDraft(**said)
    with plainly():
        change_person(
            engine(),
            person.code,
            draft,
            base_version=person.version,
            actor=LOCAL,
            unbind=asked.new_account,
        )
        if asked.sign_out:
            end_sign_ins(engine(), person.code, actor=LOCAL)
    print(t("{name} is changed.", name=draft.name))
    return 0


def removed(asked: Namespace, t: Translate) -> int:
    """Erase a person."""
    from ifla_metrics.store.people import remove_person

    person = _person(asked.person)
    with plainly():
        remove_person(engine(), person.code, base_version=person.version, actor=LOCAL)
    print(
        t("{name} is removed; the history keeps {code}.", name=person.draft.name, code=person.code)
    )
    return 0


def linked(asked: Namespace, t: Translate) -> int:
    """Issue a link, write it to the terminal once, and keep only its hash."""
    from ifla_metrics.store.sessions import issue_link

    if not 1 <= asked.days <= LONGEST:
        raise InvalidRecord(n_("A link is good for 1 to {most} days."), most=LONGEST)
    person = _person(asked.person)
    with plainly():
        link = issue_link(engine(), person.code, actor=LOCAL, life=timedelta(days=asked.days))
    print(f"{public_address()}/sign-in/link/{link.secret}")
    print(
        t(
            "For {name} alone, once, until {day}. It is not shown again.",
            name=person.draft.name,
            day=t.date(link.expires_at.date()),
        )
    )
    return 0


def _person(said: str) -> Person:
    """Return the person with this code or e-mail address.

    Raises:
        UnknownCode: There is none; carries the nearest one.
    """
    from ifla_metrics.models.drafts import normalised
    from ifla_metrics.store.people import people as kept

    with opened() as connection:
        everybody = kept(connection)
    wanted = normalised(said)
    for person in everybody:
        if wanted in (person.code, person.draft.email):
            return person
    raise UnknownCode("person", said, [name for p in everybody for name in (p.draft.email, p.code)])
