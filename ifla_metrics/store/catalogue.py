"""Frameworks, counting rules and codes with their names: what each read and write rests on.

Kept in the process until reference data change. The stamp in the database, a random text, moves
with frameworks and reference data, also within a transaction: no state of a database is taken for
another.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy import Connection

from ifla_metrics.choices import COUNTED_ENTRIES
from ifla_metrics.csv_files import split_bars
from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.framework import Framework
from ifla_metrics.models import reference_tables as tables
from ifla_metrics.models.drafts import AnyDraft, CodeList, Draft, code_fields
from ifla_metrics.reading import CodeLabel, Codes, FrameworkSettings, active_codes
from ifla_metrics.store.database import reference_stamp

FRAMEWORK_JSON = TypeAdapter(Framework)

Ended = tuple[datetime, Framework]
"""The moment at which a version of a framework ended, and the version; the first one holds for all
days before."""


@dataclass(frozen=True)
class Rules:
    """The counting rules of one framework; equal rules give equal cells."""

    framework: str
    directions: tuple[str, ...]
    nodes: tuple[tuple[str, str], ...]
    """(outcome, the outcome itself or a node that it lies in), below the directions."""
    rows: tuple[tuple[str, str], ...]
    """(outcome, the row of the programme that it is counted in)."""
    quarters: tuple[tuple[str, date, date], ...]
    """Code, first and last day. No two overlap."""
    counting_roles: tuple[str, ...]
    """Roles whose attendances are participations."""
    counts: str = COUNTED_ENTRIES[0]
    """Which versions count: `sent` or `approved`."""


@dataclass(frozen=True)
class Catalogue:
    """The frameworks in force with their counting rules, and the codes there are."""

    frameworks: dict[str, Framework]
    """By id, oldest first."""
    rules: tuple[Rules, ...]
    lists: Mapping[str, Codes]
    """Those of a `Reading` but regions, as they stand now."""
    regions: Mapping[str, Codes]
    """The regions of each scheme."""
    settings: dict[str, FrameworkSettings]
    """What the organisation decided, for every framework in force."""
    past: Mapping[str, Sequence[Ended]]
    """The versions that others have followed, oldest first, with the periods and translations of
    today: they are choices of how to look at it, and can be made for any day."""
    roles: frozenset[str]
    """Whose attendances are participations."""

    @property
    def groups(self) -> Codes:
        """The working groups."""
        return self.lists["working_groups"]

    def codes(self, name: str, framework: str) -> Collection[str]:
        """Return the codes of a list, of a strategy where one is given that has its own."""
        if name == "frameworks":
            return self.frameworks
        own = self.framework(framework).lists if framework else {}
        return own.get(name) or self.lists.get(name, {})

    def require_group(self, code: str) -> None:
        """Raise UnknownCode when there is no such working group."""
        if code not in self.groups:
            raise UnknownCode(n_("working group"), code, self.groups)

    def framework(self, code: str) -> Framework:
        """Return the framework of an id; raises UnknownCode with the nearest one."""
        if code not in self.frameworks:
            raise UnknownCode(n_("strategy"), code, self.frameworks)
        return self.frameworks[code]

    def framework_at(self, code: str, until: datetime | None) -> Framework:
        """Return the version of a framework in force just before a moment; now, when it is None.

        Raises:
            UnknownCode: There is no such framework; carries the nearest one.
        """
        current = self.framework(code)
        versions = self.past.get(code, ()) if until is not None else ()
        return next((then for ended, then in versions if until and until <= ended), current)

    def lists_at(self, until: datetime | None) -> Mapping[str, Codes]:
        """Return the lists as they stood just before a moment: what was retired later is not yet.

        Of what is retired only the day is kept.
        """
        if until is None:
            return self.lists

        def then(named: CodeLabel) -> CodeLabel:
            later = named.retired_on and named.retired_on >= until.date()
            return named._replace(retired_on=None) if later else named

        return {
            name: {code: then(named) for code, named in codes.items()}
            for name, codes in self.lists.items()
        }

    def rules_at(self, until: datetime | None) -> tuple[Rules, ...]:
        """Return the counting rules of every framework as it stood just before a moment."""
        if until is None or not self.past:
            return self.rules
        return tuple(
            rules_of(self.framework_at(code, until), self.roles, self.settings[code].counts)
            for code in self.frameworks
        )


_latest: dict[str, Catalogue] = {}
"""The one that was read last, by its stamp: reading it takes longer than a write."""


def catalogue(connection: Connection) -> Catalogue:
    """Return what the database knows now."""
    stamp = reference_stamp(connection)
    found = _latest.get(stamp)
    if found is None:
        found = _read(connection)
        _latest.clear()
        _latest[stamp] = found
    return found


def _read(connection: Connection) -> Catalogue:
    lists, f = _read_lists(connection), tables.FRAMEWORK.c
    plans = map(FRAMEWORK_JSON.validate_json, connection.execute(sa.select(f.content)).scalars())
    found = {plan.id: plan for plan in sorted(plans, key=lambda plan: (plan.starts_on, plan.id))}
    now = active_codes(lists.get("role", {}))
    roles = frozenset(code for code, role in now.items() if role.counts)
    decided = connection.execute(sa.select(f.id, f.counts, f.due_days, f.asked_from))
    settings = {id_: FrameworkSettings(*values) for id_, *values in decided}
    return Catalogue(
        frameworks=found,
        rules=tuple(rules_of(one, roles, settings[one.id].counts) for one in found.values()),
        lists=lists,
        regions=_read_regions(connection),
        settings=settings,
        past=_past_frameworks(connection, found),
        roles=roles,
    )


def _read_lists(connection: Connection) -> Mapping[str, Codes]:
    def rows(table: sa.Table, *order: str) -> sa.CursorResult[Any]:
        return connection.execute(sa.select(table).order_by(*(table.c[name] for name in order)))

    lists: dict[str, dict[str, CodeLabel]] = {
        "countries": {
            row.alpha3: CodeLabel(row.name, row.alpha2, retired_on=row.retired_on)
            for row in rows(tables.COUNTRY, "name")
        },
        "working_groups": {
            row.code: CodeLabel(row.title, row.short_title, retired_on=row.retired_on)
            for row in rows(tables.GROUP, "sequence", "code")
        },
        "associations": {
            row.code: CodeLabel(
                row.name,
                others=split_bars(row.former_names),
                country=row.country or "",
                retired_on=row.retired_on,
            )
            for row in rows(tables.ASSOCIATION, "code")
        },
        "sources": {
            row.id: CodeLabel(row.title, address=row.address, retired_on=row.retired_on)
            for row in rows(tables.SOURCE, "id")
        },
    }
    for row in rows(tables.TERM, "list", "position"):
        term = CodeLabel(row.title, counts=row.counts == "yes", retired_on=row.retired_on)
        lists.setdefault(row.list, {})[row.code] = term
    return lists


def _read_regions(connection: Connection) -> Mapping[str, Codes]:
    c, found = tables.REGION_NAME.c, dict[str, dict[str, CodeLabel]]()
    statement = sa.select(c.scheme, c.region, c.title).order_by(c.position, c.region)
    for scheme, region, title in connection.execute(statement):
        found.setdefault(scheme, {})[region] = CodeLabel(title)
    return found


# Frameworks as they are stored: whole, as JSON


def _past_frameworks(
    connection: Connection, current: Mapping[str, Framework]
) -> Mapping[str, Sequence[Ended]]:
    """Return the versions that have ended, with the periods and translations of those in force.

    Words that are no longer in force keep their own translations.
    """
    found: dict[str, list[Ended]] = {}
    c = tables.FRAMEWORK_PAST.c
    rows = sa.select(c.framework, c.known_until, c.content).order_by(c.framework, c.known_until)
    for framework, ended, content in connection.execute(rows):
        then, now = FRAMEWORK_JSON.validate_json(content), current[framework]
        texts = tuple(dict.fromkeys((*then.texts, *now.texts)))  # Of two, the last one holds.
        then = replace(then, periods=now.periods, texts=texts)
        found.setdefault(framework, []).append((ended, then))
    return found


# Counting rules


def rules_of(
    framework: Framework, counting_roles: Collection[str], counts: str = COUNTED_ENTRIES[0]
) -> Rules:
    """Prepare a framework; a node that is a direction is nowhere counted as an outcome."""
    below = framework.lists["outcomes"]
    return Rules(
        framework=framework.id,
        directions=tuple(framework.lists["directions"]),
        nodes=tuple((code, scope) for code in below for scope in framework.scopes_of(code)),
        rows=tuple((code, framework.row_of(code)) for code in below),
        quarters=tuple(
            (p.code, p.starts_on, p.ends_on)
            for p in sorted(framework.periods, key=lambda p: p.starts_on)
            if p.kind == "quarter"
        ),
        counting_roles=tuple(sorted(counting_roles)),
        counts=counts,
    )


# Codes of drafts


def check_codes(
    draft: AnyDraft,
    known: Catalogue,
    *,
    kept: AnyDraft | None = None,
) -> None:
    """Raise UnknownCode for the first code that no list has.

    Codes of the version before (`kept`) are accepted, also when they were retired since.
    """
    accepted = set(_codes_of(kept)) if kept else set()
    for of, framework, code in _codes_of(draft):
        if (of, framework, code) not in accepted:
            _require(of.noun, code, known.codes(of.codes, framework))
    if draft.provenance == "documented":
        for source in split_bars(draft.source):
            _require(n_("source"), source, known.lists["sources"])


def _codes_of(draft: Draft) -> Iterator[tuple[CodeList, str, str]]:
    """Yield each code of a draft and its lines, with its list and the strategy that they name.

    What may be empty and is, and codes of open lists are left out.
    """
    framework, marks = getattr(draft, "framework", ""), code_fields(type(draft))
    for name, field in type(draft).model_fields.items():
        value, of = getattr(draft, name), marks.get(name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Draft):
                yield from _codes_of(one)
            elif of and of.noun and (one or field.default != ""):
                yield of, framework, one


def _require(noun: str, code: str, codes: Collection[str]) -> None:
    if code not in codes:
        raise UnknownCode(noun, code, codes)
