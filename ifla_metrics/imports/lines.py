"""Drafts as the cells of a sheet's row, so that reading them again gives the same drafts."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from enum import Enum

from ifla_metrics.imports.columns import OF_RECORD
from ifla_metrics.models.columns import Gender, Qualifier
from ifla_metrics.models.drafts import (
    ActivityDraft,
    AlignmentDraft,
    ParticipationDraft,
    RecordDraft,
)

Written = str | int | float | date | None
Line = dict[str, Written]
"""The cells of a row by the key of their column; what is empty is left out."""

LIST_MARK = "; "
_SIMPLE = {Gender.WOMAN: "women", Gender.MAN: "men", Gender.OTHER: "other"}
_ORDER = (Gender.WOMAN, Gender.MAN, Gender.OTHER, Gender.NOT_STATED)


def activity_line(
    uid: str, version: int | None, draft: ActivityDraft, *, withdrawn: bool = False
) -> Line:
    """Return the cells of an activity; its participation where plain numbers say all of it.

    Otherwise `participation_lines` has it and the cells of numbers are empty.
    """
    framework = framework_of(draft)
    scalars: Line = {
        name: _cell(getattr(draft, name))
        for name in OF_RECORD["activity"].by_key
        if name in ActivityDraft.model_fields and not isinstance(getattr(draft, name), tuple)
    }
    lists: Line = {
        "groups": LIST_MARK.join(draft.groups),
        "countries": LIST_MARK.join(draft.countries),
        "associations": LIST_MARK.join(draft.associations),
        "partners": "\n".join(f"{p.name} ({p.kind})" for p in draft.partners),
        "evidence": "\n".join(draft.evidence),
        "framework": framework,
        "outcomes": LIST_MARK.join(
            _of(framework, c.framework, c.outcome) for c in draft.contributions
        ),
        "directions": LIST_MARK.join(
            f"{_of(framework, a.framework, a.direction)} {weight(a)}" for a in draft.alignments
        ),
        "primary_direction": LIST_MARK.join(
            _of(framework, a.framework, a.direction) for a in draft.alignments if a.is_primary
        ),
    }
    own: Line = {"id": uid, "version": version, "withdraw": "yes" if withdrawn else ""}
    cells = {**own, **scalars, **lists, **(simple_counts(draft) or {})}
    return {key: value for key, value in cells.items() if value not in ("", None)}


def participation_lines(uid: str, draft: ActivityDraft) -> list[Line]:
    """Return a row for each line of a participation that plain numbers cannot say."""
    if simple_counts(draft) is not None:
        return []
    return [_participation_line(uid, line) for line in draft.participation]


def record_line(
    kind: str, uid: str, version: int | None, draft: RecordDraft, *, withdrawn: bool = False
) -> Line:
    """Return the cells of a record of `kind`."""
    cells: Line = {"id": uid, "version": version, "withdraw": "yes" if withdrawn else ""}
    for name in type(draft).model_fields:
        cells[name] = _cell(getattr(draft, name))
    return {key: value for key, value in cells.items() if value not in ("", None)}


def framework_of(draft: ActivityDraft) -> str:
    """Return the framework that most of an activity's claims are to; codes of others are marked."""
    claims = Counter(
        [*(a.framework for a in draft.alignments), *(c.framework for c in draft.contributions)]
    )
    return claims.most_common(1)[0][0] if claims else ""


def weight(alignment: AlignmentDraft) -> str:
    """Return a weight in percent, exact enough to be the same number of 1200ths again."""
    return f"{alignment.weight / 12:.4f}".rstrip("0").rstrip(".")


def simple_counts(draft: ActivityDraft) -> Line | None:
    """Return participation as numbers in all, of women, men and others; None where that loses."""
    lines = draft.participation
    if not lines:
        return {}
    plain = [ParticipationDraft(gender=p.gender, count=p.count) for p in lines]
    genders = [p.gender for p in lines]
    in_order = genders == [g for g in _ORDER if g in genders]
    if list(lines) != plain or not in_order or any(p.count is None for p in lines):
        return None
    unstated = next((p.count for p in lines if p.gender is Gender.NOT_STATED), None)
    if unstated == 0:
        return None
    cells: Line = {_SIMPLE[p.gender]: p.count for p in lines if p.gender in _SIMPLE}
    return {"participants": sum(p.count or 0 for p in lines), **cells}


def _participation_line(uid: str, line: ParticipationDraft) -> Line:
    cells: Line = {"activity": uid, "count": line.count, "qualifier": line.qualifier.value}
    cells |= {
        name: _cell(getattr(line, name))
        for name in ("country", "association", "gender", "role", "mode", "reach", "note")
    }
    cells["dimensions"] = dimensions_text(line.dimensions)
    if line.count is None and line.qualifier is Qualifier.UNKNOWN:
        cells["count"] = None
    return {key: value for key, value in cells.items() if value not in ("", None)}


def dimensions_text(dimensions: dict[str, str]) -> str:
    """Return further dimensions as `name=value; name=value`, or as JSON where that is unclear."""
    if any(set(text) & set('=;|{}\n"') or not text for pair in dimensions.items() for text in pair):
        return json.dumps(dimensions, ensure_ascii=False, sort_keys=True)
    return LIST_MARK.join(f"{name}={value}" for name, value in dimensions.items())


def _of(framework: str, own: str, code: str) -> str:
    return code if own == framework else f"{own}:{code}"


def _cell(value: object) -> Written:
    if isinstance(value, Enum):
        return str(value.value)
    if value is None or isinstance(value, (str, int, float, date)):
        return value
    raise TypeError(type(value).__name__)
