"""The form of an activity as typed, kept as JSON, and read into a draft with faults by field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from ifla_metrics.errors import IflaMetricsError, n_
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.countries import find_country
from ifla_metrics.models.columns import Lifecycle, Precision
from ifla_metrics.models.drafts import ActivityDraft, ContributionDraft, StoryDraft, draft_faults
from ifla_metrics.text import clean
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import CodeNames
from ifla_metrics.ui.forms import days, directions, participation
from ifla_metrics.ui.forms.days import When
from ifla_metrics.ui.forms.participation import Attendance

Faults = Mapping[str, tuple[str, ...]]
"""What is wrong, in the reader's words, by field; "" for what concerns no one field."""


@dataclass(frozen=True)
class Typed:
    """The whole form. An empty `framework` is the one in force; None is "as proposed"."""

    title: str = ""
    when: str = ""
    reading: str = ""
    """The days that were chosen where `when` has several readings (FIRST/LAST)."""
    countries: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    """Places as typed that are no country yet: ambiguous or unknown names."""
    groups: tuple[str, ...] = ()
    kind: str = "meeting"
    lifecycle: str = "completed"
    framework: str = ""
    outcomes: tuple[str, ...] = ()
    """Each as "FRAMEWORK CODE", so that another strategy does not lose them."""
    directions: tuple[str, ...] | None = None
    shares: tuple[tuple[str, str], ...] | None = None
    """Per cent by direction as typed; None is equal parts."""
    primary: str = ""
    people: str = ""
    women: str = ""
    men: str = ""
    lines: tuple[Attendance, ...] = ()
    """People in more detail; when there are any, the three numbers above do not count."""
    level: str = ""
    arena: str = ""
    mode: str = ""
    associations: tuple[str, ...] = ()
    partners: tuple[tuple[str, str], ...] = ()
    """Outside organisations, each with its kind."""
    description: str = ""
    evidence: str = ""
    """One address a line."""
    story: str = ""
    """What changed for whom; only with a new activity."""
    story_for: str = ""
    reason: str = ""
    """Why an activity is amended."""

    def as_json(self) -> str:
        """Return the form as text to be kept."""
        return _JSON.dump_json(self).decode()


_JSON = TypeAdapter(Typed)


def from_json(kept: str) -> Typed:
    """Return the form that was kept; an empty one for a text that is no form."""
    try:
        return _JSON.validate_json(kept)
    except ValidationError:
        return Typed()


class Doubt(NamedTuple):
    """A place as typed that is no one country: the countries it may mean, and a similar name."""

    typed: str
    candidates: tuple[str, ...]
    nearest: str = ""

    def question(self, t: Translate) -> str:
        """Return what the reader is asked."""
        if self.nearest:
            return t(
                "No country is called “{typed}”. Did you mean “{nearest}”?",
                typed=self.typed,
                nearest=self.nearest,
            )
        if self.candidates:
            return t("Which country is meant by “{typed}”?", typed=self.typed)
        return t("No country is called “{typed}”.", typed=self.typed)


class Places(NamedTuple):
    """The countries (alpha-3, in order), and what is still to be asked."""

    countries: tuple[str, ...]
    doubts: tuple[Doubt, ...] = ()


def read_places(chosen: Iterable[str], lists: CodeNames) -> Places:
    """Return the countries of codes as chosen and names as typed in any of seven languages."""
    countries: dict[str, None] = {}
    doubts: dict[str, Doubt] = {}
    for name in chosen:
        if name in lists.countries:
            countries[name] = None
            continue
        match = find_country(name, lists.countries)
        if match.alpha3:
            countries[match.alpha3] = None
        elif match.nearest:
            similar = find_country(match.nearest, lists.countries)
            codes = (similar.alpha3,) if similar.alpha3 else ()
            doubts[name] = Doubt(name, codes, match.nearest)
        else:
            doubts[name] = Doubt(name, match.candidates)
    return Places(tuple(countries), tuple(doubts.values()))


@dataclass(frozen=True)
class ReadForm:
    """A form as it was understood: its draft when nothing is wrong, else faults by field."""

    typed: Typed
    when: When
    places: Places
    framework: Framework
    proposed: tuple[str, ...]
    directions: tuple[str, ...]
    weights: Mapping[str, int]
    draft: ActivityDraft | None = None
    story: StoryDraft | None = None
    faults: Faults = field(default_factory=dict)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that are chosen of the form's strategy."""
        return codes_of(self.framework.id, self.typed.outcomes)

    def looks_like(self, other: ReadForm) -> bool:
        """Say whether a page that shows this form shows the other one too."""
        shown = ("faults", "when", "places", "framework", "directions", "proposed")
        return all(getattr(self, name) == getattr(other, name) for name in shown)


class Basis(NamedTuple):
    """What an amendment starts from: the stored draft, and the form as it opened with it."""

    draft: ActivityDraft
    typed: Typed


FIELD_OF = {
    "started_on": "when",
    "ended_on": "when",
    "date_precision": "when",
    "date_as_stated": "when",
    "contributions": "outcomes",
    "alignments": "directions",
    "participation": "people",
    "change": "story",
    "for_whom": "story_for",
}
"""The field of the form at which a fault of a field of a draft is shown."""
NOT_ASKED = (
    "planned_started_on",
    "planned_ended_on",
    "language",
    "provenance",
    "source",
    "note",
)
"""What the form does not ask: an amendment keeps it."""
NEEDED = {
    "title": n_("Please give it a title."),
    "when": n_("Please say when it took place."),
    "groups": n_("Please choose at least one working group."),
}
"""The fault of a required field that was left empty."""


def read_form(
    typed: Typed, lists: CodeNames, t: Translate, *, basis: Basis | None = None, usual: str = ""
) -> ReadForm:
    """Return the form as understood, with a draft when nothing is wrong.

    Args:
        typed: What was typed and chosen.
        lists: What can be chosen.
        t: The reader's words.
        basis: What an amendment starts from: what the form does not ask, and a date, a line or
            another strategy's outcome that nobody touched, stays as it was stored.
        usual: The strategy to assume as long as there is no date; the youngest by default.
    """
    when = days.read_when(typed.when, typed.reading)
    day = when.days.started_on if when.days else None
    framework = lists.frameworks.get(typed.framework) or _in_force(typed, lists, day, usual)
    proposed = directions.proposed(framework, codes_of(framework.id, typed.outcomes), day)
    chosen = tuple(d.code for d in framework.directions if d.code in (typed.directions or ()))
    # Codes that this strategy does not have are another one's: nothing was chosen of this one.
    as_proposed = typed.directions is None or bool(typed.directions and not chosen)
    served = proposed if as_proposed else chosen
    shares = directions.shares(served, None if typed.shares is None else dict(typed.shares))
    places = read_places((*typed.countries, *typed.asked), lists)
    form = ReadForm(typed, when, places, framework, proposed, served, shares.weights)

    faults: dict[str, list[str]] = {}
    if shares.fault:
        faults["directions"] = [shares.fault.say(t)]
    people = participation.lines_of(typed, t, base=basis.draft.participation if basis else ())
    for name, error in people.faults:
        faults.setdefault(name, []).append(error.say(t))
    if when.fault:
        faults["when"] = [when.fault.describe(t)]
    if places.doubts:
        faults["countries"] = [doubt.question(t) for doubt in places.doubts]
    draft = story = None
    try:
        draft = ActivityDraft(**_values(form, people.lines, basis))
    except ValidationError as error:
        for fault in draft_faults(error):
            name = FIELD_OF.get(fault.field, fault.field)
            faults.setdefault(name, [_fault_words(name, fault.error, typed, t)])
    if clean(typed.story) and not form.outcomes:
        faults["story"] = [t("Choose above what it advanced: the story belongs to it.")]
    elif clean(typed.story) and draft is not None:
        try:
            story = _story(form, draft)
        except ValidationError as error:
            for fault in draft_faults(error):
                faults[FIELD_OF.get(fault.field, "story")] = [fault.error.say(t)]
    unique = {name: tuple(dict.fromkeys(words)) for name, words in faults.items()}
    return replace(form, draft=None if unique else draft, story=story, faults=unique)


def codes_of(framework: str, outcomes: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of one strategy among outcomes written "FRAMEWORK CODE"."""
    pairs = (outcome.split(" ", 1) for outcome in outcomes if " " in outcome)
    return tuple(code for strategy, code in pairs if strategy == framework)


def _in_force(typed: Typed, lists: CodeNames, day: Any, usual: str) -> Framework:
    """Return the strategy in force on the day; without one, that of the outcomes, else `usual`."""
    named = [*(o.partition(" ")[0] for o in typed.outcomes), usual, *reversed([*lists.frameworks])]
    default = next(name for name in named if name in lists.frameworks)
    return lists.frameworks[days.framework_of(day, lists.frameworks, default)]


def _fault_words(name: str, error: IflaMetricsError, typed: Typed, t: Translate) -> str:
    if name in NEEDED and not getattr(typed, name):
        return t(NEEDED[name])
    return error.say(t)


def _values(form: ReadForm, lines: tuple[Any, ...], basis: Basis | None) -> dict[str, Any]:
    typed, strategy = form.typed, form.framework.id
    base = basis.draft if basis else None
    values: dict[str, Any] = {name: getattr(base, name) for name in NOT_ASKED} if base else {}
    others = [c for c in base.contributions if c.framework != strategy] if base else []
    elsewhere = [a for a in base.alignments if a.framework != strategy] if base else []
    same = ("title", "kind", "lifecycle", "level", "arena", "mode", "description", "groups")
    values |= {name: getattr(typed, name) for name in (*same, "associations")}
    values |= {
        "countries": form.places.countries,
        "contributions": (
            *others,
            *(ContributionDraft(framework=strategy, outcome=code) for code in form.outcomes),
        ),
        "alignments": (
            *elsewhere,
            *directions.alignments(strategy, dict(form.weights), typed.primary),
        ),
        "partners": tuple({"name": name, "kind": kind} for name, kind in typed.partners),
        "participation": lines,
        "evidence": tuple(line for line in typed.evidence.splitlines() if line.strip()),
    }
    values |= _days(form, basis)
    if typed.lifecycle == Lifecycle.PLANNED.value:
        values["planned_started_on"] = values.get("started_on")
        values["planned_ended_on"] = values.get("ended_on")
    return values


def _days(form: ReadForm, basis: Basis | None) -> dict[str, Any]:
    typed = form.typed
    if basis and (typed.when, typed.reading) == (basis.typed.when, basis.typed.reading):
        names = ("started_on", "ended_on", "date_precision", "date_as_stated")
        return {name: getattr(basis.draft, name) for name in names}
    found = form.when.days
    if found is None:
        return {}
    return {
        "started_on": found.started_on,
        "ended_on": found.ended_on,
        "date_precision": found.precision,
        "date_as_stated": found.as_stated if found.precision is not Precision.DAY else "",
    }


def _story(form: ReadForm, activity: ActivityDraft) -> StoryDraft:
    """Return the story with title, day, place and evidence of its activity.

    It belongs to the first outcome that was chosen, and to the reader's own group if it took part.
    """
    own = actor().groups
    return StoryDraft(
        framework=form.framework.id,
        group=next((group for group in activity.groups if group in own), activity.groups[0]),
        node=form.outcomes[0],
        title=activity.title,
        change=form.typed.story,
        for_whom=form.typed.story_for,
        as_of=activity.ended_on,
        country=activity.countries[0] if len(activity.countries) == 1 else "",
        association=activity.associations[0] if len(activity.associations) == 1 else "",
        evidence=" | ".join(activity.evidence),
    )


def typed_of(draft: ActivityDraft, t: Translate, *, default: str = "") -> Typed:
    """Return a stored draft as a form shows it, in the strategy by default or in its own one."""
    when, reading = days.typed_when(draft)
    named = [*(a.framework for a in draft.alignments), *(c.framework for c in draft.contributions)]
    strategy = default if default in named or not named else named[-1]
    own = [a for a in draft.alignments if a.framework == strategy]
    weights = {a.direction: a.weight for a in own}
    percents = tuple((code, directions.as_percent(weight)) for code, weight in weights.items())
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
        shares=None if equal else percents,
        primary=next((a.direction for a in own if a.is_primary), ""),
        level=draft.level,
        arena=draft.arena,
        mode=draft.mode,
        associations=draft.associations,
        partners=tuple((partner.name, partner.kind) for partner in draft.partners),
        description=draft.description,
        evidence="\n".join(draft.evidence),
        **people,
    )
