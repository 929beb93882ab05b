"""The catalogue: frameworks with their counting rules, meetings, and the lists of codes.

The last catalogue is cached. The database holds a random stamp that changes with every change of
frameworks or reference data, also within a transaction, so the cache is never out of date.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from typing import Any, get_origin

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

PastFramework = tuple[datetime, Framework]
"""A former version of a framework and when it ended. The oldest version applies to all earlier
days."""


@dataclass(frozen=True)
class Rules:
    """The counting rules of one framework; equal rules give equal cells."""

    framework: str
    directions: tuple[str, ...]
    nodes: tuple[tuple[str, str], ...]
    """Each outcome with itself and with every node above it, below the directions."""
    rows: tuple[tuple[str, str], ...]
    """Each outcome with the row of the programme that it counts in."""
    quarters: tuple[tuple[str, date, date], ...]
    """Code, first and last day of each quarter; quarters do not overlap."""
    counting_roles: tuple[str, ...]
    """Roles whose attendances are participations."""
    counts: str = COUNTED_ENTRIES[0]
    """Which versions count: `sent` or `approved`."""


@dataclass(frozen=True, eq=False)  # Caches use it as a key: hash by identity.
class Catalogue:
    """The current frameworks with their counting rules, meetings, and the lists of codes."""

    frameworks: dict[str, Framework]
    """Frameworks by id, oldest first."""
    rules: tuple[Rules, ...]
    lists: Mapping[str, Codes]
    """The current code lists by name, without regions."""
    regions: Mapping[str, Codes]
    """The regions of each scheme."""
    settings: dict[str, FrameworkSettings]
    """The organisation's settings for each framework."""
    past: Mapping[str, Sequence[PastFramework]]
    """Former versions by framework, oldest first. They have the current periods and translations,
    because these are ways to look at the log and apply to any day."""
    counting_roles: frozenset[str]
    """Roles whose attendances are participations."""
    meetings: Sequence[tables.MeetingRow]
    """The Governing Board meetings, oldest first."""

    @property
    def groups(self) -> Codes:
        """The working groups."""
        return self.lists["working_groups"]

    def codes(self, name: str, framework: str) -> Collection[str]:
        """Return the codes of a list: the framework's own list if it has one."""
        if name == "frameworks":
            return self.frameworks
        own = self.framework(framework).lists if framework else {}
        return own.get(name) or self.lists.get(name, {})

    def require_group(self, code: str) -> None:
        """Raise UnknownCode if there is no such working group."""
        if code not in self.groups:
            raise UnknownCode(n_("working group"), code, self.groups)

    def framework(self, code: str) -> Framework:
        """Return a framework; raises UnknownCode, suggesting the nearest one."""
        if code not in self.frameworks:
            raise UnknownCode(n_("strategy"), code, self.frameworks)
        return self.frameworks[code]

    def framework_at(self, code: str, until: datetime | None) -> Framework:
        """Return the version of a framework that applied just before `until` (None: now)."""
        current = self.framework(code)
        if until is None:
            return current
        return next((past for ended, past in self.past.get(code, ()) if until <= ended), current)

    def lists_at(self, until: datetime | None) -> Mapping[str, Codes]:
        """Return the code lists as they were just before `until`; codes retired later are active.

        Only the day of a retirement is stored, not the time.
        """
        if until is None:
            return self.lists

        def label_at(label: CodeLabel) -> CodeLabel:
            retired_later = label.retired_on and label.retired_on >= until.date()
            return label._replace(retired_on=None) if retired_later else label

        return {
            name: {code: label_at(label) for code, label in codes.items()}
            for name, codes in self.lists.items()
        }

    def rules_at(self, until: datetime | None) -> tuple[Rules, ...]:
        """Return the counting rules of every framework as it was just before `until`."""
        return tuple(
            rules_of(self.framework_at(rule.framework, until), self.counting_roles, rule.counts)
            for rule in self.rules
        )


_latest: dict[str, Catalogue] = {}
"""The last catalogue by its stamp; reading it takes longer than a write."""


def read_catalogue(connection: Connection) -> Catalogue:
    """Return the current catalogue, from the cache if the stamp is unchanged."""
    stamp = reference_stamp(connection)
    catalogue = _latest.get(stamp)
    if catalogue is None:
        catalogue = _read(connection)
        _latest.clear()
        _latest[stamp] = catalogue
    return catalogue


def _read(connection: Connection) -> Catalogue:
    lists, c = _read_lists(connection), tables.FRAMEWORK.c
    stored = map(FRAMEWORK_JSON.validate_json, connection.execute(sa.select(c.content)).scalars())
    frameworks = {f.id: f for f in sorted(stored, key=attrgetter("starts_on", "id"))}
    roles = active_codes(lists.get("role", {}))
    counting_roles = frozenset(code for code, role in roles.items() if role.counts)
    rows = connection.execute(sa.select(c.id, c.counts, c.due_days, c.asked_from))
    settings = {id_: FrameworkSettings(*values) for id_, *values in rows}
    return Catalogue(
        frameworks=frameworks,
        rules=tuple(
            rules_of(framework, counting_roles, settings[id_].counts)
            for id_, framework in frameworks.items()
        ),
        lists=lists,
        regions=_read_regions(connection),
        settings=settings,
        past=_past_frameworks(connection, frameworks),
        counting_roles=counting_roles,
        meetings=_read_meetings(connection),
    )


def _read_meetings(connection: Connection) -> Sequence[tables.MeetingRow]:
    c = tables.MEETING.c
    statement = sa.select(tables.MEETING).where(c.retired_on.is_(None)).order_by(c.held_on, c.code)
    return [tables.MeetingRow(**row) for row in connection.execute(statement).mappings()]


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
                former_names=split_bars(row.former_names),
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
    c, regions = tables.REGION_NAME.c, dict[str, dict[str, CodeLabel]]()
    statement = sa.select(c.scheme, c.region, c.title).order_by(c.position, c.region)
    for scheme, region, title in connection.execute(statement):
        regions.setdefault(scheme, {})[region] = CodeLabel(title)
    return regions


def _past_frameworks(
    connection: Connection, current: Mapping[str, Framework]
) -> Mapping[str, Sequence[PastFramework]]:
    """Return former versions with the current periods and translations.

    Texts that are no longer used keep their own translations.
    """
    versions: dict[str, list[PastFramework]] = {}
    c = tables.FRAMEWORK_PAST.c
    rows = sa.select(c.framework, c.known_until, c.content).order_by(c.framework, c.known_until)
    for framework, ended, content in connection.execute(rows):
        past, now = FRAMEWORK_JSON.validate_json(content), current[framework]
        texts = tuple(dict.fromkeys((*past.texts, *now.texts)))  # The last translation wins.
        past = replace(past, periods=now.periods, texts=texts)
        versions.setdefault(framework, []).append((ended, past))
    return versions


# Counting rules


def rules_of(
    framework: Framework, counting_roles: Collection[str], counts: str = COUNTED_ENTRIES[0]
) -> Rules:
    """Return the counting rules of a framework. Directions do not count as outcomes."""
    outcomes = framework.lists["outcomes"]
    return Rules(
        framework=framework.id,
        directions=tuple(framework.lists["directions"]),
        nodes=tuple((code, scope) for code in outcomes for scope in framework.scopes_of(code)),
        rows=tuple((code, framework.row_of(code)) for code in outcomes),
        quarters=tuple(
            (p.code, p.starts_on, p.ends_on)
            for p in sorted(framework.periods, key=lambda p: p.starts_on)
            if p.kind == "quarter"
        ),
        counting_roles=tuple(sorted(counting_roles)),
        counts=counts,
    )


# Codes of drafts


def check_codes(draft: AnyDraft, catalogue: Catalogue, *, previous: AnyDraft | None = None) -> None:
    """Raise UnknownCode for the first code that is not in its list.

    Codes of the `previous` version are accepted even if the framework no longer has them. Retired
    codes of other lists are always accepted.
    """
    accepted = set(_codes_of(previous)) if previous else set()
    for code_list, framework, code in _codes_of(draft):
        if (code_list, framework, code) not in accepted:
            codes = catalogue.codes(code_list.codes, framework)
            if code not in codes:
                raise UnknownCode(code_list.noun, code, codes)
    if draft.provenance == "documented":
        sources = catalogue.lists["sources"]
        for source in split_bars(draft.source):
            if source not in sources:
                raise UnknownCode(n_("source"), source, sources)


def _codes_of(draft: Draft) -> Iterator[tuple[CodeList, str, str]]:
    """Yield each code of a draft and of its lines, with its list and framework.

    Codes of open lists and empty optional codes are left out.
    """
    framework = getattr(draft, "framework", "")
    for name, code_list, is_optional in _fields_with_codes(type(draft)):
        value = getattr(draft, name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Draft):
                yield from _codes_of(item)
            elif code_list and code_list.noun and (item or not is_optional):
                yield code_list, framework, item


@cache
def _fields_with_codes(model: type[Draft]) -> list[tuple[str, CodeList | None, bool]]:
    """Return the fields that hold codes or lines: name, code list, and whether it may be empty."""
    marks = code_fields(model)
    return [
        (name, marks.get(name), field.default == "")
        for name, field in model.model_fields.items()
        if name in marks or get_origin(field.annotation) is tuple
    ]
