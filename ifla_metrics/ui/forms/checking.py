"""From what was typed to a draft: every fault at its field, in the reader's words, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from ifla_metrics.errors import IflaMetricsError, n_
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.models.columns import Lifecycle, Precision
from ifla_metrics.models.drafts import ActivityDraft, ContributionDraft, StoryDraft, draft_faults
from ifla_metrics.ui.forms import days, directions, participation, story
from ifla_metrics.ui.forms.days import When
from ifla_metrics.ui.forms.lists import Lists
from ifla_metrics.ui.forms.places import Doubt, Places, read_places
from ifla_metrics.ui.forms.typed import Typed

FIELD_OF = {
    "started_on": "when",
    "ended_on": "when",
    "date_precision": "when",
    "date_as_stated": "when",
    "contributions": "outcomes",
    "alignments": "directions",
    "participation": "people",
}
"""The field of the form at which a fault of a field of the draft is shown."""
KEPT = (
    "planned_started_on",
    "planned_ended_on",
    "language",
    "provenance",
    "source",
    "note",
)
"""What the form does not ask: an amendment keeps what stands there."""


@dataclass(frozen=True)
class Form:
    """What stands in a form, read: what could be understood, and faults by field."""

    typed: Typed
    when: When
    places: Places
    framework: Framework
    proposed: tuple[str, ...]
    directions: tuple[str, ...]
    weights: Mapping[str, int]
    draft: ActivityDraft | None = None
    story: StoryDraft | None = None
    faults: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that are chosen of the form's strategy."""
        return codes_of(self.framework.id, self.typed.outcomes)


@dataclass(frozen=True)
class Basis:
    """What an amendment stands on: the draft that was stored, and the form as it opened with it."""

    draft: ActivityDraft
    typed: Typed


def read_form(
    typed: Typed, lists: Lists, t: Translate, *, basis: Basis | None = None, usual: str = ""
) -> Form:
    """Return what stands in a form, with a draft when nothing is wrong.

    Args:
        typed: What stands in it.
        lists: What can be chosen.
        t: The reader's words.
        basis: What an amendment stands on: what the form does not ask, and a date, a line or
            another strategy's outcome that nobody touched, is taken over as it was stored.
        usual: The strategy that is meant as long as there is no date; the youngest by default.
    """
    when = days.read_when(typed.when, typed.reading)
    day = when.days.started_on if when.days else None
    # Outcomes that were chosen already say which strategy is meant before there is a date.
    named = [*(o.partition(" ")[0] for o in typed.outcomes), usual, *reversed([*lists.frameworks])]
    default = days.framework_of(
        day, lists.frameworks, next(n for n in named if n in lists.frameworks)
    )
    framework = lists.frameworks.get(typed.framework) or lists.frameworks[default]
    proposed = directions.proposed(framework, codes_of(framework.id, typed.outcomes), day)
    known = [d.code for d in framework.directions]
    chosen = tuple(code for code in known if code in (typed.directions or ()))
    # Codes that this strategy does not have are another one's: nothing was chosen of this one.
    as_proposed = typed.directions is None or bool(typed.directions and not chosen)
    served = proposed if as_proposed else chosen
    shares = directions.shares(served, None if typed.shares is None else dict(typed.shares))
    form = Form(
        typed,
        when,
        read_places((*typed.countries, *typed.asked), lists),
        framework,
        proposed,
        served,
        shares.weights,
    )
    faults: dict[str, list[str]] = {}
    if shares.fault:
        faults["directions"] = [shares.fault.say(t)]
    people = participation.lines_of(typed, t, base=basis.draft.participation if basis else ())
    for name, error in people.faults:
        faults.setdefault(name, []).append(error.say(t))
    _doubts(form, faults, t)
    try:
        draft = ActivityDraft(**_values(form, people.lines, basis))
    except ValidationError as error:
        for fault in draft_faults(error):
            name = FIELD_OF.get(fault.field, fault.field)
            if name not in faults:
                faults.setdefault(name, []).append(_said(name, fault.error, typed, t))
        draft = None
    tale, wrong = story.told(typed, draft, form.outcomes, framework.id, t)
    faults |= {name: [*said] for name, said in wrong.items()}
    told = {name: tuple(dict.fromkeys(said)) for name, said in faults.items()}
    return replace(form, draft=None if told else draft, story=tale, faults=told)


def codes_of(framework: str, outcomes: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of one strategy among outcomes written "FRAMEWORK CODE"."""
    pairs = (outcome.split(" ", 1) for outcome in outcomes if " " in outcome)
    return tuple(code for strategy, code in pairs if strategy == framework)


def _doubts(form: Form, faults: dict[str, list[str]], t: Translate) -> None:
    if form.when.fault:
        faults.setdefault("when", []).append(form.when.fault.words(t))
    for doubt in form.places.doubts:
        faults.setdefault("countries", []).append(question(doubt, t))


def question(doubt: Doubt, t: Translate) -> str:
    """Return what is asked about a place that is no one country."""
    if doubt.nearest:
        return t(
            "No country is called “{typed}”. Did you mean “{nearest}”?",
            typed=doubt.typed,
            nearest=doubt.nearest,
        )
    if doubt.candidates:
        return t("Which country is meant by “{typed}”?", typed=doubt.typed)
    return t("No country is called “{typed}”.", typed=doubt.typed)


NEEDED = {
    "title": n_("Please give it a title."),
    "when": n_("Please say when it took place."),
    "groups": n_("Please choose at least one working group."),
}
"""What is said at a field that was left empty and is needed."""


def _said(name: str, error: IflaMetricsError, typed: Typed, t: Translate) -> str:
    if name in NEEDED and not getattr(typed, name):
        return t(NEEDED[name])
    return error.say(t)


def _values(form: Form, lines: tuple[Any, ...], basis: Basis | None) -> dict[str, Any]:
    typed, strategy = form.typed, form.framework.id
    base = basis.draft if basis else None
    values: dict[str, Any] = {name: getattr(base, name) for name in KEPT} if base else {}
    others = [c for c in base.contributions if c.framework != strategy] if base else []
    elsewhere = [a for a in base.alignments if a.framework != strategy] if base else []
    values |= {
        "title": typed.title,
        "kind": typed.kind,
        "lifecycle": typed.lifecycle,
        "level": typed.level,
        "arena": typed.arena,
        "mode": typed.mode,
        "description": typed.description,
        "groups": typed.groups,
        "countries": form.places.countries,
        "associations": typed.associations,
        "contributions": (
            *others,
            *(ContributionDraft(framework=strategy, outcome=code) for code in form.outcomes),
        ),
        "alignments": (
            *elsewhere,
            *directions.alignments(strategy, dict(form.weights), form.typed.primary),
        ),
        "participation": lines,
        "evidence": tuple(line for line in typed.evidence.splitlines() if line.strip()),
    }
    values |= _days(form, basis)
    if typed.lifecycle == Lifecycle.PLANNED.value:
        values["planned_started_on"] = values.get("started_on")
        values["planned_ended_on"] = values.get("ended_on")
    return values


def _days(form: Form, basis: Basis | None) -> dict[str, Any]:
    typed = form.typed
    if basis and (typed.when, typed.reading) == (basis.typed.when, basis.typed.reading):
        names = ("started_on", "ended_on", "date_precision", "date_as_stated")
        return {name: getattr(basis.draft, name) for name in names}
    found = form.when.days
    if found is None:
        return {}
    stated = found.as_stated if found.precision is not Precision.DAY else ""
    return {
        "started_on": found.started_on,
        "ended_on": found.ended_on,
        "date_precision": found.precision,
        "date_as_stated": stated,
    }


def typed_of(draft: ActivityDraft, t: Translate, *, default: str) -> Typed:
    """Return a stored draft as a form shows it, in its own strategy, else in the one by default."""
    when, reading = days.typed_when(draft)
    named = [*(a.framework for a in draft.alignments), *(c.framework for c in draft.contributions)]
    strategy = default if default in named or not named else named[-1]
    own = [a for a in draft.alignments if a.framework == strategy]
    weights = {a.direction: a.weight for a in own}
    equal = directions.shares(tuple(weights), None).weights == weights
    people: dict[str, Any] = participation.typed_people(draft.participation, t)
    return Typed(
        title=draft.title,
        when=when,
        reading=reading,
        countries=draft.countries,
        groups=draft.groups,
        kind=draft.kind,
        lifecycle=draft.lifecycle.value,
        framework=strategy,
        outcomes=tuple(f"{c.framework} {c.outcome}" for c in draft.contributions),
        directions=tuple(weights),
        shares=None
        if equal
        else tuple((code, directions.as_percent(w)) for code, w in weights.items()),
        primary=next((a.direction for a in own if a.is_primary), ""),
        level=draft.level,
        arena=draft.arena,
        mode=draft.mode,
        associations=draft.associations,
        description=draft.description,
        evidence="\n".join(draft.evidence),
        **people,
    )
