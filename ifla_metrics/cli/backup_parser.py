"""The words of `backup`, `restore` and `copy`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ifla_metrics.cli.parser import Parser
    from ifla_metrics.i18n import Translate


def add_backup(command: Callable[..., Parser], t: Translate) -> None:
    """Add the commands."""
    backup = command(
        "backup",
        t("write everything to one file, while others work on"),
        "backup --out ifla-2026-11-24.ifla-backup.zip",
    )
    made = backup.add_mutually_exclusive_group(required=True)
    made.add_argument("--out", metavar=t("FILE"), help=t("the file to write; it must not exist"))
    made.add_argument(
        "--check", metavar=t("FILE"), help=t("check that this backup is as it was written")
    )
    restore = command(
        "restore",
        t("bring a backup back, whole or not at all"),
        "restore ifla-2026-11-24.ifla-backup.zip --over",
    )
    restore.add_argument("file", metavar=t("FILE"), help=t("a file that 'backup' wrote"))
    restore.add_argument(
        "--over", action="store_true", help=t("replace the log that is there, all of it")
    )
    copy = command(
        "copy",
        t("copy everything to another database, from SQLite to PostgreSQL or back"),
        "copy --to postgresql://ifla@db.example.org/ifla",
    )
    copy.add_argument(
        "--to",
        required=True,
        metavar="URL",
        help=t("an empty database, written like IFLA_DATABASE_URL"),
    )
