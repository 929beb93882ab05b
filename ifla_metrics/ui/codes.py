"""Codes and the fields of entries in the reader's language, for forms, lists and the history."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from ifla_metrics.access import LOADER, LOCAL
from ifla_metrics.errors import n_
from ifla_metrics.figures import words
from ifla_metrics.framework import Framework, Indicator, Node
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.code_book import CodeBook
from ifla_metrics.imports.columns import (
    ACTIVITY,
    FIELDS_WITHOUT_DEFAULT,
    FIXED_CODES,
    FORMAT_OF_KIND,
    PARTICIPATION,
)
from ifla_metrics.imports.merge import differing_fields
from ifla_metrics.models.drafts import (
    LIST_FIELDS,
    ActivityDraft,
    AlignmentDraft,
    AnyDraft,
    ContributionDraft,
    ParticipationDraft,
    PartnerDraft,
)
from ifla_metrics.models.field_titles import TITLES
from ifla_metrics.reading import CodeLabel, Codes, active_codes
from ifla_metrics.store import rights
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.store.kinds import kind_of_draft
from ifla_metrics.text import without_accents
from ifla_metrics.ui import page_data

TITLED_BY_CODE = ("observation", "remark")
"""Kinds of records without a title of their own: it is the code of their indicator or node."""
DATE_LENGTHS = {"day": len("2012-11-30"), "month": len("2012-11")}
"""Characters of an ISO date that are known; otherwise only its year."""
SYSTEM_ACTORS = {LOADER.name: n_("the documented history"), LOCAL.name: n_("this computer")}
"""Labels of the actors that are not people."""
ROLES = {
    "viewer": n_("Read"),
    "editor": n_("Report for working groups"),
    "secretariat": n_("Manage everything (secretariat)"),
}
"""What each role of a person may do, in the order of the options."""
DATES_OF_PRECISION = ("started_on", "ended_on", "actual_on")
"""Dates that are as exact as the field `date_precision` says."""


class Difference(NamedTuple):
    """A field that differs: its title, and its old and new value as text."""

    title: str
    before: str
    after: str
    field: str
    """The name of the field in the draft."""


@dataclass(frozen=True, kw_only=True)
class FormCodeBook(CodeBook):
    """All codes with labels in the reader's language.

    Forms do not offer retired codes; entries that have them still show their labels.
    """

    t: Translate
    counting_roles: frozenset[str]
    approved_only: frozenset[str]
    """Strategies whose figures count approved entries only."""

    @property
    def groups(self) -> dict[str, str]:
        """Short titles of the groups that can be chosen now, by code."""
        return {code: self.group(code) for code in self.offered("working_groups")}

    def offered(self, codes: str) -> Codes:
        """Return the codes of a list that can be chosen now."""
        return active_codes(self.lists.get(codes, {}))

    def options(
        self, codes: str, framework: Framework, *, groups: Collection[str] | None = None
    ) -> dict[str, str]:
        """Return the labels by code that a form offers for a list, as `Column.codes` names it.

        `groups` limits the working groups.
        """
        available: Iterable[str] = self.codes(codes, framework.id)
        if codes == "nodes":
            available = self.codes("outcomes", framework.id)
        elif codes not in FIXED_CODES:  # Fixed lists are those of the workbook's drop-downs.
            available = self.offered(codes) or available
        if codes == "working_groups" and groups is not None:
            available = (code for code in available if code in groups)
        labels = {c: self.label(codes, c, framework.id, self.t) or c for c in available}
        if codes != "countries":
            return labels
        return {  # Streamlit's search compares letters exactly: "Cote" would not find "Côte".
            code: label if label.isascii() else f"{label} ({without_accents(label).title()})"
            for code, label in sorted(labels.items(), key=lambda item: without_accents(item[1]))
        }

    def label(self, name: str, code: str, framework: str, t: Translate) -> str:
        """Return the label of a code, short if it has a short title; "" for an unknown code."""
        if name == "working_groups":
            return t(self.lists[name][code].short) if code in self.lists[name] else ""
        if name in ("nodes", "indicators", "subjects") and framework in self.frameworks:
            definition = self.frameworks[framework]
            items: tuple[Node | Indicator, ...] = (*definition.nodes, *definition.indicators)
            return next((f"{code} {item.short_title}" for item in items if item.code == code), "")
        return super().label(name, code, framework, t)

    def group(self, code: str) -> str:
        """Return the short title of a group; an unknown code is returned unchanged."""
        return self.label("working_groups", code, "", self.t) or code

    def field_label(self, field: str, code: str, kind: str = ACTIVITY, framework: str = "") -> str:
        """Return the label of a code in a field of an entry; `framework` is that of a record.

        The code of an outcome or a direction is "STRATEGY CODE".
        """
        if field in ("outcomes", "directions"):
            return self.node(code)
        if field == "provenance":
            return words.provenance_label(code, self.t)
        if field == "source":
            return self.t("; ").join(source.title for source in self.sources(code))
        columns = {**FORMAT_OF_KIND[PARTICIPATION].by_key, **FORMAT_OF_KIND[kind].by_key}
        codes = columns[field].codes if field in columns else field
        return self.label(codes, code, framework, self.t) or code

    def field_text(self, field: str, draft: AnyDraft) -> str:
        """Return a field of an entry as text, dates only as exactly as the draft knows them."""
        value, precision = getattr(draft, field), getattr(draft, "date_precision", "")
        if precision and field in DATES_OF_PRECISION and isinstance(value, date):
            return self.t.day(value, precision)
        values = value if isinstance(value, tuple) else (value,)
        return "; ".join(self._text(field, each, draft) for each in values)

    def _text(self, field: str, value: object, draft: AnyDraft) -> str:
        if value is None or value == "":
            return ""
        if isinstance(value, date):
            return self.t.date(value, "medium")
        if isinstance(value, int | float):
            return self.t.number(value)
        if isinstance(value, ContributionDraft):
            return self.node(f"{value.framework} {value.outcome}")
        if isinstance(value, AlignmentDraft):
            name = self.node(f"{value.framework} {value.direction}")
            return words.direction_share(name, value.weight, value.is_primary, self.t)
        if isinstance(value, PartnerDraft):
            return f"{value.name} ({self.field_label('partner_kind', value.kind)})"
        if isinstance(value, ParticipationDraft):
            return self._line(value, draft)
        framework = getattr(draft, "framework", "")
        return self.field_label(field, str(value), kind_of_draft(draft).name, framework)

    def _line(self, line: ParticipationDraft, draft: AnyDraft) -> str:
        """Return a participation line as its number, with every field that is not the default."""
        default, number = ParticipationDraft(), self.t.number(line.count)
        if line.qualifier != default.qualifier:
            number = f"{number} ({self.field_label('qualifier', line.qualifier).lower()})"
        label = ", ".join(
            self._text(field, getattr(line, field), draft)
            for field in ("gender", "role", "country", "association", "mode", "reach", "note")
            if getattr(line, field) != getattr(default, field)
        )
        if not label and vars(draft)["participation"] == (line,):
            return number
        label = label or self.t("Gender not stated")
        return self.t("{label}: {value}", label=label, value=number)

    def differences(self, before: AnyDraft | None, after: AnyDraft) -> list[Difference]:
        """Return the fields in which two versions of an entry differ, in the order of the draft.

        Without an earlier version, return the fields that differ from their defaults.
        """
        if before is None:
            changed = {
                field
                for field, info in type(after).model_fields.items()
                if info.is_required()
                or field in FIELDS_WITHOUT_DEFAULT
                or info.get_default(call_default_factory=True) != getattr(after, field)
            }
        else:
            changed = differing_fields(before, after)
        return [
            Difference(
                self.t(TITLES[field]),
                self.field_text(field, before) if before else "",
                self.field_text(field, after),
                field,
            )
            for field in type(after).model_fields
            if field in changed
        ]

    def list_row(self, draft: ActivityDraft) -> dict[str, Any]:
        """Return the row of an activity in lists, by column title.

        Its first day is text that sorts by date and is no more exact than known, such as "2012-11".
        """
        fields = {field: self.field_text(field, draft) for field in LIST_FIELDS}
        fields["started_on"] = str(draft.started_on)[: DATE_LENGTHS.get(draft.date_precision, 4)]
        return {self.t(TITLES[field]): text for field, text in fields.items()}

    def sources(self, cell: str) -> list[CodeLabel]:
        """Return the sources in a cell; a text that is no code stands for itself."""
        known = self.lists["sources"]
        return [known.get(code, CodeLabel(code)) for code in words.source_codes([cell])]

    def node(self, code: str) -> str:
        """Return the short title of a node, given as "FRAMEWORK CODE"."""
        framework, _, node = code.partition(" ")
        return self.label("nodes", node, framework, self.t) or code

    def entry_title(self, kind: str, title: str, framework: str) -> str:
        """Return the title of an entry; for kinds titled by a code, that of the code."""
        is_code = kind in TITLED_BY_CODE
        return (is_code and self.label("subjects", title, framework, self.t)) or title


def form_code_book(t: Translate) -> FormCodeBook:
    """Return the code book in the reader's language."""
    catalogue = page_data.catalogue()
    return FormCodeBook(
        lists=catalogue.lists,
        frameworks=page_data.frameworks(t.language),
        t=t,
        counting_roles=catalogue.counting_roles,
        approved_only=frozenset(
            code for code, settings in catalogue.settings.items() if settings.counts == "approved"
        ),
    )


def people_names() -> dict[str, str]:
    """Return the current names of people, by their code in the log."""
    with read_transaction(engine()) as connection:
        return rights.person_names(connection)


def person_name(code: str, names: Mapping[str, str], t: Translate) -> str:
    """Return the name for an actor's code in the log, or that the person was removed."""
    if code in names:
        return names[code]
    if code in SYSTEM_ACTORS:
        return t(SYSTEM_ACTORS[code])
    return t("somebody who was removed") if code.startswith(rights.CODE_PREFIX) else code
