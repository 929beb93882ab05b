"""`review lock`, `unlock`, `open` and `locks`: which reporting periods nobody may change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifla_metrics.access import LOCAL
from ifla_metrics.cli.database import engine, opened, ready_to_write

if TYPE_CHECKING:
    from argparse import Namespace

    from ifla_metrics.i18n import Translate


def locked(asked: Namespace, t: Translate) -> int:
    """Lock a reporting period."""
    from ifla_metrics.store.periods import lock_period

    with ready_to_write():
        lock_period(engine(), asked.framework, asked.period, reason=asked.reason, actor=LOCAL)
    print(t("{period} is locked.", period=asked.period))
    return 0


def unlocked(asked: Namespace, t: Translate) -> int:
    """Unlock a reporting period for everybody."""
    from ifla_metrics.store.periods import unlock_period

    with ready_to_write():
        unlock_period(engine(), asked.framework, asked.period, reason=asked.reason, actor=LOCAL)
    print(t("{period} is no longer locked.", period=asked.period))
    return 0


def open_for(asked: Namespace, t: Translate) -> int:
    """Open a locked period for one group."""
    from ifla_metrics.store.periods import open_period

    with ready_to_write():
        open_period(
            engine(),
            asked.framework,
            asked.period,
            group=asked.group,
            until=asked.until,
            reason=asked.reason,
            actor=LOCAL,
        )
    print(t("{period} is open for {group}.", period=asked.period, group=asked.group))
    return 0


def all_locks(_asked: Namespace, _t: Translate) -> int:
    """Write one line a locked period, and one below it for each group that it is open to."""
    from ifla_metrics.store.periods import locks

    with opened() as connection:
        for lock in locks(connection):
            print("\t".join([lock.framework, lock.period, lock.reason]))
            for opening in lock.openings:
                told = [opening.group, opening.until.isoformat(), opening.reason]
                print("\t".join(["", *told]))
    return 0
