"""Two versions of an entry as the fields in which they differ."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from ifla_metrics.store.queries.since.between import Between, Row

WITHDRAWN, RETURNED = "withdrawn", "returned"
SUBJECTS = ("indicator", "node")
"""The columns that say what a record is about, the first that says something."""


class Told(NamedTuple):
    """What is compared."""

    kind: str
    """`activity` or a kind of record."""
    fields: tuple[str, ...]
    asked: Between


def differences(told: Told, old: Row, new: Row | None, last: Row) -> Iterator[Row]:
    """Yield a row for each field that says otherwise; one alone, where nothing counts any more.

    Args:
        told: What is compared.
        old: The version that counted then.
        new: The one that counts now; None when none does.
        last: The version whose reason is told: the one that counts now, or how it ended.
    """
    kind, fields, asked = told
    shown = new or old
    about = {
        "kind": kind,
        "uid": old["uid"],
        "version": last["version"],
        "title": next((shown[n] for n in ("title", "cohort") if shown.get(n)), ""),
        "subject": next((shown[n] for n in SUBJECTS if shown.get(n)), ""),
        "as_of": shown.get("as_of") or shown.get("started_on"),
        "group": shown.get("group_code") or str(shown.get("groups", "")).partition("|")[0],
        "reason": last["reason"],
        "provenance": shown["provenance"],
        "known_on": _counts_since(last, asked).date(),
    }
    if new is None:
        gone = WITHDRAWN if last["withdrawn"] else RETURNED
        first = fields[0] if fields and kind != "activity" else ""
        yield {**about, "field": gone, "old": _text(old.get(first)), "new": ""}
        return
    for name in fields:
        before, now = _text(old[name]), _text(new[name])
        if before != now:
            yield {**about, "field": name, "old": before, "new": now}


def _counts_since(last: Row, asked: Between) -> Any:
    """Return the moment since which a version counts: its approval, where that does."""
    if asked.counts == "approved" and not last["withdrawn"] and last["approved_at"]:
        return last["approved_at"]
    return last["recorded_at"]


def _text(value: Any) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return value.isoformat() if isinstance(value, date) else str(value)
