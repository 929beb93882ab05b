"""What is wrong with a draft, field by field, as messages that can be said in any language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from ifla_metrics.errors import BrokenRule, IflaMetricsError, n_

RULE_FIELDS = {
    n_("Ends {ended}, before it starts {started}."): "ended_on",
    n_("Direction {direction} stands twice."): "alignments",
    n_("Weights in {framework} sum to {sum}, not {whole}."): "alignments",
    n_("More than one primary direction in {framework}."): "alignments",
    n_("A reported observation needs a value, or a numerator and a denominator."): "value",
    n_("A denominator must be above 0."): "denominator",
}
"""The field at which a rule about several fields is shown."""

KINDS: dict[str, tuple[str, str]] = {
    "missing": (n_("This is needed."), ""),
    "string_too_short": (n_("Please write at least {limit} characters."), "min_length"),
    "string_too_long": (n_("Please write at most {limit} characters."), "max_length"),
    "too_short": (n_("Please give at least {limit}."), "min_length"),
    "too_long": (n_("Please give at most {limit}."), "max_length"),
    "greater_than": (n_("Must be above {limit}."), "gt"),
    "greater_than_equal": (n_("Must be {limit} or more."), "ge"),
    "less_than_equal": (n_("Must be {limit} or less."), "le"),
    "literal_error": (n_("Must be one of: {limit}."), "expected"),
    "enum": (n_("Must be one of: {limit}."), "expected"),
    "extra_forbidden": (n_("This field is not known."), ""),
}
"""Pydantic's kinds of error that a person can meet, and where each keeps its limit."""
NUMBERS = ("int_parsing", "int_from_float", "int_type", "float_parsing", "float_type")
DATES = ("date_parsing", "date_from_datetime_parsing", "date_type")


class DraftFault(NamedTuple):
    """A fault of one field; `place` is the rest of the way to it (a line of a table and so on)."""

    field: str
    place: tuple[str | int, ...]
    error: IflaMetricsError


def draft_faults(error: ValidationError) -> list[DraftFault]:
    """Return everything that is wrong with a draft, each at its field, in the draft's order."""
    found = []
    for one in error.errors(include_url=False):
        said = _said(one)
        place = tuple(part for part in one["loc"] if not _is_tag(part))
        field = str(place[0]) if place else RULE_FIELDS.get(said.message, "")
        found.append(DraftFault(field, place[1:], said))
    return found


def _said(one: Mapping[str, Any]) -> IflaMetricsError:
    given = one.get("ctx", {})
    broken = given.get("error")
    if isinstance(broken, BrokenRule):
        return broken
    kind = one["type"]
    if kind in KINDS:
        message, limit = KINDS[kind]
        return BrokenRule(message, limit=given[limit]) if limit else BrokenRule(message)
    if kind in NUMBERS:
        return BrokenRule(n_("Must be a whole number."))
    if kind in DATES:
        return BrokenRule(n_("Must be a day, such as 2012-03-05."))
    return BrokenRule(n_("This value cannot be taken."))


def _is_tag(part: str | int) -> bool:
    """Say whether pydantic put the part there to name a branch of a union."""
    return isinstance(part, str) and ("[" in part or part in ("literal", "str", "int"))
