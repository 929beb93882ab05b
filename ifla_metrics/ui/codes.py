"""Codes with their names, as forms offer them and lists show them: groups, countries, terms."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ifla_metrics.framework import Framework, Indicator, Node
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.code_book import CodeBook
from ifla_metrics.imports.columns import ACTIVITY, FIXED, OF_RECORD, PARTICIPATION
from ifla_metrics.imports.differences import NameOf
from ifla_metrics.settings import database_url
from ifla_metrics.store.catalogue import CodeName
from ifla_metrics.text import folded
from ifla_metrics.ui import sources

LIST_OF = {
    column.key: column.codes
    for record in (PARTICIPATION, ACTIVITY)
    for column in OF_RECORD[record].columns
}
"""The list behind a field of an activity or of its lines."""
CODED = ("observation", "remark")
"""Records that have no title, and are called by the code of what they speak of."""


@dataclass(frozen=True, kw_only=True)
class FormCodeBook(CodeBook):
    """All codes with their names; strategies and groups in the reader's words.

    Codes that were retired are not offered any more: entries that have them keep them, by name.
    """

    t: Translate
    counting_roles: frozenset[str]

    @property
    def groups(self) -> dict[str, str]:
        """Short titles of the groups that can be chosen now."""
        return {code: self.group(code) for code in self.offered("working_groups")}

    def offered(self, codes: str) -> dict[str, CodeName]:
        """Return the codes of a list that can be chosen now."""
        listed = self.lists.get(codes, {})
        return {code: named for code, named in listed.items() if not named.retired}

    def group(self, code: str) -> str:
        """Return the short title of a group; an unknown code stays as it is."""
        listed = self.lists["working_groups"]
        return self.t(listed[code].short) if code in listed else code

    def country(self, code: str, t: Translate) -> str:
        """Return the name of a country in the reader's language; an unknown code stays as it is."""
        return self.title("countries", code, "", t) or code

    def term(self, field: str, code: str, t: Translate) -> str:
        """Return the word of a code of a field or a list."""
        names = self.lists.get(LIST_OF.get(field, field), {})
        return t(names[code].title) if code in names else code

    def name(self, field: str, code: str, t: Translate) -> str:
        """Return the name of a code, as `imports.differences` asks for it."""
        if field in ("countries", "country"):
            return self.country(code, t)
        if field in ("groups", "group"):
            return self.group(code)
        if field in ("outcomes", "directions"):
            return self.node(code)
        if field == "provenance":
            from ifla_metrics.figures.words import provenance

            return provenance(code, t)
        return self.term("associations" if field == "association" else field, code, t)

    def node(self, code: str) -> str:
        """Return the short title of "FRAMEWORK NODE"."""
        strategy, _, node = code.partition(" ")
        framework = self.frameworks.get(strategy)
        found = {n.code: n for n in framework.nodes}.get(node) if framework else None
        return f"{node} {found.short_title}" if found else code

    def entry(self, kind: str, title: str, framework: str) -> str:
        """Return what an entry is called: one without a title has the code of what it is about."""
        strategy = self.frameworks.get(framework)
        if kind not in CODED or strategy is None:
            return title
        return _named((*strategy.nodes, *strategy.indicators)).get(title, title)


def form_code_book(t: Translate) -> FormCodeBook:
    """Return all codes with what can be chosen now, in the reader's words."""
    from ifla_metrics.store.catalogue import catalogue
    from ifla_metrics.store.database import engine_of, reading

    with reading(engine_of(database_url())) as connection:
        known = catalogue(connection)
    return FormCodeBook(
        lists=known.lists,
        frameworks=sources.available_choices().in_language(t.language).frameworks,
        t=t,
        counting_roles=known.roles,
    )


def names_of(kind: str, framework: str, code_book: FormCodeBook) -> NameOf:
    """Return what gives the names of the codes in an entry of this kind and strategy."""
    columns, strategy = OF_RECORD[kind].by_key, code_book.frameworks.get(framework)
    if kind == ACTIVITY or strategy is None:
        return code_book.name

    def name(field: str, code: str, t: Translate) -> str:
        if field in columns and columns[field].codes:
            offered = record_options(columns[field].codes, strategy, code_book, t)
            return offered.get(code) or code_book.name(field, code, t)
        return code_book.name(field, code, t)

    return name


def record_options(
    codes: str,
    framework: Framework,
    code_book: FormCodeBook,
    t: Translate,
    *,
    groups: Collection[str] | None = None,
) -> dict[str, str]:
    """Return names by code of a list that a form offers.

    Args:
        codes: The list of a column or a field.
        framework: The strategy whose parts, indicators and periods can be chosen.
        code_book: Groups, countries, associations and terms.
        t: The reader's words.
        groups: Only these working groups; None: all.
    """
    match codes:
        case "frameworks":
            return {framework.id: framework.title}
        case "working_groups":
            own = code_book.groups if groups is None else groups
            return {code: name for code, name in code_book.groups.items() if code in own}
        case "nodes":
            directions = {direction.code for direction in framework.directions}
            return _named(node for node in framework.nodes if node.code not in directions)
        case "indicators":
            return _named(framework.indicators)
        case "subjects":
            return _named((*framework.nodes, *framework.indicators))
        case "periods":
            return {period.code: period.title for period in framework.periods}
        case "countries":
            named = {code: code_book.country(code, t) for code in code_book.offered(codes)}
            return dict(sorted(named.items(), key=lambda pair: folded(pair[1])))
    if codes in FIXED:  # The terms of its drop-down in the workbook.
        return code_book.titles(codes, framework.id, t)
    return {code: t(named.title) for code, named in code_book.offered(codes).items()}


def _named(parts: Iterable[Node | Indicator]) -> dict[str, str]:
    return {part.code: f"{part.code} {part.short_title}" for part in parts}
