"""The choices that every figure depends on, the same as on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifla_metrics.choices import COUNTING, NOW
from ifla_metrics.i18n import FIGURE_LANGUAGES, Translate

if TYPE_CHECKING:
    from ifla_metrics.cli.parser import Parser


def add_choices(parser: Parser, t: Translate) -> None:
    """Add the choices that every figure depends on, the same as on screen."""
    group = parser.add_argument_group(t("choices"))
    group.add_argument("--framework", metavar="ID", help=t("the strategy, such as 2010-2015"))
    group.add_argument("--period", metavar="CODE", help=t("the reporting period, such as 2012"))
    group.add_argument(
        "--known-on",
        metavar="MOMENT",
        default=NOW,
        help=t("a Governing Board meeting (2012-12), a day (2012-06-30) or '{now}'", now=NOW),
    )
    group.add_argument(
        "--since",
        metavar="MOMENT",
        default="",
        help=t("what to compare with: an earlier meeting or day; else the meeting before"),
    )
    group.add_argument(
        "--direction", metavar="CODE", default="", help=t("one direction, such as SD1")
    )
    group.add_argument(
        "--region", metavar="CODE", default="", help=t("activities in one region, such as africa")
    )
    group.add_argument(
        "--group", metavar="CODE", default="", help=t("one working group, such as ALP")
    )
    group.add_argument(
        "--reviewed-only", action="store_true", help=t("only what the secretariat has approved")
    )
    group.add_argument(
        "--counting",
        choices=COUNTING,
        metavar="RULE",
        help=t("one of {choices}; without it, the strategy's own", choices=", ".join(COUNTING)),
    )
    group.add_argument(
        "--language",
        choices=FIGURE_LANGUAGES,
        metavar="LANGUAGE",
        help=t("one of {choices}", choices=", ".join(FIGURE_LANGUAGES)),
    )
    group.add_argument(
        "--documented-only",
        action="store_true",
        help=t("leave out what is invented, targets included"),
    )
