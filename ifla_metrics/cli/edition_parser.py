"""The words of `edition`: freeze a report, list what is frozen, see what has changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifla_metrics.cli.choices_parser import add_choices
from ifla_metrics.cli.report_parser import add_template

if TYPE_CHECKING:
    from ifla_metrics.cli.parser import Parser
    from ifla_metrics.i18n import Translate


def add_edition(parser: Parser, t: Translate) -> None:
    """Add the commands of editions."""
    command = parser.below()
    command("list", t("list the frozen editions, the newest first"), "list")
    freeze = command(
        "freeze",
        t("keep a report as it is: its figures, words and files"),
        'freeze "Annual report 2012" --template annual-report --known-on 2012-12',
    )
    freeze.add_argument("name", metavar=t("NAME"), help=t("the name of the edition"))
    add_template(freeze, t)
    freeze.add_argument("--note", default="", metavar=t("WORDS"), help=t("what is said beside it"))
    freeze.add_argument(
        "--corrects", default="", metavar="ID", help=t("the edition that it corrects")
    )
    add_choices(freeze, t)
    check = command(
        "check",
        t("say what has changed since: exit code 1 when anything has"),
        "check annual-report.pdf",
    )
    check.add_argument(
        "what",
        nargs="+",
        metavar=t("WHAT"),
        help=t("the id of an edition, ids of figures, or a file that was made here"),
    )
    check.add_argument("--json", action="store_true", help=t("as JSON"))
