"""The history of a log on its way from one database into another: versions to a sheet, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from ifla_metrics.exchange.workbook_history import History, Key, Told
from ifla_metrics.models.drafts import ActivityDraft, RecordDraft
from ifla_metrics.store.import_stored import ACTIVITIES, Past, history
from ifla_metrics.store.kinds import KINDS
from ifla_metrics.store.summary_cells import frozen

_DRAFTS: dict[str, type[ActivityDraft | RecordDraft]] = {
    ACTIVITIES: ActivityDraft,
    **{name: kind.draft for name, kind in KINDS.items()},
}


@dataclass(frozen=True)
class Pasts:
    """What a file says of the past: the versions of each entry, and which meetings were closed."""

    versions: Mapping[Key, tuple[Past, ...]] = field(default_factory=dict)
    frozen: Mapping[str, datetime] = field(default_factory=dict)
    broken: int = 0
    """Entries whose history cannot be read: they are recorded as of now."""


NO_PAST = Pasts()


def history_of(connection: Any) -> History:
    """Return everything that was ever recorded, for a sheet."""
    return History(
        [(name, _told(past)) for name, past in history(connection)],
        list(frozen(connection).items()),
    )


def _told(past: Past) -> Told:
    said = ""
    if past.draft is not None:  # Letters that a cell cannot hold are escaped.
        said = json.dumps(past.draft.model_dump(mode="json"), separators=(",", ":"))
    return Told(
        past.version,
        past.recorded_at,
        past.withdrawn,
        past.assumed,
        past.logged_on,
        past.reason,
        past.approved_at,
        past.returned_at,
        past.decided,
        past.comment,
        said,
    )


def pasts_of(told: History) -> Pasts:
    """Return what a sheet says of the past, for the store."""
    found: dict[Key, list[Past]] = {}
    broken: set[Key] = set()
    for order, (key, version) in enumerate(told.versions):
        past = _past(key[0], version, order)
        if past is None:
            broken.add(key)
        else:
            found.setdefault(key, []).append(past)
    whole = {key: tuple(p) for key, p in found.items() if key not in broken and is_whole(p)}
    return Pasts(whole, dict(told.frozen), len(found.keys() | broken) - len(whole) + told.unread)


def _past(kind: str, told: Told, order: int) -> Past | None:
    draft = None
    if told.said:
        try:
            draft = _DRAFTS[kind].model_validate_json(told.said)
        except (KeyError, ValidationError):
            return None
    return Past(
        told.version,
        told.recorded_at,
        draft,
        told.withdrawn,
        told.assumed,
        told.logged_on,
        told.reason,
        told.approved_at,
        told.returned_at,
        told.decided,
        told.comment,
        order,
    )


def is_whole(versions: Sequence[Past]) -> bool:
    """Say whether these are all versions of an entry, each with what it said, none out of time."""
    numbered = [p.version for p in versions] == list(range(1, len(versions) + 1))
    spoken = all(p.draft is not None for p in versions[:-1])
    last = versions[-1]
    in_time = all(a.recorded_at <= b.recorded_at for a, b in pairwise(versions))
    return (
        numbered
        and spoken
        and in_time
        and last.withdrawn == (last.draft is not None)
        and all(_is_sound(p) for p in versions)
    )


def _is_sound(past: Past) -> bool:
    decided_at = past.approved_at or past.returned_at
    return (
        not (past.approved_at and past.returned_at)
        and (decided_at is None or decided_at >= past.recorded_at)
        and (decided_at is not None or not past.decided)
        and (not past.returned_at or (past.decided and bool(past.comment)))
    )
