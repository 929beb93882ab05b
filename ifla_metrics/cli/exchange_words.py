"""The words of the commands about files: `export` and `import`."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from ifla_metrics.i18n import LANGUAGES, Translate

SHEETS = (
    "activities",
    "participation",
    "observations",
    "milestones",
    "cohort_counts",
    "resource_stages",
    "association_outcomes",
    "stories",
    "remarks",
)
"""Named again here, so that help does not import what reads files; a test compares."""


def add_exchange(command: Callable[..., argparse.ArgumentParser], t: Translate) -> None:
    """Add the commands to a parser, by the function that adds one."""
    export = command(
        "export",
        t("write a group's entries, or all, to a workbook that can be imported"),
        "export --group ALP --out ALP.xlsx",
    )
    whose = export.add_mutually_exclusive_group(required=True)
    whose.add_argument("--group", metavar=t("CODE"), help=t("the working group, such as ALP"))
    whose.add_argument("--all", action="store_true", help=t("the entries of all groups"))
    export.add_argument(
        "--out",
        required=True,
        metavar=t("FILE"),
        help=t("the file to write, .xlsx or .csv; '-' is the terminal"),
    )
    export.add_argument(
        "--sheet",
        choices=SHEETS,
        default=SHEETS[0],
        metavar=t("NAME"),
        help=t("of a CSV file: one of {choices}", choices=", ".join(SHEETS)),
    )
    _common(export, t)
    import_ = command(
        "import",
        t("say row by row what a file would change, and apply it, all or none"),
        "import ALP.xlsx --group ALP --dry-run --json",
    )
    import_.add_argument("file", metavar=t("FILE"), help=t("a workbook (.xlsx) or a CSV file"))
    import_.add_argument(
        "--group",
        metavar=t("CODE"),
        help=t("the working group whose file it is; without it, rows of all groups are taken"),
    )
    import_.add_argument("--dry-run", action="store_true", help=t("change nothing"))
    import_.add_argument("--json", action="store_true", help=t("say it as JSON, every row"))
    import_.add_argument(
        "--take-valid", action="store_true", help=t("apply the sound rows while others wait")
    )
    import_.add_argument(
        "--reason",
        default="",
        metavar=t("WORDS"),
        help=t("why entries change; needed when the file changes or withdraws any"),
    )
    import_.add_argument(
        "--max-rows", type=number, metavar=t("NUMBER"), help=t("refuse a sheet with more rows")
    )
    _common(import_, t)


def _common(parser: argparse.ArgumentParser, t: Translate) -> None:
    parser.add_argument(
        "--framework",
        metavar="ID",
        help=t("the strategy that is meant where a row does not say, such as 2010-2015"),
    )
    parser.add_argument(
        "--language",
        choices=LANGUAGES,
        metavar="LANGUAGE",
        help=t("one of {choices}", choices=", ".join(LANGUAGES)),
    )


def number(word: str) -> int:
    """Return a number above 0; raises ValueError."""
    found = int(word)
    if found < 1:
        raise ValueError(word)
    return found
