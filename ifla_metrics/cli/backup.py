"""`backup`, `restore` and `copy`: the whole database in one file, back again, or elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ifla_metrics.access import LOCAL
from ifla_metrics.cli.database import engine, opened, place, plainly
from ifla_metrics.settings import with_known_scheme

if TYPE_CHECKING:
    from argparse import Namespace

    from ifla_metrics.i18n import Translate


def backup(asked: Namespace, t: Translate) -> int:
    """Write a backup, or check that one is as it was written.

    Raises:
        DamagedBackup: The file that is checked is not as it was written.
    """
    if asked.check:
        from ifla_metrics.store.backups import check_backup

        found = check_backup(Path(asked.check))
        print(
            t(
                "{file} is whole: made {at} from {kind}, schema {schema}, {n} rows.",
                file=asked.check,
                at=found.made_at,
                kind=found.made_from,
                schema=found.schema,
                n=t.number(found.total),
            )
        )
        return 0
    with opened():
        pass  # Ready, or the reason why not.
    with plainly():
        from ifla_metrics.store.backups import write_backup

        found = write_backup(engine(), Path(asked.out))
    print(t("{file}: {n} rows.", file=asked.out, n=t.number(found.total)))
    return 0


def restore(asked: Namespace, t: Translate) -> int:
    """Put a backup where IFLA_DATABASE_URL points.

    Raises:
        DamagedBackup: The file is not as it was written; nothing was changed.
        NotEmpty: There is something already, and --over was not said.
    """
    with plainly():
        from ifla_metrics.store import backups

        found = backups.restore(engine(), Path(asked.file), actor=LOCAL, over=asked.over)
    print(
        t(
            "{place} stands as it was at {at}: {n} rows. Everybody signs in anew. Next: "
            "python -m ifla_metrics init",
            place=place(),
            at=found.made_at,
            n=t.number(found.total),
        )
    )
    return 0


def copy(asked: Namespace, t: Translate) -> int:
    """Copy everything to another database, which must be empty.

    Raises:
        NotEmpty: There is something already; nothing was changed.
    """
    with opened():
        pass  # Ready, or the reason why not.
    url = with_known_scheme(asked.to)
    with plainly(url):
        from ifla_metrics.store.copying import copy_database
        from ifla_metrics.store.database import engine_of

        copied = copy_database(engine(), engine_of(url))
    print(
        t(
            "{place}: {n} rows in {tables} tables, all equal to the original.",
            place=place(url),
            n=t.number(sum(copied.values())),
            tables=t.number(len(copied)),
        )
    )
    return 0
