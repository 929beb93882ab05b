"""Rows of a sheet of activities as drafts: columns were checked, a row is only put together.

The rules of `ActivityDraft` that look at one cell were asked column by column; those about several
cells are asked here. So a draft is built without asking again, which keeps large files quick; a
test holds both ways to the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import repeat
from typing import Any

from ifla_metrics.errors import n_
from ifla_metrics.exchange.days import Days
from ifla_metrics.exchange.faults import Fault, Reason, because
from ifla_metrics.exchange.known import Known
from ifla_metrics.exchange.merge import MAIN
from ifla_metrics.exchange.participation_rows import OTHER_SUM, TWO_ACTIVITIES, Lines, Simple
from ifla_metrics.exchange.row_reading import Columns, Findings, ReadRow, settled
from ifla_metrics.models.columns import Lifecycle, Precision, Provenance
from ifla_metrics.models.drafts import ActivityDraft, AlignmentDraft, equal_weights
from ifla_metrics.text import folded

NEEDED = because(n_("This is needed."))
ENDS_BEFORE = n_("Ends {ended}, before it starts {started}.")
TOO_MANY = n_("There are {count} here; {limit} are kept at most.")
NOT_SERVED = n_("The main direction {code} is not among the directions.")
TWO_MAIN = because(n_("Only one direction of a strategy can be the main one."))
_KEYS = (
    "id", "version", "title", "kind", "started_on", "ended_on", "countries", "groups",
    "framework", "outcomes", "directions", "primary_direction", "participants", "women", "men",
    "other", "associations", "level", "arena", "mode", "lifecycle", "language", "description",
    "evidence", "date_as_stated", "date_precision", "planned_started_on", "planned_ended_on",
    "source", "note", "provenance", "withdraw",
)  # fmt: skip
_EMPTY: dict[str, Any] = {
    **dict.fromkeys(_KEYS, ""),
    **dict.fromkeys(("countries", "groups", "outcomes", "directions", "associations"), ()),
    **dict.fromkeys(("primary_direction", "evidence"), ()),
    **dict.fromkeys(("version", "started_on", "ended_on", "planned_started_on"), None),
    **dict.fromkeys(("planned_ended_on", "participants", "women", "men", "other"), None),
}
_MOST = {"groups": 10, "countries": 250, "associations": 250}
_FIELDS = frozenset(ActivityDraft.model_fields)
_DAYS = frozenset({"started_on", "ended_on", "date_precision", "date_as_stated"})
_COUNTS = ("participants", "women", "men", "other")
_LIFECYCLES = {"": Lifecycle.COMPLETED, **{w.value: w for w in Lifecycle}}
_PRECISIONS = {w.value: w for w in Precision}
_VAGUER = {p: i for i, p in enumerate(Precision)}
_PROVENANCES = {"": Provenance.REPORTED, **{w.value: w for w in Provenance}}


@dataclass
class Builder:
    """Puts rows together; equal parts of rows are made once."""

    known: Known
    group: str
    lines: Mapping[str, Lines]
    """Lines of participation by what their activity is called."""
    has_lines: bool
    """Whether the file has a sheet of participation."""
    twice: frozenset[str] = frozenset()
    """Titles (folded) that several activities of the file have."""
    used: set[int] = field(default_factory=set)
    """The ids of those of `lines` that an activity was found for."""
    simple: Simple = field(default_factory=Simple)
    counted: dict[Any, Any] = field(default_factory=dict)
    """Lines of equal numbers; like `marked` and `proposed` by the identity of what was read, which
    the columns hold for as long as rows are put together."""
    marked: dict[Any, Any] = field(default_factory=dict)
    proposed: dict[Any, Any] = field(default_factory=dict)


def read_activities(
    columns: Columns, builder: Builder, answers: Mapping[str, str]
) -> list[ReadRow]:
    """Return the rows of a sheet of activities, in their order."""
    table = columns.table
    name = table.sheet.name
    said = said_by(columns.values, has_lines=builder.has_lines)
    proposes = "directions" not in columns.values
    ordered: list[Iterable[Any]] = [columns.values.get(key, repeat(_EMPTY[key])) for key in _KEYS]
    bare = said - {"participation"}
    rows = []
    for i, (number, cells) in enumerate(
        zip(table.numbers, zip(*ordered, strict=False), strict=False)
    ):
        if i in columns.troubled or number in table.faults:
            rows.append(_troubled(columns, i, builder, answers, said))
            continue
        found = _put_together(cells, builder, proposes=proposes)
        if found.__class__ is not ActivityDraft:
            rows.append(_troubled(columns, i, builder, answers, said))
            continue
        silent = cells[12:16] == _NOBODY and not builder.has_lines
        rows.append(
            ReadRow(
                name, number, "activity", cells[0], cells[1], cells[31] == "yes", found,
                said=_with_days(bare if silent else said, found),
            )
        )  # fmt: skip
    return rows


_NOBODY = (None, None, None, None)


def said_by(keys: Iterable[str], *, has_lines: bool) -> frozenset[str]:
    """Return the fields of a draft that a sheet with these columns speaks of."""
    found = set(keys) & (_FIELDS | {MAIN})
    if "outcomes" in keys:
        found.add("contributions")
    if "directions" in keys:
        found.add("alignments")
    if has_lines or set(keys) & set(_COUNTS):
        found.add("participation")
    return frozenset(found)


def _with_days(said: frozenset[str], draft: ActivityDraft) -> frozenset[str]:
    """Return what a row speaks of: the cell of a day may say more than a day."""
    if draft.date_precision is not Precision.DAY:
        return said | _DAYS
    if "ended_on" not in said and draft.ended_on != draft.started_on:
        return said | {"ended_on"}
    return said


Faulty = list[tuple[str, Reason]]
"""Faults of a row that looks sound cell by cell: the column's key, and why."""


def _put_together(
    cells: Sequence[Any], builder: Builder, *, proposes: bool
) -> ActivityDraft | Faulty:
    """Return the draft of a row whose cells are sound, or what is wrong among them."""
    (
        uid, _, title, kind, start, end, countries, groups, _, outcomes, directions, primary,
        participants, women, men, other, associations, level, arena, mode, lifecycle, language,
        description, evidence, as_stated, precision, planned_start, planned_end, source, note,
        provenance, _,
    ) = cells  # fmt: skip
    if not title or start is None:
        return [(k, NEEDED) for k, v in (("title", title), ("started_on", start)) if not v]
    if not groups:
        if not builder.group:
            return [("groups", NEEDED)]
        groups = (builder.group,)
    days = _days(start, end, precision, as_stated)
    if days.__class__ is list:
        return days
    started_on, ended_on, known_to, stated = days
    alignments = _proposed(outcomes, builder) if proposes and outcomes else directions
    if primary:
        alignments = _with_primary(alignments, primary, builder)
        if alignments.__class__ is Reason:
            return [("primary_direction", alignments)]
    if len(groups) > 10 or len(countries) > 250 or len(associations) > 250:
        lists = {"groups": groups, "countries": countries, "associations": associations}
        return [
            (key, because(TOO_MANY, count=len(found), limit=_MOST[key]))
            for key, found in lists.items()
            if len(found) > _MOST[key]
        ]
    numbers = (id(participants), id(women), id(men), id(other))
    counted = builder.counted.get(numbers)
    if counted is None:
        counted = builder.simple.lines(participants, (women, men, other))
        builder.counted[numbers] = counted
    if counted.__class__ is Reason:
        return [("participants", counted)]
    if builder.has_lines:
        counted = _with_lines(uid, title, counted, builder)
        if counted.__class__ is Reason:
            return [("participants", counted)]
    values = {
        "title": title,
        "kind": kind or "meeting",
        "lifecycle": _LIFECYCLES[lifecycle],
        "started_on": started_on,
        "ended_on": ended_on,
        "date_precision": known_to,
        "date_as_stated": stated,
        "planned_started_on": planned_start.started_on if planned_start else None,
        "planned_ended_on": planned_end.ended_on if planned_end else None,
        "level": level,
        "arena": arena,
        "mode": mode,
        "language": language,
        "description": description,
        "groups": groups,
        "countries": countries,
        "associations": associations,
        "contributions": outcomes,
        "alignments": alignments,
        "participation": counted,
        "evidence": evidence,
        "provenance": _PROVENANCES[provenance],
        "source": source,
        "note": note,
    }
    return _built(values)


_FIELDS_SET = set(_FIELDS)


def _built(values: dict[str, Any]) -> ActivityDraft:
    """Return the draft of a whole set of sound values, as `model_construct` does, only sooner."""
    draft = ActivityDraft.__new__(ActivityDraft)
    object.__setattr__(draft, "__dict__", values)
    object.__setattr__(draft, "__pydantic_fields_set__", _FIELDS_SET)
    object.__setattr__(draft, "__pydantic_extra__", None)
    object.__setattr__(draft, "__pydantic_private__", None)
    return draft


def _days(
    start: Days, end: Days | None, precision: str, as_stated: str
) -> tuple[date, date, Precision, str] | Faulty:
    """Return first and last day, how exactly they are known, and how that was said."""
    started_on = start.started_on
    ended_on = start.ended_on if end is None else end.ended_on
    if ended_on < started_on:
        reason = because(ENDS_BEFORE, started=str(started_on), ended=str(ended_on))
        return [("ended_on" if end else "started_on", reason)]
    known_to, stated = start.precision, start.as_stated
    if end is not None and end.precision is not known_to:
        known_to = max(known_to, end.precision, key=_VAGUER.__getitem__)
        stated = " – ".join(dict.fromkeys(d.as_stated or str(d.started_on) for d in (start, end)))
    elif end is not None and end.as_stated != stated:
        stated = f"{stated} – {end.as_stated}"
    if precision:
        known_to = _PRECISIONS[precision]
    if as_stated or known_to is Precision.DAY or precision:
        stated = as_stated
    return started_on, ended_on, known_to, stated[:120]


def _with_primary(
    directions: tuple[AlignmentDraft, ...], primary: tuple[str, ...], builder: Builder
) -> tuple[AlignmentDraft, ...] | Reason:
    key = (id(directions), primary)
    if key not in builder.marked:
        builder.marked[key] = (directions, _marked(directions, primary))  # Kept: the id stays its.
    found: tuple[AlignmentDraft, ...] | Reason = builder.marked[key][1]
    return found


def _marked(
    directions: tuple[AlignmentDraft, ...], primary: tuple[str, ...]
) -> tuple[AlignmentDraft, ...] | Reason:
    main: set[int] = set()
    for code in primary:
        framework, mark, own = code.partition(":")
        places = [
            i
            for i, a in enumerate(directions)
            if a.direction == code or (mark and (a.framework, a.direction) == (framework, own))
        ]
        if not places:
            return because(NOT_SERVED, code=code)
        main.add(places[0])
    if len({directions[i].framework for i in main}) < len(main):
        return TWO_MAIN
    return tuple(
        a.model_copy(update={"is_primary": True}) if i in main else a
        for i, a in enumerate(directions)
    )


def _proposed(outcomes: tuple[Any, ...], builder: Builder) -> tuple[AlignmentDraft, ...]:
    """Return the directions that the outcomes serve, in equal parts, for a sheet without them."""
    key = id(outcomes)
    if key not in builder.proposed:
        served: dict[str, list[str]] = {}
        for claim in outcomes:
            framework = builder.known.frameworks[claim.framework]
            served.setdefault(claim.framework, []).extend(framework.directions_of(claim.outcome))
        builder.proposed[key] = (
            outcomes,
            tuple(
                AlignmentDraft(framework=framework, direction=code, weight=weight)
                for framework, codes in served.items()
                for code, weight in equal_weights(codes).items()
            ),
        )
    found: tuple[AlignmentDraft, ...] = builder.proposed[key][1]
    return found


def _lines_of(uid: str, title: str, builder: Builder) -> Lines | None:
    for name in (uid, title, folded(title)):
        if name and name in builder.lines:
            builder.used.add(id(builder.lines[name]))
            return builder.lines[name]
    return None


def _with_lines(uid: str, title: str, counted: Any, builder: Builder) -> Any:
    """Return the lines of the sheet of participation where it has some for this activity."""
    own = _lines_of(uid, title, builder)
    if own is None:
        return counted
    if uid not in builder.lines and folded(title) in builder.twice:
        return TWO_ACTIVITIES
    if own.findings.faults or own.findings.questions:
        return because(n_("The sheet of participation has rows of this activity to put right."))
    if counted:
        summed = sum(line.count or 0 for line in own.lines)
        total = sum(line.count or 0 for line in counted)
        if summed != total:
            return because(OTHER_SUM, sum=summed, total=total)
    return tuple(own.lines)


def _troubled(
    columns: Columns,
    i: int,
    builder: Builder,
    answers: Mapping[str, str],
    said: frozenset[str],
) -> ReadRow:
    """Return a row with everything that is wrong or doubtful about it, or what was answered."""
    table, number = columns.table, columns.table.numbers[i]
    findings = Findings(faults=list(table.faults.get(number, ())))
    values = {**_EMPTY, **settled(columns, i, answers, findings)}
    uncertain = {k for k in columns.troubled.get(i, ()) if values[k] == _EMPTY[k]}
    own = _lines_of(values["id"], values["title"], builder) if builder.has_lines else None
    if own is not None:
        findings.faults += own.findings.faults
        findings.questions += own.findings.questions
    standing = {"title": "…", "started_on": _SOME_DAY, "groups": ("…",)}
    probe = {**values, **{k: standing[k] for k in uncertain if k in standing}}
    if "directions" in uncertain:
        probe["primary_direction"] = ()
    found = _put_together(
        [probe[key] for key in _KEYS], builder, proposes="directions" not in columns.values
    )
    if isinstance(found, list):
        sound = not (own is not None and (own.findings.faults or own.findings.questions))
        for key, reason in found:
            if key not in uncertain and (sound or key != "participants"):
                typed = columns.table.cells.get(key, ("",) * (i + 1))[i]
                fault = Fault(table.place(number, key), "" if typed is None else str(typed), reason)
                findings.faults.append(fault)
    clear = not findings.faults and not findings.questions and isinstance(found, ActivityDraft)
    return ReadRow(
        table.sheet.name,
        number,
        "activity",
        values["id"],
        values["version"],
        values["withdraw"] == "yes",
        found if clear and isinstance(found, ActivityDraft) else None,
        tuple(findings.faults),
        tuple(findings.questions),
        said=said,
    )


_SOME_DAY = Days(date(1900, 1, 1), date(2100, 12, 31))
