"""Commands that list, add, change and remove people, and issue personal links."""

from datetime import timedelta
from typing import Annotated, Any

import typer

from ifla_metrics.access import LOCAL, Role
from ifla_metrics.cli.commands import Commands, Context
from ifla_metrics.cli.options import argument, choice, flag, option
from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.models.drafts import PersonDraft, normalise_email
from ifla_metrics.settings import public_address
from ifla_metrics.store.accounts import people
from ifla_metrics.store.accounts.sessions import LINK_LIFE, issue_link

app = Commands("people", "Manage the people who sign in.")

ROLES = tuple(role.value for role in Role if role not in {Role.ANONYMOUS, Role.PUBLIC})

PersonName = Annotated[str, argument("PERSON", "an e-mail address, or a code from 'people list'")]
Email = Annotated[str, option("ADDRESS", "for signing in with an account")]
RoleName = Annotated[str, choice("what the person may do", ROLES)]
Groups = Annotated[list[str] | None, option("CODE", "a group of an editor; can be repeated")]


@app.command("list", example="people list --json", columns="")
def list_people(context: Context) -> list[dict[str, Any]]:
    """List people with their roles and groups."""
    return [
        {
            "code": person.code,
            "role": str(person.draft.role),
            "groups": sorted(person.draft.groups),
            "name": person.draft.name,
            "email": person.draft.email,
            "state": "active" if person.draft.active else "not active",
        }
        for person in people.people(context.connection)
    ]


@app.command(
    example='people add "Thandi Mokoena" --email thandi@example.org --role editor --group ALP'
)
def add(
    context: Context,
    name: Annotated[str, argument("NAME", "the person's name")],
    email: Email = "",
    role: RoleName = Role.VIEWER.value,
    group: Groups = None,
) -> str:
    """Add a person. The first one should belong to the secretariat."""
    draft = PersonDraft(name=name, email=email, role=Role(role), groups=frozenset(group or ()))
    code, _ = people.add_person(context.engine, draft, actor=LOCAL)
    return context.t("{name} is added as {code}.", name=draft.name, code=code)


@app.command(example="people change thandi@example.org --role viewer")
def change(
    context: Context,
    *,
    person: PersonName,
    name: Annotated[str, option("NAME", "the person's name")] = "",
    email: Email = "",
    role: RoleName = "",
    group: Groups = None,
    active: Annotated[bool | None, flag("--active/--inactive", "let the person sign in")] = None,
    new_account: Annotated[bool, flag("--new-account", "let another account sign in")] = False,
    sign_out: Annotated[bool, flag("--sign-out", "end all sign-ins and links")] = False,
) -> str:
    """Change a person. Everything not named stays as it is."""
    stored = _find(context, person)
    old = stored.draft
    new_role = Role(role or old.role)
    draft = PersonDraft(
        name=name or old.name,
        email=email or old.email,
        role=new_role,
        groups=frozenset(group or (old.groups if new_role is Role.EDITOR else ())),
        active=old.active if active is None else active,
    )
    code, version, engine = stored.code, stored.version, context.engine
    people.change_person(engine, code, draft, base_version=version, actor=LOCAL, unbind=new_account)
    if sign_out:
        people.end_sign_ins(engine, code, actor=LOCAL)
    return context.t("{name} is changed.", name=draft.name)


@app.command(example="people remove thandi@example.org")
def remove(context: Context, person: PersonName) -> str:
    """Erase a person. The history keeps only a code."""
    stored = _find(context, person)
    people.remove_person(context.engine, stored.code, base_version=stored.version, actor=LOCAL)
    return context.t(
        "{name} is removed; the history keeps {code}.", name=stored.draft.name, code=stored.code
    )


@app.command(example="people link thandi@example.org --days 3")
def link(
    context: Context,
    person: PersonName,
    days: Annotated[
        int, typer.Option(min=1, max=30, metavar="NUMBER", help="days until it expires")
    ] = LINK_LIFE.days,
) -> str:
    """Issue a personal link that signs in once. Only its hash is stored."""
    stored = _find(context, person)
    issued = issue_link(context.engine, stored.code, actor=LOCAL, life=timedelta(days=days))
    print(f"{public_address()}/sign-in/link/{issued.secret}")
    return context.t(
        "For {name} only. It works once, until {day}, and is not shown again.",
        name=stored.draft.name,
        day=context.t.date(issued.expires_at.date()),
    )


def _find(context: Context, person: str) -> people.Person:
    """Return the person with a code or e-mail address; raises UnknownCode."""
    everybody = people.people(context.connection)
    people_by_name = {name: p for p in everybody for name in (p.draft.email, p.code) if name}
    name = normalise_email(person)
    if name not in people_by_name:
        raise UnknownCode(n_("person"), person, people_by_name)
    return people_by_name[name]
