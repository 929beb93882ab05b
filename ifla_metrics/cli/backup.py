"""`backup` and `restore`: the whole log in one file, and back again on either database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ifla_metrics.access import LOCAL
from ifla_metrics.cli.database import engine, opened, place, plainly

if TYPE_CHECKING:
    from argparse import Namespace

    from ifla_metrics.i18n import Translate


def backup(asked: Namespace, t: Translate) -> int:
    """Write a backup, or look whether one is as it was written.

    Raises:
        DamagedBackup: The file that is looked at is not as it was written.
    """
    if asked.check:
        from ifla_metrics.store.restoring import look_at

        told = look_at(Path(asked.check))
        print(
            t(
                "{file} is whole: made {at} from {kind}, schema {schema}, {n} rows.",
                file=asked.check,
                at=told.made_at,
                kind=told.made_from,
                schema=told.schema,
                n=t.number(told.rows),
            )
        )
        return 0
    with opened():
        pass  # Ready, or the reason why not.
    with plainly():
        from ifla_metrics.store.backups import write_backup

        told = write_backup(engine(), Path(asked.out))
    print(t("{file}: {n} rows.", file=asked.out, n=t.number(told.rows)))
    return 0


def restore(asked: Namespace, t: Translate) -> int:
    """Put a backup where IFLA_DATABASE_URL points.

    Raises:
        DamagedBackup: The file is not as it was written; nothing was changed.
        NotEmpty: There is something already, and --over was not said.
    """
    with plainly():
        from ifla_metrics.store import restoring

        told = restoring.restore(engine(), Path(asked.file), actor=LOCAL, over=asked.over)
    print(
        t(
            "{place} stands as it was at {at}: {n} rows. Everybody signs in anew. Next: "
            "python -m ifla_metrics init",
            place=place(),
            at=told.made_at,
            n=t.number(told.rows),
        )
    )
    return 0
