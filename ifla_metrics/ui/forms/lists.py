"""What can be chosen in a form, by code with its name: groups, countries, associations, terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.settings import database_url
from ifla_metrics.ui import sources
from ifla_metrics.ui.loading import load

TERM_OF = {
    "kind": "activity_kind",
    "lifecycle": "lifecycle",
    "level": "level",
    "arena": "arena",
    "mode": "mode",
    "role": "role",
    "gender": "gender",
    "reach": "reach",
    "qualifier": "qualifier",
    "date_precision": "date_precision",
    "language": "resource_language",
}
"""The list of terms behind a field."""


@dataclass(frozen=True)
class Lists:
    """Codes and names, in the order in which they are offered."""

    groups: Mapping[str, str]
    countries: Mapping[str, tuple[str, str]]
    """(alpha-2, name) by alpha-3, as `exchange.places` asks for it."""
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
        title = self.terms.get(TERM_OF[field], {}).get(code, "")
        return t(title) if title else code

    def name(self, field: str, code: str, t: Translate) -> str:
        """Return the name of a code, as `exchange.differences` asks for it."""
        if field in TERM_OF and code:
            return self.term(field, code, t)
        if field in ("countries", "country"):
            return self.country(code, t)
        if field in ("groups", "group"):
            return self.groups.get(code, code)
        if field in ("associations", "association"):
            return self.associations.get(code, code)
        if field in ("outcomes", "directions"):
            return self.node(code)
        return code

    def node(self, code: str) -> str:
        """Return the short title of "FRAMEWORK NODE"."""
        strategy, _, node = code.partition(" ")
        framework = self.frameworks.get(strategy)
        found = {n.code: n for n in framework.nodes}.get(node) if framework else None
        return f"{node} {found.short_title}" if found else code


def lists(t: Translate) -> Lists:
    """Return what can be chosen now, strategies and groups in the reader's words."""
    return _lists(database_url(), sources.revision(), t)


@lru_cache(maxsize=8)
def _lists(url: str, _revision: int, t: Translate) -> Lists:
    load()
    from ifla_metrics.store.as_of import today
    from ifla_metrics.store.database import engine_of, reading
    from ifla_metrics.store.read_reference import ReferenceDay, reference

    frameworks = sources.plan().told(t.language).frameworks
    with reading(engine_of(url)) as connection:
        asked = ReferenceDay(today())
        groups, countries, associations, terms, listed = (
            reference(connection, frame, asked).to_dict("records")
            for frame in ("groups", "countries", "associations", "terms", "listed")
        )
    on_list: dict[str, set[str]] = {}
    for row in listed:
        on_list.setdefault(str(row["list"]), set()).add(str(row["country"]))
    by_list: dict[str, dict[str, str]] = {}
    for term in terms:
        by_list.setdefault(str(term["list"]), {})[str(term["code"])] = str(term["title"])
    return Lists(
        groups={str(g["code"]): t(str(g["short_title"])) for g in groups},
        countries={str(c["country"]): (str(c["alpha2"]), str(c["name"])) for c in countries},
        associations={str(a["code"]): str(a["name"]) for a in associations},
        terms=by_list,
        counting_roles=frozenset(
            str(term["code"])
            for term in terms
            if term["list"] == "role" and term["counts"] == "yes"
        ),
        frameworks=frameworks,
        listed={name: frozenset(codes) for name, codes in on_list.items()},
    )
