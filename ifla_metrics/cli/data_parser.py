"""The words of `data`: the figures of a strategy as tables, and its results as IATI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifla_metrics.cli.choices_parser import add_choices

if TYPE_CHECKING:
    from ifla_metrics.cli.parser import Parser
    from ifla_metrics.i18n import Translate

FORMATS = ("xlsx", "csv", "package", "iati")


def add_data(parser: Parser, t: Translate) -> None:
    """Add the options of `data`."""
    parser.add_argument(
        "--format",
        choices=FORMATS,
        required=True,
        metavar="FORMAT",
        help=t("one of {choices}; csv and package are zipped", choices=", ".join(FORMATS)),
    )
    parser.add_argument(
        "--out", required=True, metavar=t("FILE"), help=t("the file to write; '-' is the terminal")
    )
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument(
        "--public",
        action="store_true",
        default=None,
        help=t("hide small numbers of people; so it is for a package, unless --internal"),
    )
    shown.add_argument(
        "--internal",
        action="store_false",
        dest="public",
        help=t("hide nothing; so it is for xlsx and csv, unless --public"),
    )
    parser.add_argument(
        "--reporting-org",
        default="",
        metavar="REF",
        help=t(
            "for iati: the organisation's identifier, such as {example}", example="NL-KVK-12345678"
        ),
    )
    parser.add_argument(
        "--organisation",
        default="",
        metavar=t("NAME"),
        help=t("for iati: the organisation's name"),
    )
    add_choices(parser, t)
