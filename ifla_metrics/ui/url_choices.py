"""Parse and validate the choices in a URL.

A link opens exactly what its sender saw. An invalid parameter is reported with the nearest valid
value, and its default is used instead.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from ifla_metrics.choices import COUNTING_RULES, NOT_PUBLIC, NOW, PUBLIC_KEYS, Choices, parse_day
from ifla_metrics.errors import IflaMetricsError, NotAllowed, UnknownCode, n_
from ifla_metrics.figures import registry
from ifla_metrics.i18n import LANGUAGES, translate
from ifla_metrics.settings import read_only
from ifla_metrics.store.catalogue import Catalogue

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


def defaults(catalogue: Catalogue, framework: str = "", *, language: str = LANGUAGES[0]) -> Choices:
    """Return the default choices of a strategy, or of the one shown when none is chosen."""
    chosen = catalogue.frameworks[framework or default_framework(catalogue)]
    return Choices(
        framework=chosen.id,
        period=chosen.default_period,
        counting=next((c for c in COUNTING_RULES if c == chosen.counting), COUNTING_RULES[0]),
        language=language,
    )


def default_framework(catalogue: Catalogue) -> str:
    """Return the strategy shown when the reader has chosen none."""
    return next(iter(catalogue.frameworks))


@lru_cache(maxsize=32)
def options(catalogue: Catalogue, framework_id: str, language: str) -> dict[str, dict[str, str]]:
    """Return the options of each choice under a strategy: labels by code, by choice."""
    t = translate(language)
    frameworks = [f.in_language(language) for f in catalogue.frameworks.values()]
    framework = next(f for f in frameworks if f.id == framework_id)
    meetings = {
        m.code: t("{day}, Governing Board", day=t.date(m.held_on, "medium"))
        for m in reversed(catalogue.meetings)
    }
    periods = sorted(framework.periods, key=lambda p: (PERIOD_KINDS.index(p.kind), p.starts_on))
    regions = catalogue.regions.get(framework.region_scheme, {})
    return {
        "framework": {f.id: t("Strategy {years}", years=f.short_title) for f in frameworks},
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
            **{code: t(group.short) for code, group in catalogue.groups.items()},
        },
        "known_on": {NOW: t("As known today"), **meetings},
        "since": {"": t("the previous meeting"), **meetings},
        "counting": {code: t(label) for code, label in COUNTING_LABELS.items()},
        "documented_only": {"": t("Real and demonstration"), "1": t("Real only")},
        "reviewed_only": {"": t("All"), "1": t("Reviewed only")},
        "language": {code: t.language_name(code) for code in LANGUAGES},
    }


def parse(
    query: Mapping[str, str], catalogue: Catalogue, *, language: str = LANGUAGES[0]
) -> tuple[Choices, tuple[IflaMetricsError, ...]]:
    """Return the choices in a query, and an error for each invalid one (its default is used)."""
    errors: list[IflaMetricsError] = []
    default = default_framework(catalogue)
    if query.get("framework", default) not in catalogue.frameworks:
        errors.append(_unknown("framework", query["framework"], catalogue.frameworks))
        query = {**query, "framework": default}
    default_choices = defaults(catalogue, query.get("framework", ""), language=language)
    valid: dict[str, Any] = {}
    for name, labels in options(catalogue, default_choices.framework, LANGUAGES[0]).items():
        value = query.get(name)
        if value is None:
            continue
        if name not in allowed_names():
            errors.append(NotAllowed(NOT_PUBLIC))
        elif value in labels or (name in DATE_NAMES and is_selectable_day(value)):
            valid[name] = value == "1" if name in FLAGS else value
        else:
            errors.append(_unknown(name, value, labels))
    choices = replace(default_choices, **valid)
    if not is_before(choices.since, choices.known_on, catalogue):
        errors.append(_unknown("since", choices.since, earlier_meetings(choices, catalogue)))
        choices = replace(choices, since="")
    return choices, tuple(errors)


def _unknown(name: str, value: str, codes: Iterable[str]) -> UnknownCode:
    """Return the error for a parameter; it suggests the nearest valid one."""
    valid = [f"{name}={code}" for code in codes if code]
    return UnknownCode(n_("choice"), f"{name}={value}", valid)


def parse_figure_id(figure_id: str, catalogue: Catalogue) -> tuple[str, Choices]:
    """Return the name of the figure and the choices in a figure id.

    Raises:
        Refused: The id is malformed.
        UnknownCode: A choice in it does not exist.
    """
    name, stated = registry.parse_figure_id(figure_id)
    query = {key: value for key, value in stated.query().items() if key != "language"}
    choices, errors = parse(query, catalogue)
    if errors:
        raise errors[0]
    return name, replace(choices, language=stated.language)


def is_selectable_day(value: str) -> bool:
    """Return whether a value is a day that the date inputs accept."""
    day = parse_day(value)
    return day is not None and FIRST_DAY <= day <= datetime.now(UTC).date()


def is_before(since: str, known_on: str, catalogue: Catalogue) -> bool:
    """Return whether `since` is empty or before the known-on day."""
    return not since or moment_day(since, catalogue) < moment_day(known_on, catalogue)


def earlier_meetings(choices: Choices, catalogue: Catalogue) -> list[str]:
    """Return the codes of the meetings before the known-on day, newest first."""
    codes = [meeting.code for meeting in reversed(catalogue.meetings)]
    return [code for code in codes if is_before(code, choices.known_on, catalogue)]


def moment_day(moment: str, catalogue: Catalogue) -> date:
    """Return the day of a `known_on` or `since` choice; date.max for now."""
    meeting_days = {m.code: m.held_on for m in catalogue.meetings}
    return meeting_days.get(moment) or parse_day(moment) or date.max


def has_previous_meeting(choices: Choices, catalogue: Catalogue) -> bool:
    """Return whether there was a meeting since the strategy began and before the known-on day."""
    end = min(moment_day(choices.known_on, catalogue), datetime.now(UTC).date())
    start = catalogue.frameworks[choices.framework].starts_on
    return any(start <= m.held_on < end for m in catalogue.meetings)
