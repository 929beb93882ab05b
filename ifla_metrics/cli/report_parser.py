"""The words of `report`: which template, as what file, with which choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifla_metrics.cli.choices_parser import add_choices

if TYPE_CHECKING:
    from ifla_metrics.cli.parser import Parser
    from ifla_metrics.i18n import Translate

BOOKS = ("pdf", "docx", "pptx", "html")
TEMPLATES = ("board-paper", "annual-report")
BY = ("initiative", "direction")


def add_template(parser: Parser, t: Translate) -> None:
    """Add which report is made, and what its parts are."""
    parser.add_argument(
        "--template",
        default=TEMPLATES[0],
        metavar=t("NAME"),
        help=t(
            "one of {choices}, one that is kept for everybody, or a file that ends in .toml",
            choices=", ".join(TEMPLATES),
        ),
    )
    parser.add_argument(
        "--by",
        choices=BY,
        metavar="BY",
        help=t("what the parts are: one of {choices}", choices=", ".join(BY)),
    )


def add_report(parser: Parser, t: Translate) -> None:
    """Add the options of `report`."""
    add_template(parser, t)
    parser.add_argument(
        "--format",
        choices=BOOKS,
        metavar="FORMAT",
        help=t("one of {choices}; without it, as the file's name ends", choices=", ".join(BOOKS)),
    )
    parser.add_argument(
        "--out", required=True, metavar=t("FILE"), help=t("the file to write; '-' is the terminal")
    )
    add_choices(parser, t)
