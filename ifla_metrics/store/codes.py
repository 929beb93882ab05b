"""Check that the codes of a draft exist; the nearest existing one is named otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from ifla_metrics.csv_files import split_bars
from ifla_metrics.errors import UnknownCode
from ifla_metrics.models.columns import Provenance
from ifla_metrics.models.drafts import ActivityDraft, RecordDraft
from ifla_metrics.store.catalogue import Catalogue


def check_codes(
    draft: ActivityDraft | RecordDraft,
    known: Catalogue,
    *,
    kept: ActivityDraft | RecordDraft | None = None,
) -> None:
    """Raise UnknownCode for the first code that no list has.

    Codes of the version before (`kept`) are accepted, also when they were retired since.
    """
    if isinstance(draft, ActivityDraft):
        _check_activity(draft, known, kept if isinstance(kept, ActivityDraft) else None)
    else:
        _check_record(draft, known, kept)


def _check_activity(draft: ActivityDraft, known: Catalogue, kept: ActivityDraft | None) -> None:
    lines, lists = draft.participation, known.lists
    _each("working group", draft.groups, lists["working_groups"], required=True)
    _each("country", draft.countries, lists["countries"], required=True)
    _each("country", (p.country for p in lines), lists["countries"])
    _each("association", draft.associations, lists["associations"], required=True)
    _each("association", (p.association for p in lines), lists["associations"])
    _each("kind of activity", (draft.kind,), lists.get("activity_kind", {}))
    kinds = [partner.kind for partner in draft.partners]
    _each("kind of partner", kinds, lists.get("partner_kind", {}), required=True)
    _each("role", (p.role for p in lines), lists.get("role", {}))
    _check_sources(draft, known)
    before = set(kept.contributions) if kept else set()
    for claim in draft.contributions:
        if claim not in before:
            framework = known.framework(claim.framework)
            directions = {d.code for d in framework.directions}
            below = [n.code for n in framework.nodes if n.code not in directions]
            _each("outcome", (claim.outcome,), below)
    served = {(a.framework, a.direction) for a in kept.alignments} if kept else set()
    for alignment in draft.alignments:
        if (alignment.framework, alignment.direction) not in served:
            framework = known.framework(alignment.framework)
            _each("direction", (alignment.direction,), [d.code for d in framework.directions])


def _check_record(
    draft: RecordDraft, known: Catalogue, kept: ActivityDraft | RecordDraft | None
) -> None:
    framework = known.framework(draft.framework)
    nodes = [n.code for n in framework.nodes]
    indicators = [i.code for i in framework.indicators]
    lists: dict[str, tuple[str, Collection[str]]] = {
        "group": ("working group", known.groups),
        "node": ("node", nodes),
        "indicator": ("indicator", indicators),
        "subject": ("node or indicator", [*nodes, *indicators]),
        "period": ("period", [p.code for p in framework.periods]),
        "country": ("country", known.lists["countries"]),
        "association": ("association", known.lists["associations"]),
    }
    values: dict[str, Any] = dict(draft)
    before = dict(kept) if kept else {}
    if before.get("framework") != draft.framework:
        before = {}  # Another strategy has other codes.
    for field, (kind, codes) in lists.items():
        if field in values and values[field] != before.get(field):
            _each(kind, (values[field],), codes)
    _check_sources(draft, known)


def _check_sources(draft: ActivityDraft | RecordDraft, known: Catalogue) -> None:
    if draft.provenance is Provenance.DOCUMENTED:
        _each("source", split_bars(draft.source), known.lists["sources"])


def _each(
    kind: str, codes: Iterable[str], known: Collection[str], *, required: bool = False
) -> None:
    for code in codes:
        if (code or required) and code not in known:
            raise UnknownCode(kind, code, known)
