"""The stored entry that says exactly what a new row says: it is not added twice."""

from __future__ import annotations

from collections.abc import Mapping

from ifla_metrics.exchange.merge.plan import Name, Said, Stored
from ifla_metrics.models.drafts import ActivityDraft


class Alike:
    """Finds the stored entry that says exactly what a new row says."""

    def __init__(self, stored: Mapping[Name, Stored]) -> None:
        self.found: dict[tuple[object, ...], list[tuple[str, Said]]] = {}
        for (kind, uid), there in stored.items():
            if not there.withdrawn:
                self.found.setdefault(_mark(kind, there.draft), []).append((uid, there.draft))

    def moved_from(self, kind: str, uid: str, before: Said, draft: Said) -> str | None:
        """Return another entry that says what a row says under `uid`; None for a plain change.

        So do rows that were sorted or copied without their ids.
        """
        mark = _mark(kind, draft)
        if mark == _mark(kind, before):
            return None
        return next((other for other, _ in self.found.get(mark, ()) if other != uid), None)

    def find(self, kind: str, draft: Said | None) -> str | None:
        if draft is None or not self.found:
            return None
        for uid, said in self.found.get(_mark(kind, draft), ()):
            if said == draft:
                return uid
        return None


def _mark(kind: str, draft: Said) -> tuple[object, ...]:
    if isinstance(draft, ActivityDraft):
        return kind, draft.title, draft.started_on, draft.ended_on
    return kind, *dict(draft).values()
