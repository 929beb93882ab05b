"""The words of `review`: decide, lock, and see who owes a report."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ifla_metrics.choices import COUNTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from ifla_metrics.cli.parser import Parser
    from ifla_metrics.i18n import Translate

    Make = Callable[[str, str, str], Parser]
    """Makes the parser of a command from its name, what it does, and an example."""

PLAN = "2010-2015"
"""The strategy of the examples."""


def add_review(parser: Parser, t: Translate) -> None:
    """Add the commands of review."""
    command = parser.below()
    listed = command("list", t("list what waits for a decision, oldest first"), "list")
    approved = command("approve", t("approve versions, all or none"), "approve activity:3f2a:1")
    returned = command(
        "return",
        t("return versions with a comment, all or none"),
        'return activity:3f2a:1 --comment "Please add the countries."',
    )
    for made in (approved, returned):
        made.add_argument(
            "items",
            nargs="+",
            metavar=t("ENTRY"),
            help=t("KIND:ID:VERSION, as 'review list' writes it"),
        )
    approved.add_argument("--comment", default="", metavar=t("WORDS"), help=t("what is said to it"))
    returned.add_argument(
        "--comment", required=True, metavar=t("WORDS"), help=t("what the group should change")
    )
    _periods(command, t)
    due = command("due", t("list which reports are due, and which have come"), "due --group ALP")
    due.add_argument(
        "--on",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help=t("as known on this day; today when not said"),
    )
    remind = command(
        "remind", t("write a reminder to a group, ready to be sent"), "remind --group ALP"
    )
    remind.add_argument("--language", metavar="LANGUAGE", help=t("the language of the letter"))
    calendar = command(
        "calendar", t("write the due dates as a calendar file"), "calendar --out due.ics"
    )
    calendar.add_argument(
        "--out", required=True, metavar=t("FILE"), help=t("the file to write; '-' is the terminal")
    )
    for made in (listed, due, remind, calendar):
        made.add_argument(
            "--group",
            required=made is remind,
            default="",
            metavar="CODE",
            help=t("a working group; without it, all")
            if made is not remind
            else t("a working group"),
        )
    for made in (listed, due):
        made.add_argument("--json", action="store_true", help=t("as JSON"))
    for made in (due, remind, calendar):
        made.add_argument("--framework", metavar="ID", help=t("the strategy, such as 2010-2015"))
        made.add_argument("--period", metavar="CODE", help=t("the reporting period, such as 2012"))
    _settings(command, t)


def _periods(make: Make, t: Translate) -> None:
    lock = make(
        "lock",
        t("lock a reporting period: nothing more is written about its days"),
        f'lock 2011 --framework {PLAN} --reason "The report is printed"',
    )
    unlock = make(
        "unlock",
        t("unlock a reporting period for everybody"),
        f'unlock 2011 --framework {PLAN} --reason "A mistake was found"',
    )
    opened = make(
        "open",
        t("open a locked period for one group"),
        f'open 2011 --framework {PLAN} --group ALP --until 2012-03-01 --reason "A late list"',
    )
    for made in (lock, unlock, opened):
        made.add_argument("period", metavar=t("PERIOD"), help=t("the code of the period"))
        _plan(made, t)
        made.add_argument("--reason", required=True, metavar=t("WORDS"), help=t("why"))
    opened.add_argument("--group", required=True, metavar="CODE", help=t("a working group"))
    opened.add_argument(
        "--until",
        required=True,
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help=t("the last day that it is open"),
    )
    make("locks", t("list the locked periods and whom they are open to"), "locks")


def _settings(make: Make, t: Translate) -> None:
    settings = make(
        "settings",
        t("say or change what figures count, and when reports are due"),
        f"settings --framework {PLAN} --counts approved",
    )
    _plan(settings, t)
    settings.add_argument(
        "--counts",
        choices=COUNTS,
        metavar="WHAT",
        help=t("one of {choices}", choices=", ".join(COUNTS)),
    )
    settings.add_argument(
        "--due-days",
        type=int,
        metavar=t("NUMBER"),
        help=t("days after the end of a period by which a report on activities is due"),
    )
    settings.add_argument(
        "--asked-from",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help=t("ask for reports of periods that end on this day or later"),
    )


def _plan(parser: Parser, t: Translate) -> None:
    parser.add_argument("--framework", required=True, metavar="ID", help=t("the strategy"))
