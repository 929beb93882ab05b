"""Choices in an address: read, checked against what can be chosen, and written again.

A link opens exactly what its sender saw. What an address says wrongly is named, with the nearest
right value, and the default stands in for it.
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
KEYS = frozenset(Choices.__dataclass_fields__)
FLAGS = ("documented_only", "reviewed_only")
_FLAG_WORDS = {"0": "", "false": "", "true": "1"}
"""Other ways to write a flag than those that the filters write."""
DAYS = ("known_on", "since")
"""Choices that may be a meeting or a day of the reader's own."""
COUNTING_WORDS = {
    "full": n_("Each direction counts the whole activity"),
    "fractional": n_("By share: an activity is divided among its directions"),
    "primary": n_("Main direction only: an activity counts once"),
}
LONGEST_FIRST = ("strategy", "biennium", "year", "quarter")
"""Kinds of periods in the order of their list."""


def offered() -> frozenset[str]:
    """Return the names of the choices that readers have: fewer where anybody may read."""
    return PUBLIC_KEYS if read_only() else KEYS


@dataclass(frozen=True, eq=False)  # A key of caches, by what it is and not by all it holds.
class AvailableChoices:
    """What can be chosen: the strategies, and the Governing Board meetings, newest first."""

    frameworks: Mapping[str, Framework]
    meetings: tuple[Moment, ...]
    regions: Mapping[str, Codes] = field(default_factory=dict)
    """Those of each scheme."""
    groups: Codes = field(default_factory=dict)

    @property
    def default(self) -> str:
        """The strategy that is shown when nobody chose one."""
        return next(iter(self.frameworks))

    def in_language(self, language: str) -> "AvailableChoices":
        """Return the same with the strategies in a language."""
        frameworks = {
            code: framework.in_language(language) for code, framework in self.frameworks.items()
        }
        return replace(self, frameworks=frameworks)

    def start(self, framework: str = "", *, language: str = LANGUAGES[0]) -> Choices:
        """Return the choices that a strategy opens with."""
        chosen = self.frameworks[framework or self.default]
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
    """Return what can be chosen where a strategy is chosen: by choice, words by code."""
    available, t = available.in_language(language), translate(language)
    framework = available.frameworks[framework_id]
    meetings = {
        m.meeting: t("Governing Board, {day}", day=t.date(m.known_on, "medium"))
        for m in available.meetings
    }
    periods = sorted(framework.periods, key=lambda p: (LONGEST_FIRST.index(p.kind), p.starts_on))
    regions = available.regions.get(framework.region_scheme, {})
    return {
        "framework": {
            code: t("Strategy {years}", years=one.short_title)
            for code, one in available.frameworks.items()
        },
        "period": {
            period.code: t("{period}, whole strategy", period=period.title)
            if period.kind == "strategy"
            else period.title
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
        "since": {"": "", **meetings},
        "counting": {code: t(words) for code, words in COUNTING_WORDS.items()},
        "documented_only": {"": t("Real and demonstration"), "1": t("Real only")},
        "reviewed_only": {"": t("All"), "1": t("Reviewed only")},
        "language": {code: t.language_name(code) for code in LANGUAGES},
    }


def checked(
    query: Mapping[str, str], available: AvailableChoices, *, language: str = LANGUAGES[0]
) -> tuple[Choices, tuple[IflaMetricsError, ...]]:
    """Return the choices of an address, and what in it is unknown (the default stands there)."""
    faults: list[IflaMetricsError] = []
    if query.get("framework", available.default) not in available.frameworks:
        faults.append(_unknown("framework", query["framework"], available.frameworks))
        query = {**query, "framework": available.default}
    default = available.start(query.get("framework", ""), language=language)
    kept: dict[str, Any] = {}
    for name, words in options(available, default.framework, LANGUAGES[0]).items():
        value = query.get(name)
        if value is None:
            continue
        if name in FLAGS:
            value = _FLAG_WORDS.get(value, value)
        if name not in offered():
            faults.append(NotAllowed(NOT_PUBLIC))
        elif value in words or (name in DAYS and is_offered_day(value)):
            kept[name] = value == "1" if name in FLAGS else value
        else:
            faults.append(_unknown(name, value, words))
    chosen = replace(default, **kept)
    if not in_order(chosen, available):
        codes = [m.meeting for m in available.meetings]
        earlier = [code for code in codes if in_order(replace(chosen, since=code), available)]
        faults.append(_unknown("since", chosen.since, earlier))
        chosen = replace(chosen, since="")
    return chosen, tuple(faults)


def _unknown(name: str, value: str, codes: Iterable[str]) -> UnknownCode:
    """Return the fault of a parameter, with the nearest one as an address says it."""
    return UnknownCode(
        n_("choice"), f"{name}={value}", [f"{name}={code}" for code in codes if code]
    )


def reopened(figure_id: str, available: AvailableChoices) -> tuple[str, Choices]:
    """Return the figure's name and the choices of an id, every one checked.

    Raises:
        Refused: It is not the id of a figure.
        UnknownCode: A choice in it does not exist.
    """
    name, asked = registry.parse_figure_id(figure_id)
    query = {key: value for key, value in asked.query().items() if key != "language"}
    choices, faults = checked(query, available)
    if faults:
        raise faults[0]
    return name, replace(choices, language=asked.language)


def is_offered_day(value: str) -> bool:
    """Say whether a value is a day that the calendars of the bar offer."""
    found = parse_day(value)
    return found is not None and FIRST_DAY <= found <= datetime.now(UTC).date()


def in_order(chosen: Choices, available: AvailableChoices) -> bool:
    """Say whether what figures are compared with lies before the known-on day."""
    return not chosen.since or day(chosen.since, available) < day(chosen.known_on, available)


def day(moment: str, available: AvailableChoices) -> date:
    """Return the day of a moment; of now, one after all others."""
    held = {m.meeting: m.known_on for m in available.meetings}
    return held.get(moment) or parse_day(moment) or date.max


def before(chosen: Choices, available: AvailableChoices) -> Moment | None:
    """Return the last meeting since the strategy began and before the known-on day, if any."""
    last = min(day(chosen.known_on, available), datetime.now(UTC).date())
    first = available.frameworks[chosen.framework].starts_on
    return next((m for m in available.meetings if first <= m.known_on < last), None)
