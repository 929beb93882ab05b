"""What a form holds as a draft, or what is wrong at each field; and a stored draft as a form."""

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
from ifla_metrics.ui.forms import days, directions, people
from ifla_metrics.ui.forms.fields import SEPARATOR, empty_values, fields_of, plain_fields
from ifla_metrics.ui.forms.open_form import Faults, OpenForm, ReadForm, Values

FIELD_OF = {**COLUMN_OF_FIELD, "participation": "lines", **dict.fromkeys(DATE_FIELDS, "when")}
"""The field of the form at which a fault of a field of an activity's draft is shown."""


def read_form(form: OpenForm, code_book: FormCodeBook, t: Translate) -> ReadForm:
    """Return an open form as it is understood."""
    read = (_read_activity if form.kind == ACTIVITY else _read_record)(form, code_book, t)
    if form.base and not clean_line(form.values["reason"]):
        read.faults["reason"] = [t("A change needs a reason.")]
    return read


def _plain_values(kind: str, values: Values) -> dict[str, Any]:
    """Return what the plain fields hold; what is empty is left to the draft."""
    held = {one.name: values[one.name] for one in plain_fields(kind) if values[one.name] != ""}
    if "evidence" in held:
        held["evidence"] = tuple(filter(str.strip, held["evidence"].splitlines()))
    return held


def _read_record(form: OpenForm, code_book: FormCodeBook, t: Translate) -> ReadForm:
    values = _plain_values(form.kind, form.values)
    values["framework"] = form.framework
    values["provenance"] = form.base.draft.provenance if form.base else "reported"
    if "evidence" in values:
        values["evidence"] = SEPARATOR.join(values["evidence"])
    faults: Faults = {}
    draft = _checked(draft_class(form.kind), values, faults, t)
    return ReadForm(code_book.frameworks[form.framework], draft, faults)


def _read_activity(form: OpenForm, code_book: FormCodeBook, t: Translate) -> ReadForm:
    """Return the form of an activity as understood.

    In an amendment, what the form does not ask stays as it is stored, and so does a date, a line or
    another strategy's outcome that nobody touched.
    """
    values, base = form.values, form.base.draft if form.base else None
    lines, faults = people.read(values, t)
    typed = None
    if values["when"] and (base is None or values["when"] != form.opened_with["when"]):
        try:
            typed = parse_dates(values["when"])
        except CellError as fault:
            faults["when"] = [fault.translate(t)]
    stated = typed or base
    day = stated.started_on if stated else None
    framework = code_book.frameworks.get(values["framework"]) or directions.in_force(
        day, code_book.frameworks, form.framework
    )
    outcomes = directions.codes_of(framework.id, values["outcomes"])
    known = (node.code for node in framework.nodes if node.code in outcomes)
    proposed = framework.directions_of(*known)
    offered = directions.direction_choices(framework, base)
    weights, wrong_shares = directions.read(values, framework.id, offered, proposed)

    if wrong_shares:
        faults["directions"] = [wrong_shares.translate(t)]
    missing = [one.name for one in fields_of(ACTIVITY) if one.required and not values[one.name]]
    faults |= {name: [t("This is needed.")] for name in missing}

    asked = {one.name for one in plain_fields(ACTIVITY)}
    fields = {name: value for name, value in base or () if name not in asked}
    fields |= {
        **_plain_values(ACTIVITY, values),
        **directions.drafts(values, framework, weights, base),
        "participation": lines,
        "partners": values["partners"],
    }
    if typed:
        fields |= {"date_precision": "day", "date_as_stated": ""}
        fields |= date_fields({"started_on": typed}, fields)
    if values["lifecycle"] == "planned":
        fields["planned_started_on"] = fields.get("started_on")
        fields["planned_ended_on"] = fields.get("ended_on")

    draft = _checked(ActivityDraft, fields, faults, t)
    return ReadForm(framework, draft, faults, proposed, weights, typed)


def _checked(draft: type[Any], fields: Mapping[str, Any], faults: Faults, t: Translate) -> Any:
    """Return the draft; None where a field has a fault, those of the draft are added."""
    known = set(faults)
    try:
        checked = draft(**fields)
    except ValidationError as error:
        for fault in draft_faults(error):
            name, words = fault.field, fault.message.translate(t)
            if draft is ActivityDraft:
                name = FIELD_OF.get(name, name)
                if fault.place:
                    words = t("Line {line}: {fault}", line=int(fault.place[0]) + 1, fault=words)
            if name not in known:
                faults.setdefault(name, []).append(words)
        return None
    return None if faults else checked


def values_of(kind: str, draft: AnyDraft, *, framework: str = "") -> dict[str, Any]:
    """Return a stored draft as its form shows it.

    An activity is shown in the strategy `framework` where it names it, else in its own one.
    """
    values = {one.name: one.shown(getattr(draft, one.name)) for one in plain_fields(kind)}
    if isinstance(draft, ActivityDraft):
        values |= {
            "partners": people.rows_of(draft.partners),
            **days.answers(draft),
            **people.answers(draft.participation),
            **directions.answers(draft, framework),
        }
    return {**empty_values(kind), **values}
