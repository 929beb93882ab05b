"""Parse the values of a form into a draft or faults, and turn a draft into form values.

Forms write outcomes and directions as "FRAMEWORK CODE", because strategies use the same codes.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from typing import Any

from pydantic import ValidationError

from ifla_metrics.errors import n_
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.cells import Context, StrategyCode, parse, percent_of
from ifla_metrics.imports.columns import (
    ACTIVITY,
    FIELDS_WITHOUT_DEFAULT,
    FORMAT_OF_KIND,
    MAIN_DIRECTION,
    draft_class,
)
from ifla_metrics.imports.counts import counts_from_lines, lines_from_counts, parse_count
from ifla_metrics.imports.dates import parse_dates
from ifla_metrics.imports.merge import DATE_FIELDS
from ifla_metrics.imports.row_reader import (
    COLUMN_OF_FIELD,
    REQUIRED,
    alignment_drafts,
    date_fields,
)
from ifla_metrics.imports.rows import CellError
from ifla_metrics.models.drafts import (
    EVIDENCE_SEPARATOR,
    ActivityDraft,
    AlignmentDraft,
    Draft,
    draft_faults,
    equal_weights,
)
from ifla_metrics.store.as_of import today
from ifla_metrics.text import clean_line
from ifla_metrics.ui.codes import FormCodeBook
from ifla_metrics.ui.forms.fields import NOT_STATED, NUMBERS, Field, fields_of
from ifla_metrics.ui.forms.open_form import OpenForm, Values, View

FIELD_OF = {**COLUMN_OF_FIELD, "participation": "lines", **dict.fromkeys(DATE_FIELDS, "when")}
"""The form field for each field of an activity's draft, where their names differ."""
THOUSANDS = {"decimal": "none"}
"""Parse points and commas as thousands separators: a number of people has no decimals."""
Faults = dict[str, list[str]]
Row = dict[str, str]
"""A line of a table, by the field names of its draft, without empty cells."""


# From values to a draft


def parse_form(form: OpenForm, code_book: FormCodeBook) -> View:
    """Parse an open form. An amendment keeps the stored values of unchanged fields."""
    draft_type, changed, t = draft_class(form.kind), form.changed, code_book.t
    filled = {name: value for name, value in form.values.items() if value not in ("", [])}
    required = (field.name for field in fields_of(form.kind) if field.required)
    faults: Faults = {name: [t(REQUIRED)] for name in required if name not in filled}
    stored = form.base.draft if form.base else ()
    fields: dict[str, Any] = {name: value for name, value in stored if name not in changed}
    names = changed & filled.keys() & draft_type.model_fields.keys()
    fields |= {name: filled[name] for name in names}
    if "evidence" in names:
        addresses = tuple(filter(str.strip, filled["evidence"].splitlines()))
        joined = EVIDENCE_SEPARATOR.join(addresses)
        fields["evidence"] = addresses if form.kind == ACTIVITY else joined
    if form.kind == ACTIVITY:
        framework = _parse_activity(form, fields, faults, code_book)
    else:
        fields["framework"] = form.framework
        framework = code_book.frameworks[form.framework]
    draft = _validated(draft_type, fields, faults, t)
    if form.base and not clean_line(form.values["reason"]):
        faults["reason"] = [t("A change needs a reason.")]
    return View(form, code_book, framework, fields, draft, faults)


def _parse_activity(
    form: OpenForm, fields: dict[str, Any], faults: Faults, code_book: FormCodeBook
) -> Framework:
    """Add the fields that the form of an activity asks for in other words.

    Return the framework of its directions and outcomes.
    """
    values, changed, t = form.values, form.changed, code_book.t

    @contextmanager
    def faults_at(name: str) -> Iterator[None]:
        try:
            yield
        except CellError as error:
            faults[error.field or name] = [error.translate(t)]

    if "when" in changed and values["when"]:
        with faults_at("when"):
            days = parse_dates(values["when"])
            fields |= {"date_precision": "day", "date_as_stated": ""}
            fields |= date_fields({"started_on": days}, fields)
    started_on, ended_on = fields.get("started_on"), fields.get("ended_on")
    tomorrow = today() + timedelta(days=1)  # Where the sun rises first, it has begun.
    is_completed = values["lifecycle"] == "completed"
    if is_completed and isinstance(started_on, date) and started_on > tomorrow:
        faults["lifecycle"] = [t("The activity is completed, but it starts in the future.")]
    if values["lifecycle"] == "planned":
        fields |= {"planned_started_on": started_on, "planned_ended_on": ended_on}
    if not changed.isdisjoint(("lines", *NUMBERS)):
        counts = {}
        fields["participation"] = values["lines"]
        for name in () if values["lines"] else NUMBERS:  # Lines replace the numbers.
            if typed := values[name].strip():
                with faults_at(name):
                    counts[name] = parse_count(typed, THOUSANDS)
        if counts and faults.keys().isdisjoint(NUMBERS):
            with faults_at("participants"):
                fields["participation"] = lines_from_counts(counts)
    framework = code_book.frameworks.get(values["framework"]) or framework_on(
        started_on, code_book.frameworks, form.framework
    )
    fields["contributions"] = [
        {"framework": owner, "outcome": code}
        for owner, _, code in (pair.partition(" ") for pair in values["outcomes"])
        if owner == framework.id or f"{owner} {code}" in form.initial["outcomes"]
    ]
    if not changed.isdisjoint(ALIGNMENT_FIELDS):
        stored = fields.get("alignments", ())
        others = (a for a in stored if a.framework != framework.id)
        with faults_at("shares"):
            fields["alignments"] = (*others, *_alignments(values, framework, code_book))
    return framework


def _validated(draft: type[Any], fields: Mapping[str, Any], faults: Faults, t: Translate) -> Any:
    """Return the draft, or None if there are faults; add its faults to those of other fields."""
    fields_with_faults = set(faults)
    try:
        validated = draft(**fields)
    except ValidationError as error:
        for fault in draft_faults(error):
            name, text = fault.field, fault.message.translate(t)
            if draft is ActivityDraft:
                name = FIELD_OF.get(name, name)
            if fault.place:
                text = t("Line {line}: {fault}", line=int(fault.place[0]) + 1, fault=text)
            if name not in fields_with_faults:
                faults.setdefault(name, []).append(text)
        return None
    return None if faults else validated


# Strategies, outcomes and directions

ALIGNMENT_FIELDS = ("framework", "outcomes", "directions", "shares", MAIN_DIRECTION)
"""The fields that give the alignments of an activity."""
DIRECTIONS = FORMAT_OF_KIND[ACTIVITY].by_key["directions"]
"""The column of the workbook whose text the field `shares` accepts."""


def framework_on(day: date | None, frameworks: Mapping[str, Framework], default: str) -> Framework:
    """Return the newest framework in force on a day; else one with a period that contains it."""
    in_force = [f for f in frameworks.values() if day and f.starts_on <= day <= f.ends_on]
    with_period = (f for f in frameworks.values() if day and any(day in p for p in f.periods))
    return max(in_force or with_period, key=lambda f: f.starts_on, default=frameworks[default])


def codes_of(framework: str, pairs: Iterable[str]) -> list[str]:
    """Return the codes that belong to one framework; each is given as "FRAMEWORK CODE"."""
    prefix = f"{framework} "
    return [pair.removeprefix(prefix) for pair in pairs if pair.startswith(prefix)]


def proposed_directions(values: Values, framework: Framework) -> tuple[str, ...]:
    """Return the directions that the chosen outcomes serve."""
    outcomes = codes_of(framework.id, values["outcomes"])
    return framework.directions_of(*(n.code for n in framework.nodes if n.code in outcomes))


def _alignments(
    values: Values, framework: Framework, code_book: FormCodeBook
) -> tuple[AlignmentDraft, ...]:
    """Return the chosen directions of the framework with their weights, else the proposed ones.

    Raises:
        CellError: The shares do not fit the directions, there are shares but no directions, or the
            main direction is none of them.
    """
    directions = codes_of(framework.id, values["directions"])
    equal = equal_weights(directions or proposed_directions(values, framework))
    weights = {(framework.id, code): weight for code, weight in equal.items()}
    if values["shares"].strip():
        if not equal:
            raise CellError("weights", REQUIRED, field="directions")
        context = Context(code_book, code_book.t, framework=framework.id)
        shares: Mapping[StrategyCode, int] = {}
        with suppress(CellError):
            shares = parse(values["shares"], DIRECTIONS, context) or {}
        if set(shares) != set(weights):
            message = n_(
                "Write the share of each direction, 100 % in total. Equal shares: {shares}"
            )
            raise CellError("weights", message, shares=shares_text(equal))
        weights = {**shares}
    main = codes_of(framework.id, [values[MAIN_DIRECTION]])
    return alignment_drafts(weights, [(framework.id, code) for code in main])


def shares_text(weights: Mapping[str, int]) -> str:
    """Return weights as the field `shares` accepts them."""
    return "; ".join(f"{code} {percent_of(weight):g}" for code, weight in weights.items())


# From a draft to values


def values_of(kind: str, draft: Draft) -> dict[str, Any]:
    """Return the form values of a draft; fields that it does not have are empty."""
    values = {f.name: _form_value(f, getattr(draft, f.name, "")) for f in fields_of(kind)}
    if isinstance(draft, ActivityDraft):
        values |= _activity_values(draft)
    return {**values, "reason": ""}


def empty_values(kind: str) -> dict[str, Any]:
    """Return the values of an empty form: the draft's defaults, without those to be filled in."""
    to_fill_in: dict[str, Any] = dict.fromkeys(FIELDS_WITHOUT_DEFAULT, "")
    return values_of(kind, draft_class(kind).model_construct(**to_fill_in))


def _form_value(field: Field, stored: Any) -> Any:
    match field.widget:
        case "table":
            return rows_of(stored)
        case "choices":
            return list(stored)
        case "evidence":
            is_joined = isinstance(stored, str)
            return "\n".join(stored.split(EVIDENCE_SEPARATOR) if is_joined else stored)
        case "day":
            return str(stored or "")
    is_empty = stored is None or (stored == NOT_STATED and not field.required)
    return "" if is_empty else stored


def _activity_values(draft: ActivityDraft) -> dict[str, Any]:
    """Return the values of the fields that the form of an activity asks for in other words.

    The directions are those of the last framework that the draft names. The people are three
    numbers if these say everything.
    """
    named = [c.framework for c in draft.contributions] + [a.framework for a in draft.alignments]
    framework = named[-1] if named else ""
    own = [a for a in draft.alignments if a.framework == framework]
    weights = {a.direction: a.weight for a in own}
    days = (str(getattr(draft, name, "")) for name in ("started_on", "ended_on"))
    numbers = counts_from_lines(draft.participation)
    if numbers is None or not numbers.keys() <= {*NUMBERS}:
        people: dict[str, Any] = {"lines": rows_of(draft.participation)}
    else:
        people = {name: str(number) for name, number in numbers.items()}
    return {
        "when": draft.date_as_stated or " – ".join(dict.fromkeys(days)),
        "framework": framework,
        "outcomes": [f"{c.framework} {c.outcome}" for c in draft.contributions],
        "directions": [f"{framework} {code}" for code in weights],
        "shares": "" if weights == equal_weights(weights) else shares_text(weights),
        MAIN_DIRECTION: next((f"{framework} {a.direction}" for a in own if a.is_primary), ""),
        **people,
    }


def rows_of(lines: Iterable[Draft]) -> list[Row]:
    """Return lines as rows of a table."""
    rows = (line.model_dump(mode="json", warnings=False) for line in lines)
    return [{k: str(v) for k, v in row.items() if v not in (None, "")} for row in rows]
