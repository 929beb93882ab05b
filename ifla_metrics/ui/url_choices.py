"""Parse and validate the choices in a URL.

A link opens exactly what its sender saw. An invalid parameter is reported with the nearest valid
value, and its default is used instead.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from ifla_metrics.choices import COUNTING_RULES, NOT_PUBLIC, NOW, PUBLIC_KEYS, Choices, parse_day
from ifla_metrics.errors import IflaMetricsError, NotAllowed, UnknownCode, n_
from ifla_metrics.figures import registry
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import LANGUAGES, translate
from ifla_metrics.reading import Codes, Moment
from ifla_metrics.settings import read_only

FIRST_DAY = date(2009, 1, 1)
"""The first day of the documented history."""
NAMES = frozenset(Choices.__dataclass_fields__)
FLAGS = ("documented_only", "reviewed_only")
DATE_NAMES = ("known_on", "since")
"""Choices that take a meeting's code or any day."""
COUNTING_LABELS = {
    "full": n_("Each direction counts the whole activity"),
    "fractional": n_("By share: an activity is divided among its directions"),
    "primary": n_("Main direction only: an activity counts once"),
}
PERIOD_KINDS = ("strategy", "biennium", "year", "quarter")
"""Kinds of periods, longest first, as the list shows them."""


def allowed_names() -> frozenset[str]:
    """Return the names of the choices that readers may make: fewer on a public server."""
    return PUBLIC_KEYS if read_only() else NAMES


@dataclass(frozen=True, eq=False)  # Caches use it as a key: hash by identity.
class AvailableChoices:
    """The strategies, meetings, regions and groups that readers can choose from."""

    frameworks: Mapping[str, Framework]
    meetings: tuple[Moment, ...]
    """Governing Board meetings, newest first."""
    regions: Mapping[str, Codes] = field(default_factory=dict)
    """Regions by region scheme."""
    groups: Codes = field(default_factory=dict)

    @property
    def default_framework(self) -> str:
        """The strategy shown when the reader has chosen none."""
        return next(iter(self.frameworks))

    def in_language(self, language: str) -> "AvailableChoices":
        """Return a copy with the strategies in a language."""
        frameworks = {
            code: framework.in_language(language) for code, framework in self.frameworks.items()
        }
        return replace(self, frameworks=frameworks)

    def defaults(self, framework: str = "", *, language: str = LANGUAGES[0]) -> Choices:
        """Return the default choices of a strategy."""
        chosen = self.frameworks[framework or self.default_framework]
        return Choices(
            framework=chosen.id,
            period=chosen.default_period,
            counting=next((c for c in COUNTING_RULES if c == chosen.counting), COUNTING_RULES[0]),
            language=language,
        )


@lru_cache(maxsize=32)
def options(
    available: AvailableChoices, framework_id: str, language: str
) -> dict[str, dict[str, str]]:
    """Return the options of each choice under a strategy: labels by code, by choice."""
    available, t = available.in_language(language), translate(language)
    framework = available.frameworks[framework_id]
    meetings = {
        m.meeting: t("{day}, Governing Board", day=t.date(m.known_on, "medium"))
        for m in available.meetings
    }
    periods = sorted(framework.periods, key=lambda p: (PERIOD_KINDS.index(p.kind), p.starts_on))
    regions = available.regions.get(framework.region_scheme, {})
    return {
        "framework": {
            code: t("Strategy {years}", years=strategy.short_title)
            for code, strategy in available.frameworks.items()
        },
        "period": {
            period.code: t("Whole strategy") if period.kind == "strategy" else period.title
            for period in periods
        },
        "direction": {
            "": t("All directions"),
            **{d.code: d.short_title for d in framework.directions},
        },
        "region": {
            "": t("All regions"),
            **{code: t(region.title) for code, region in regions.items()},
        },
        "group": {
            "": t("All working groups"),
            **{code: t(group.short) for code, group in available.groups.items()},
        },
        "known_on": {NOW: t("As known today"), **meetings},
        "since": {"": t("the previous meeting"), **meetings},
        "counting": {code: t(label) for code, label in COUNTING_LABELS.items()},
        "documented_only": {"": t("Real and demonstration"), "1": t("Real only")},
        "reviewed_only": {"": t("All"), "1": t("Reviewed only")},
        "language": {code: t.language_name(code) for code in LANGUAGES},
    }


def parse(
    query: Mapping[str, str], available: AvailableChoices, *, language: str = LANGUAGES[0]
) -> tuple[Choices, tuple[IflaMetricsError, ...]]:
    """Return the choices in a query, and an error for each invalid one (its default is used)."""
    errors: list[IflaMetricsError] = []
    if query.get("framework", available.default_framework) not in available.frameworks:
        errors.append(_unknown("framework", query["framework"], available.frameworks))
        query = {**query, "framework": available.default_framework}
    defaults = available.defaults(query.get("framework", ""), language=language)
    valid: dict[str, Any] = {}
    for name, labels in options(available, defaults.framework, LANGUAGES[0]).items():
        value = query.get(name)
        if value is None:
            continue
        if name not in allowed_names():
            errors.append(NotAllowed(NOT_PUBLIC))
        elif value in labels or (name in DATE_NAMES and is_selectable_day(value)):
            valid[name] = value == "1" if name in FLAGS else value
        else:
            errors.append(_unknown(name, value, labels))
    choices = replace(defaults, **valid)
    if not is_before(choices.since, choices.known_on, available):
        errors.append(_unknown("since", choices.since, earlier_meetings(choices, available)))
        choices = replace(choices, since="")
    return choices, tuple(errors)


def _unknown(name: str, value: str, codes: Iterable[str]) -> UnknownCode:
    """Return the error for a parameter; it suggests the nearest valid one."""
    valid = [f"{name}={code}" for code in codes if code]
    return UnknownCode(n_("choice"), f"{name}={value}", valid)


def parse_figure_id(figure_id: str, available: AvailableChoices) -> tuple[str, Choices]:
    """Return the name of the figure and the choices in a figure id.

    Raises:
        Refused: The id is malformed.
        UnknownCode: A choice in it does not exist.
    """
    name, stated = registry.parse_figure_id(figure_id)
    query = {key: value for key, value in stated.query().items() if key != "language"}
    choices, errors = parse(query, available)
    if errors:
        raise errors[0]
    return name, replace(choices, language=stated.language)


def is_selectable_day(value: str) -> bool:
    """Return whether a value is a day that the date inputs accept."""
    day = parse_day(value)
    return day is not None and FIRST_DAY <= day <= datetime.now(UTC).date()


def is_before(since: str, known_on: str, available: AvailableChoices) -> bool:
    """Return whether `since` is empty or before the known-on day."""
    return not since or moment_day(since, available) < moment_day(known_on, available)


def earlier_meetings(choices: Choices, available: AvailableChoices) -> list[str]:
    """Return the codes of the meetings before the known-on day, newest first."""
    codes = [meeting.meeting for meeting in available.meetings]
    return [code for code in codes if is_before(code, choices.known_on, available)]


def moment_day(moment: str, available: AvailableChoices) -> date:
    """Return the day of a `known_on` or `since` choice; date.max for now."""
    meeting_days = {m.meeting: m.known_on for m in available.meetings}
    return meeting_days.get(moment) or parse_day(moment) or date.max


def previous_meeting(choices: Choices, available: AvailableChoices) -> Moment | None:
    """Return the last meeting since the strategy began and before the known-on day, if any."""
    end = min(moment_day(choices.known_on, available), datetime.now(UTC).date())
    start = available.frameworks[choices.framework].starts_on
    return next((m for m in available.meetings if start <= m.known_on < end), None)
