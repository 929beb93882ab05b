"""`verify` and `rebuild`: the summaries that pages read, held against the log, and the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifla_metrics.access import LOCAL
from ifla_metrics.cli.database import engine, opened, plainly

if TYPE_CHECKING:
    from argparse import Namespace

    from ifla_metrics.i18n import Translate
    from ifla_metrics.store.audit import Chain

SHOWN = 20
"""Differences that are written out; the rest is counted."""


def verify(_asked: Namespace, t: Translate) -> int:
    """Recompute all summaries and the hashes of the audit; 1 when anything differs."""
    from ifla_metrics.store import summary_cells
    from ifla_metrics.store.audit import check_chain

    with opened() as connection:
        found = summary_cells.verify(connection)
        chain = check_chain(connection)
    print(t.plural("{n} difference", "{n} differences", len(found)))
    for cell in found[:SHOWN]:
        place = " ".join(map(str, (cell.framework, cell.known or "-", *cell.key)))
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
    print(_of_audit(chain, t))
    return 1 if found or chain.broken or chain.missing else 0


def _of_audit(chain: Chain, t: Translate) -> str:
    """Say whether the audit is as it was written, else where it is not."""
    if chain.broken:
        entry = chain.broken
        return t(
            "Audit: entry {n} was altered, or an entry before it was added, moved or removed: "
            "{at} {actor} {action} {subject}",
            n=entry.id,
            at=entry.at.isoformat(timespec="seconds"),
            actor=entry.actor,
            action=entry.action,
            subject=entry.subject,
        )
    if chain.missing:
        return t.plural(
            "Audit: the last {n} entry is missing",
            "Audit: the last {n} entries are missing",
            chain.missing,
        )
    return t(
        "Audit: {n} entries, unaltered; last hash {hash}",
        n=t.number(chain.entries),
        hash=chain.hash or "-",
    )


def rebuild(_asked: Namespace, t: Translate) -> int:
    """Compute all summaries anew, live and frozen."""
    with opened():
        pass  # Ready, or the reason why not.
    with plainly():
        from ifla_metrics.store import summary_cells

        summary_cells.rebuild(engine(), actor=LOCAL)
    print(t("The summaries are computed anew."))
    return 0


def _amounts(amounts: tuple[int, ...] | None) -> str:
    return "-" if amounts is None else "/".join(map(str, amounts))
