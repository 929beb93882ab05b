"""Codes with their names, as forms offer them and lists show them: groups, countries, terms."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.imports.columns import ACTIVITY, OF_RECORD, PARTICIPATION
from ifla_metrics.imports.differences import NameOf, differences
from ifla_metrics.models.drafts import MilestoneDraft, ObservationDraft, RecordDraft
from ifla_metrics.settings import database_url
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
SUMMARY = {
    "observation": ("indicator", "as_of"),
    "milestone": ("title",),
    "cohort_count": ("cohort", "stage", "count", "as_of"),
    "resource_stage": ("title", "language", "stage", "as_of"),
    "association_outcome": ("association", "title", "as_of"),
    "story": ("title", "country", "as_of"),
    "remark": ("subject", "why", "as_of"),
}
"""The fields that say in one line what a record is about."""


@dataclass(frozen=True)
class FormCodeBook:
    """Codes and names, in the order in which they are offered."""

    groups: Mapping[str, str]
    countries: Mapping[str, tuple[str, str]]
    """(alpha-2, name) by alpha-3, as `imports.countries` asks for it."""
    associations: Mapping[str, str]
    terms: Mapping[str, Mapping[str, str]]
    """Titles by list and code; they are messages of the catalogue."""
    counting_roles: frozenset[str]
    frameworks: Mapping[str, Framework]
    listed: Mapping[str, frozenset[str]]
    """Countries by list: those with members, those that come first."""

    def country(self, code: str, t: Translate) -> str:
        """Return the name of a country in the reader's language; an unknown code stays as it is."""
        return t.country(*self.countries[code]) if code in self.countries else code

    def term(self, field: str, code: str, t: Translate) -> str:
        """Return the word of a code of a field."""
        title = self.terms.get(LIST_OF.get(field, field), {}).get(code, "")
        return t(title) if title else code

    def name(self, field: str, code: str, t: Translate) -> str:
        """Return the name of a code, as `imports.differences` asks for it."""
        if field in ("countries", "country"):
            return self.country(code, t)
        if field in ("groups", "group"):
            return self.groups.get(code, code)
        if field in ("associations", "association"):
            return self.associations.get(code, code)
        if field in ("outcomes", "directions"):
            return self.node(code)
        if field == "provenance":
            from ifla_metrics.figures.words import provenance

            return provenance(code, t)
        return self.term(field, code, t)

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
        titles = {node.code: node.short_title for node in strategy.nodes}
        titles |= {indicator.code: indicator.short_title for indicator in strategy.indicators}
        return f"{title} {titles.get(title, '')}".strip()


def form_code_book(t: Translate) -> FormCodeBook:
    """Return what can be chosen now, strategies and groups in the reader's words."""
    today = datetime.now(UTC).date()
    return _form_code_book(database_url(), sources.revision(), today, t.language)


@lru_cache(maxsize=8)
def _form_code_book(url: str, _revision: int, today: date, language: str) -> FormCodeBook:
    sources.load_libraries()
    from ifla_metrics.store.database import engine_of, reading
    from ifla_metrics.store.read_reference import ReferenceDay, reference

    t, day = translate(language), ReferenceDay(today)
    with reading(engine_of(url)) as connection:
        groups, countries, associations, terms, listed = (
            reference(connection, name, day).astype(str)
            for name in ("groups", "countries", "associations", "terms", "listed")
        )
    titles: dict[str, dict[str, str]] = {}
    for term in terms.to_dict("records"):
        titles.setdefault(term["list"], {})[term["code"]] = term["title"]
    counted = terms[(terms["list"] == "role") & (terms["counts"] == "yes")]
    return FormCodeBook(
        groups={group["code"]: t(group["short_title"]) for group in groups.to_dict("records")},
        countries={c["country"]: (c["alpha2"], c["name"]) for c in countries.to_dict("records")},
        associations=dict(zip(associations["code"], associations["name"], strict=True)),
        terms=titles,
        counting_roles=frozenset(counted["code"]),
        frameworks=sources.available_choices().in_language(language).frameworks,
        listed={str(name): frozenset(of["country"]) for name, of in listed.groupby("list")},
    )


def record_names(kind: str, framework: Framework, code_book: FormCodeBook) -> NameOf:
    """Return what gives the names of the codes in a record of this kind."""
    columns = OF_RECORD[kind].by_key

    def name(field: str, code: str, t: Translate) -> str:
        if field in columns and columns[field].codes:
            return record_options(columns[field].codes, framework, code_book, t).get(code, code)
        return code_book.name(field, code, t)

    return name


def record_summary(
    kind: str, draft: RecordDraft, framework: Framework, code_book: FormCodeBook, t: Translate
) -> str:
    """Return one line about a record: what it is about, with its day, stage or value."""
    names = record_names(kind, framework, code_book)
    texts = {one.field: one.after for one in differences(None, draft, t, names=names)}
    parts = [texts.get(field, "") for field in SUMMARY[kind]]
    if isinstance(draft, ObservationDraft):
        known = draft.numerator is not None and draft.denominator is not None
        share = t("{n} of {k}", n=texts.get("numerator", ""), k=texts.get("denominator", ""))
        parts.append(share if known else texts.get("value") or t("no value"))
    elif isinstance(draft, MilestoneDraft) and draft.actual_on:
        parts.append(t("reached {day}", day=texts["actual_on"]))
    elif isinstance(draft, MilestoneDraft) and draft.planned_on:
        parts.append(t("planned {day}", day=texts["planned_on"]))
    return " · ".join(filter(None, parts))


def record_options(
    codes: str,
    framework: Framework,
    lists: FormCodeBook,
    t: Translate,
    *,
    groups: Collection[str] | None = None,
) -> dict[str, str]:
    """Return names by code of a list that a form offers.

    Args:
        codes: The list of a column or a field.
        framework: The strategy whose parts, indicators and periods can be chosen.
        lists: Groups, countries, associations and terms.
        t: The reader's words.
        groups: Only these working groups; None: all.
    """
    parts = {n.code: f"{n.code} {n.short_title}" for n in framework.nodes}
    indicators = {i.code: f"{i.code} {i.short_title}" for i in framework.indicators}
    match codes:
        case "frameworks":
            return {framework.id: framework.title}
        case "working_groups":
            own = lists.groups if groups is None else groups
            return {code: name for code, name in lists.groups.items() if code in own}
        case "nodes":
            directions = {d.code for d in framework.directions}
            return {code: name for code, name in parts.items() if code not in directions}
        case "indicators":
            return indicators
        case "subjects":
            return {**parts, **indicators}
        case "periods":
            return {p.code: p.title for p in framework.periods}
        case "countries":
            named = {code: lists.country(code, t) for code in lists.countries}
            return dict(sorted(named.items(), key=lambda pair: folded(pair[1])))
        case "associations":
            return dict(lists.associations)
        case "participation_mode":
            found = {code: t(title) for code, title in lists.terms["mode"].items()}
            return {code: title for code, title in found.items() if code != "mixed"}
    return {code: t(title) for code, title in lists.terms.get(codes, {}).items()}
