"""`verify` and `rebuild`: the summaries that pages read, held against the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifla_metrics.access import LOCAL
from ifla_metrics.cli.database import engine, opened, plainly

if TYPE_CHECKING:
    from argparse import Namespace

    from ifla_metrics.i18n import Translate

SHOWN = 20
"""Differences that are written out; the rest is counted."""


def verify(_asked: Namespace, t: Translate) -> int:
    """Recompute all summaries and say how many differ; 1 when any does."""
    from ifla_metrics.store import summaries

    with opened() as connection:
        found = summaries.verify(connection)
    print(t.plural("{n} difference", "{n} differences", len(found)))
    for cell in found[:SHOWN]:
        place = " ".join(map(str, (cell.table, cell.framework, cell.known or "-", *cell.key)))
        print(
            t(
                "  {place}: stored {stored}, computed {computed}",
                place=place,
                stored=_amounts(cell.stored),
                computed=_amounts(cell.computed),
            )
        )
    if len(found) > SHOWN:
        print(t("  and {n} more", n=t.number(len(found) - SHOWN)))
    return 1 if found else 0


def rebuild(_asked: Namespace, t: Translate) -> int:
    """Compute all summaries anew, live and frozen."""
    with opened():
        pass  # Ready, or the reason why not.
    with plainly():
        from ifla_metrics.store import summaries

        summaries.rebuild(engine(), actor=LOCAL)
    print(t("The summaries are computed anew."))
    return 0


def _amounts(amounts: tuple[int, ...] | None) -> str:
    return "-" if amounts is None else "/".join(map(str, amounts))
