"""What a form holds as a draft, or what is wrong at each field; and a stored draft as a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from pydantic import ValidationError

from ifla_metrics.errors import BrokenRule, n_
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import ACTIVITY, draft_of
from ifla_metrics.imports.countries import CountryMatch, find_country
from ifla_metrics.models.columns import Lifecycle, Precision, Provenance
from ifla_metrics.models.drafts import (
    ActivityDraft,
    AlignmentDraft,
    ContributionDraft,
    RecordDraft,
    draft_faults,
    equal_weights,
)
from ifla_metrics.text import clean_line
from ifla_metrics.ui.codes import FormCodeBook
from ifla_metrics.ui.forms import answers
from ifla_metrics.ui.forms.answers import When
from ifla_metrics.ui.forms.fields import SEPARATOR, empty_values, plain_fields
from ifla_metrics.ui.forms.open_form import OpenForm, Values

Faults = dict[str, list[str]]
"""What is wrong, in the reader's words, by field; "" for what concerns no one field."""
FIELD_OF = {
    "started_on": "when",
    "ended_on": "when",
    "date_precision": "when",
    "date_as_stated": "when",
    "contributions": "outcomes",
    "alignments": "directions",
    "participation": "lines",
}
"""The field of the form at which a fault of a field of an activity's draft is shown."""
NEEDED = {
    "title": n_("Please give it a title."),
    "kind": n_("Please choose what kind it was."),
    "lifecycle": n_("Please choose whether it is done."),
    "when": n_("Please say when it took place."),
    "groups": n_("Please choose at least one working group."),
}
"""The fault of a field of an activity that was left empty."""


class Places(NamedTuple):
    """The countries (alpha-3, in order), and names as typed that are no one country."""

    countries: tuple[str, ...] = ()
    doubts: tuple[CountryMatch, ...] = ()


NO_DAY, NOWHERE = When(), Places()


def read_places(typed: Iterable[str], code_book: FormCodeBook) -> Places:
    """Return the countries of codes as chosen and names as typed in any of seven languages."""
    countries: dict[str, None] = {}
    doubts: dict[str, CountryMatch] = {}
    offered = {code: code_book.countries[code] for code in code_book.offered("countries")}
    for name in typed:
        match = find_country(name, offered)
        if name in code_book.countries or match.alpha3:
            countries[name if name in code_book.countries else match.alpha3] = None
        else:
            doubts[name] = match
    return Places(tuple(countries), tuple(doubts.values()))


def question(doubt: CountryMatch, t: Translate) -> str:
    """Return what the reader is asked about a name that is no one country."""
    if doubt.candidates:
        return t("Which country is meant by “{typed}”?", typed=doubt.typed)
    return t("No country is called “{typed}”.", typed=doubt.typed)


@dataclass(frozen=True)
class ReadForm:
    """A form as it was understood: its draft, and faults by field. Saved only without faults."""

    framework: Framework
    draft: Any = None
    faults: Faults = field(default_factory=dict)
    when: When = NO_DAY
    places: Places = NOWHERE
    proposed: tuple[str, ...] = ()
    weights: Mapping[str, int] = field(default_factory=dict)


def read_form(form: OpenForm, code_book: FormCodeBook, t: Translate) -> ReadForm:
    """Return an open form as it is understood."""
    read = (_read_activity if form.kind == ACTIVITY else _read_record)(form, code_book, t)
    if form.base and not clean_line(form.values["reason"]):
        read.faults["reason"] = [t("A change needs a reason.")]
    return read


def _read_record(form: OpenForm, code_book: FormCodeBook, t: Translate) -> ReadForm:
    values = _plain_values(form.kind, form.values)
    values["framework"] = form.framework
    values["provenance"] = form.base.draft.provenance if form.base else Provenance.REPORTED
    if "evidence" in values:
        values["evidence"] = SEPARATOR.join(values["evidence"])
    faults: Faults = {}
    try:
        draft = draft_of(form.kind)(**values)
    except ValidationError as error:
        draft = None
        for fault in draft_faults(error):
            faults.setdefault(fault.field, []).append(fault.error.say(t))
    return ReadForm(code_book.frameworks[form.framework], draft, faults)


def _plain_values(kind: str, values: Values) -> dict[str, Any]:
    """Return what the plain fields hold; what is empty is left to the draft."""
    held = {one.name: values[one.name] for one in plain_fields(kind) if values[one.name] != ""}
    if "evidence" in held:
        held["evidence"] = tuple(filter(str.strip, held["evidence"].splitlines()))
    return held


def _read_activity(form: OpenForm, code_book: FormCodeBook, t: Translate) -> ReadForm:
    """Return the form of an activity as understood.

    In an amendment, what the form does not ask stays as it is stored, and so does a date, a line or
    another strategy's outcome that nobody touched.
    """
    values, base = form.values, form.base.draft if form.base else None
    when = answers.read_when(values["when"])
    day = when.days.started_on if when.days else None
    framework = code_book.frameworks.get(values["framework"]) or _in_force(
        values, code_book, day, form.framework
    )
    outcomes = answers.codes_of(framework.id, values["outcomes"])
    proposed = answers.proposed(framework, outcomes, day)
    places = read_places(values["countries"], code_book)
    lines, faults = answers.read_people(values, t)
    offered = answers.direction_choices(framework, base)
    weights, wrong_shares = _weights(values, offered, proposed)

    if wrong_shares:
        faults["directions"] = [wrong_shares.say(t)]
    if when.fault:
        faults["when"] = [when.fault.describe(t)]
    if places.doubts:
        faults["countries"] = [question(doubt, t) for doubt in places.doubts]
    faults |= {name: [t(words)] for name, words in NEEDED.items() if not values[name]}

    plain = {one.name for one in plain_fields(ACTIVITY)}
    said = {name: value for name, value in base or () if name not in plain}
    said |= _plain_values(ACTIVITY, values)
    said |= {
        "countries": places.countries,
        "participation": lines,
        "partners": values["partners"],
        "contributions": (
            *(c for c in (base.contributions if base else ()) if c.framework != framework.id),
            *(ContributionDraft(framework=framework.id, outcome=code) for code in outcomes),
        ),
        "alignments": (
            *(a for a in (base.alignments if base else ()) if a.framework != framework.id),
            *_alignments(framework.id, weights, values["primary"]),
        ),
    }
    if not (base and values["when"] == form.opened_with["when"]):
        said |= _days(when)
    if values["lifecycle"] == Lifecycle.PLANNED.value:
        said["planned_started_on"] = said.get("started_on")
        said["planned_ended_on"] = said.get("ended_on")

    draft = _checked(said, faults, t)
    return ReadForm(framework, draft, faults, when, places, proposed, weights)


def _in_force(values: Values, code_book: FormCodeBook, day: date | None, usual: str) -> Framework:
    """Return the strategy in force on the day; without one, that of the outcomes, else `usual`."""
    named = (outcome.partition(" ")[0] for outcome in values["outcomes"])
    candidates = [*named, usual, *reversed([*code_book.frameworks])]
    default = next(name for name in candidates if name in code_book.frameworks)
    return code_book.frameworks[answers.framework_of(day, code_book.frameworks, default)]


def _weights(
    values: Values, offered: Iterable[str], proposed: tuple[str, ...]
) -> tuple[dict[str, int], BrokenRule | None]:
    """Return the weights of the directions in 1200ths, and what is wrong with their shares."""
    picked = values["directions"]
    chosen = tuple(code for code in offered if code in (picked or ()))
    # Codes that this strategy does not have are another one's: nothing was chosen of this one.
    served = proposed if picked is None or (picked and not chosen) else chosen
    if not values["shares"] or not served:
        return equal_weights(served), None
    try:
        return answers.read_shares(served, dict(values["shares"])), None
    except BrokenRule as wrong:
        return equal_weights(served), wrong


def _alignments(
    framework: str, weights: Mapping[str, int], primary: str
) -> Iterable[AlignmentDraft]:
    for code, weight in weights.items():
        if weight > 0:
            is_primary = code == primary
            yield AlignmentDraft(
                framework=framework, direction=code, weight=weight, is_primary=is_primary
            )


def _days(when: When) -> dict[str, Any]:
    days = when.days
    return {
        "started_on": days.started_on if days else None,
        "ended_on": days.ended_on if days else None,
        "date_precision": days.precision if days else Precision.DAY,
        "date_as_stated": days.as_stated if days and days.precision is not Precision.DAY else "",
    }


def _checked(said: Mapping[str, Any], faults: Faults, t: Translate) -> ActivityDraft | None:
    """Return the draft; None where a field has a fault, those of the draft are added."""
    try:
        draft = ActivityDraft(**said)
    except ValidationError as error:
        for fault in draft_faults(error):
            name = FIELD_OF.get(fault.field, fault.field)
            words = fault.error.say(t)
            if fault.place:
                words = t("Line {line}: {fault}", line=int(fault.place[0]) + 1, fault=words)
            faults.setdefault(name, [words])
        return None
    return None if faults else draft


def values_of(
    kind: str, draft: ActivityDraft | RecordDraft, t: Translate, *, framework: str = ""
) -> dict[str, Any]:
    """Return a stored draft as its form shows it.

    An activity is shown in the strategy `framework` where it names it, else in its own one.
    """
    values = {one.name: one.shown(getattr(draft, one.name)) for one in plain_fields(kind)}
    if isinstance(draft, ActivityDraft):
        values |= _values_of_activity(draft, t, framework)
    return {**empty_values(kind), **values}


def _values_of_activity(draft: ActivityDraft, t: Translate, framework: str) -> dict[str, Any]:
    strategy = strategy_of(draft, framework)
    own = [a for a in draft.alignments if a.framework == strategy]
    weights = {a.direction: a.weight for a in own}
    return {
        "when": answers.typed_when(draft),
        **answers.typed_people(draft.participation),
        "countries": draft.countries,
        "framework": strategy,
        "outcomes": tuple(f"{c.framework} {c.outcome}" for c in draft.contributions),
        "directions": tuple(weights),
        "shares": answers.typed_shares(weights),
        "primary": next((a.direction for a in own if a.is_primary), ""),
        "partners": answers.rows_of(draft.partners),
    }


def strategy_of(draft: ActivityDraft, preferred: str = "") -> str:
    """Return the strategy that an activity names, the preferred one if it does; "" for none."""
    named = [a.framework for a in draft.alignments]
    named += [c.framework for c in draft.contributions]
    return preferred if preferred in named or not named else named[-1]
