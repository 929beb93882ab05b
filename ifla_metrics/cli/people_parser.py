"""The words of `people`: who may read, report and run the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifla_metrics.access import Role

if TYPE_CHECKING:
    from ifla_metrics.cli.parser import Parser
    from ifla_metrics.i18n import Translate

ROLES = tuple(role.value for role in Role if role not in {Role.STRANGER, Role.PUBLIC})


def add_people(parser: Parser, t: Translate) -> None:
    """Add the commands about people."""
    command = parser.below()
    command("list", t("list who may do what"), "list")
    added = command(
        "add",
        t("add a person; the first one should be of the secretariat"),
        'add "Thandi Mokoena" --email thandi@example.org --role editor --group ALP',
    )
    added.add_argument("name", metavar=t("NAME"), help=t("the person's name"))
    changed = command(
        "change",
        t("change what is kept of a person, from this moment on"),
        "change thandi@example.org --role viewer",
    )
    removed = command(
        "remove",
        t("erase a person; the history keeps a code in place of the name"),
        "remove thandi@example.org",
    )
    link = command(
        "link", t("issue a personal link that signs in once"), "link thandi@example.org --days 3"
    )
    for made in (changed, removed, link):
        made.add_argument(
            "person", metavar=t("PERSON"), help=t("the e-mail address, or the code in the list")
        )
    changed.add_argument("--name", metavar=t("NAME"), help=t("the person's name"))
    for made in (added, changed):
        made.add_argument("--email", metavar=t("ADDRESS"), help=t("for signing in with an account"))
        made.add_argument(
            "--role",
            choices=ROLES,
            metavar="ROLE",
            help=t("one of {choices}", choices=", ".join(ROLES)),
        )
        made.add_argument(
            "--group",
            action="append",
            metavar="CODE",
            help=t("a working group of an editor; may be said several times"),
        )
    door = changed.add_mutually_exclusive_group()
    door.add_argument("--inactive", action="store_true", help=t("let the person in no longer"))
    door.add_argument("--active", action="store_true", help=t("let the person in again"))
    changed.add_argument(
        "--new-account",
        action="store_true",
        help=t("let the next account with the e-mail address sign in as this person"),
    )
    changed.add_argument(
        "--sign-out", action="store_true", help=t("end all sign-ins and links of the person")
    )
    link.add_argument(
        "--days",
        type=int,
        default=3,
        metavar=t("NUMBER"),
        help=t("how long the link can be used; 3 days when not said"),
    )
