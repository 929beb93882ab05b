"""Codes with their names, as forms offer them and lists show them: groups, countries, terms."""

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ifla_metrics.access import LOADER, LOCAL
from ifla_metrics.errors import n_
from ifla_metrics.figures import words
from ifla_metrics.framework import Framework, Indicator, Node
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.code_book import CodeBook
from ifla_metrics.imports.columns import ACTIVITY, FIXED_CODES, FORMAT_OF_KIND, PARTICIPATION
from ifla_metrics.imports.differences import GetLabel, field_text
from ifla_metrics.models.drafts import LIST_FIELDS, ActivityDraft
from ifla_metrics.reading import Codes, active_codes
from ifla_metrics.store import rights
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.store.versions import Version
from ifla_metrics.text import folded
from ifla_metrics.ui import page_data

CODED = ("observation", "remark")
"""Records that have no title, and are called by the code of what they speak of."""
KNOWN_AS = {
    "CIV": n_("Ivory Coast"),
    "COD": n_("DR Congo"),
    "CZE": n_("Czech Republic"),
    "GBR": n_("UK"),
    "NLD": n_("Holland"),
    "SWZ": n_("Swaziland"),
    "TLS": n_("East Timor"),
    "TUR": n_("Turkey"),
    "USA": n_("USA"),
}
"""Names by which many look for a country."""

NO_PERSON = {LOADER.name: n_("the documented history"), LOCAL.name: n_("this computer")}
"""Who wrote something and is no person."""


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

    def offered(self, codes: str) -> Codes:
        """Return the codes of a list that can be chosen now."""
        return active_codes(self.lists.get(codes, {}))

    def options(
        self, codes: str, framework: Framework, *, groups: Collection[str] | None = None
    ) -> dict[str, str]:
        """Return names by code of a list that a form offers.

        Args:
            codes: The list of a column or a field.
            framework: The strategy whose parts, indicators and periods can be chosen.
            groups: Only these working groups; None: all.
        """
        listed: Iterable[str] = self.codes(codes, framework.id)
        if codes == "nodes":
            listed = self.codes("outcomes", framework.id)
        elif codes not in FIXED_CODES:  # The terms of its drop-down in the workbook.
            listed = self.offered(codes) or listed
        if codes == "working_groups" and groups is not None:
            listed = (code for code in listed if code in groups)
        named = {code: self.label(codes, code, framework.id, self.t) or code for code in listed}
        if codes != "countries":
            return named
        in_order = sorted(named.items(), key=lambda one: folded(one[1]))
        known_as = {code: self.t(name) for code, name in KNOWN_AS.items()}
        return {code: _with_other_names(name, known_as.get(code, "")) for code, name in in_order}

    def label(self, name: str, code: str, framework: str, t: Translate) -> str:
        """Return the title of a code, short where it has one; empty for an unknown one."""
        if name == "working_groups":
            return t(self.lists[name][code].short) if code in self.lists[name] else ""
        if name in ("nodes", "indicators", "subjects") and framework in self.frameworks:
            strategy = self.frameworks[framework]
            parts: tuple[Node | Indicator, ...] = (*strategy.nodes, *strategy.indicators)
            return next((f"{code} {part.short_title}" for part in parts if part.code == code), "")
        return super().label(name, code, framework, t)

    def group(self, code: str) -> str:
        """Return the short title of a group; an unknown code stays as it is."""
        return self.label("working_groups", code, "", self.t) or code

    def country(self, code: str) -> str:
        """Return the name of a country in the reader's language; an unknown code stays as it is."""
        return self.label("countries", code, "", self.t) or code

    def names(self, kind: str = ACTIVITY, framework: str = "") -> GetLabel:
        """Return what gives the names of the codes in an entry of this kind and strategy."""
        columns = {**FORMAT_OF_KIND[PARTICIPATION].by_key, **FORMAT_OF_KIND[kind].by_key}

        def name(field: str, code: str, t: Translate) -> str:
            if field in ("outcomes", "directions"):
                return self.node(code)
            if field == "provenance":
                return words.provenance_label(code, t)
            listed = columns[field].codes if field in columns else field
            return self.label(listed, code, framework, t) or code

        return name

    def listed(self, activity: Version[ActivityDraft]) -> dict[str, Any]:
        """Return what lists show of an activity, and what opens it.

        A day is no more exact than it is known.
        """
        draft, comma, names = activity.draft, self.t(", "), self.names()
        return {
            **{field: field_text(field, draft, self.t, names) for field in LIST_FIELDS},
            "kind": ACTIVITY,
            "uid": activity.uid,
            "started_on": self.t.day(draft.started_on, draft.date_precision, draft.date_as_stated),
            "groups": comma.join(map(self.group, draft.groups)),
            "countries": comma.join(map(self.country, draft.countries)),
        }

    def node(self, code: str) -> str:
        """Return the short title of "FRAMEWORK NODE"."""
        strategy, _, node = code.partition(" ")
        return self.label("nodes", node, strategy, self.t) or code

    def entry(self, kind: str, title: str, framework: str) -> str:
        """Return what an entry is called: one without a title has the code of what it is about."""
        return (kind in CODED and self.label("subjects", title, framework, self.t)) or title


def form_code_book(t: Translate) -> FormCodeBook:
    """Return all codes with what can be chosen now, in the reader's words."""
    with read_transaction(engine()) as connection:
        known = read_catalogue(connection)
    return FormCodeBook(
        lists=known.lists,
        frameworks=page_data.available_choices().in_language(t.language).frameworks,
        t=t,
        counting_roles=known.counting_roles,
    )


def people_names() -> dict[str, str]:
    """Return the names of people as they are now, by the code that the log keeps."""
    with read_transaction(engine()) as connection:
        return rights.person_names(connection)


def person_name(code: str, known: Mapping[str, str], t: Translate) -> str:
    """Return the name behind the code that the log keeps; of somebody removed, that."""
    if code in known:
        return known[code]
    if code in NO_PERSON:
        return t(NO_PERSON[code])
    return t("somebody who was removed") if rights.is_person_code(code) else code


def _with_other_names(name: str, known_as: str) -> str:
    """Return a country's name with what a list finds it by: other words, and plain letters.

    Streamlit compares letters as they are: “Cote” would not find “Côte d’Ivoire”.
    """
    letters = unicodedata.normalize("NFKD", name).replace("’", "'")
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    others = {other for other in (plain, known_as) if other and other != name}
    return f"{name} ({', '.join(sorted(others))})" if others else name
