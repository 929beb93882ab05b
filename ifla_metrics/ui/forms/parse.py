"""Parse the values of a form into a draft or faults, and turn a stored draft into form values."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import ACTIVITY, draft_class
from ifla_metrics.imports.dates import parse_dates
from ifla_metrics.imports.differences import DATE_FIELDS
from ifla_metrics.imports.row_reader import COLUMN_OF_FIELD, date_fields
from ifla_metrics.imports.rows import CellError
from ifla_metrics.models.drafts import ActivityDraft, AnyDraft, draft_faults
from ifla_metrics.text import clean_line
from ifla_metrics.ui.codes import FormCodeBook
from ifla_metrics.ui.forms import directions, people
from ifla_metrics.ui.forms.fields import SEPARATOR, empty_values, fields_of, plain_fields
from ifla_metrics.ui.forms.open_form import Faults, OpenForm, ParsedForm, Values

FIELD_OF = {**COLUMN_OF_FIELD, "participation": "lines", **dict.fromkeys(DATE_FIELDS, "when")}
"""The form field for each field of an activity's draft, where their names differ."""


def parse_form(form: OpenForm, code_book: FormCodeBook, t: Translate) -> ParsedForm:
    """Parse an open form."""
    parse = _parse_activity if form.kind == ACTIVITY else _parse_record
    parsed = parse(form, code_book, t)
    if form.base and not clean_line(form.values["reason"]):
        parsed.faults["reason"] = [t("A change needs a reason.")]
    return parsed


def _plain_values(kind: str, values: Values) -> dict[str, Any]:
    """Return the values of the plain fields that are not empty."""
    filled = {f.name: values[f.name] for f in plain_fields(kind) if values[f.name] != ""}
    if "evidence" in filled:
        filled["evidence"] = tuple(filter(str.strip, filled["evidence"].splitlines()))
    return filled


def _parse_record(form: OpenForm, code_book: FormCodeBook, t: Translate) -> ParsedForm:
    fields = _plain_values(form.kind, form.values)
    fields["framework"] = form.framework
    fields["provenance"] = form.base.draft.provenance if form.base else "reported"
    if "evidence" in fields:
        fields["evidence"] = SEPARATOR.join(fields["evidence"])
    faults: Faults = {}
    draft = _validated(draft_class(form.kind), fields, faults, t)
    return ParsedForm(code_book.frameworks[form.framework], draft, faults)


def _parse_activity(form: OpenForm, code_book: FormCodeBook, t: Translate) -> ParsedForm:
    """Parse the form of an activity.

    An amendment keeps the stored fields that the form does not show, and stored dates, lines,
    directions and outcomes of other frameworks that were not changed.
    """
    values, base = form.values, form.base.draft if form.base else None
    lines, faults = people.parse_lines(values, t)
    typed_days = None
    if values["when"] and (base is None or values["when"] != form.initial["when"]):
        try:
            typed_days = parse_dates(values["when"])
        except CellError as error:
            faults["when"] = [error.translate(t)]
    days_or_base = typed_days or base
    first_day = days_or_base.started_on if days_or_base else None
    framework = code_book.frameworks.get(values["framework"]) or directions.framework_on(
        first_day, code_book.frameworks, form.framework
    )
    alignments = base.alignments if base else ()
    if base is None or any(values[f] != form.initial[f] for f in directions.FIELDS):
        others = (a for a in alignments if a.framework != framework.id)
        try:
            own = directions.parse_alignments(values, framework, code_book)
            alignments = (*others, *own)
        except CellError as error:
            faults[error.field or "shares"] = [error.translate(t)]
    missing = [f.name for f in fields_of(ACTIVITY) if f.required and not values[f.name]]
    faults |= {name: [t("This field is required.")] for name in missing}

    shown = {field.name for field in plain_fields(ACTIVITY)}
    fields = {name: value for name, value in base or () if name not in shown}
    fields |= {
        **_plain_values(ACTIVITY, values),
        "contributions": directions.parse_contributions(values, framework, base),
        "alignments": alignments,
        "participation": lines,
        "partners": values["partners"],
    }
    if typed_days:
        fields |= {"date_precision": "day", "date_as_stated": ""}
        fields |= date_fields({"started_on": typed_days}, fields)
    if values["lifecycle"] == "planned":
        fields["planned_started_on"] = fields.get("started_on")
        fields["planned_ended_on"] = fields.get("ended_on")

    draft = _validated(ActivityDraft, fields, faults, t)
    return ParsedForm(framework, draft, faults, typed_days)


def _validated(draft: type[Any], fields: Mapping[str, Any], faults: Faults, t: Translate) -> Any:
    """Return the draft, or None if there are faults; add its faults to `faults`."""
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


def values_of(kind: str, draft: AnyDraft) -> dict[str, Any]:
    """Return the form values of a stored draft."""
    values = {f.name: f.form_value(getattr(draft, f.name)) for f in plain_fields(kind)}
    if isinstance(draft, ActivityDraft):
        days = (draft.started_on, draft.ended_on)
        values |= {
            "partners": people.rows_of(draft.partners),
            "when": draft.date_as_stated or " to ".join(dict.fromkeys(map(str, days))),
            **people.form_values(draft.participation),
            **directions.form_values(draft),
        }
    return {**empty_values(kind), **values}
