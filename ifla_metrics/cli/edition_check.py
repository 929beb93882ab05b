"""`edition check`: what has changed since something was printed, and what is behind each change."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ifla_metrics.choices import NOW
from ifla_metrics.cli.asked import reading_of
from ifla_metrics.cli.database import opened
from ifla_metrics.errors import IflaMetricsError

if TYPE_CHECKING:
    from argparse import Namespace

    from ifla_metrics.choices import Choices
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.models.editions import FrozenFigure
    from ifla_metrics.reading import Reading
    from ifla_metrics.report.drift_causes import Behind, Entry, Needs
    from ifla_metrics.report.drift_check import Check, Make

DONE, FOUND = 0, 1
MOST_HELD = 16
"""Readings that are held while figures are made again, day by day."""


def checked(asked: Namespace, t: Translate) -> int:
    """Write the errata of what was printed; nothing, and 0, when everything still stands."""
    from ifla_metrics.report import drift_causes
    from ifla_metrics.report.drift import errata
    from ifla_metrics.report.drift_check import check
    from ifla_metrics.store.editions import since_printed

    with opened() as connection:
        name, figures, unknown = _printed(connection, asked.what)
        make, needs = _log(connection, figures)
        found = replace(check(figures, make), unknown=tuple(unknown))
        since = since_printed(connection, [one.figure_id for one in found.moved])
        behind = drift_causes.behind(found.moved, since, make, needs)
    told = drift_causes.told(found.moved, behind, t)
    today: date = datetime.now(UTC).date()
    text = errata(found.moved, t, edition=name, day=today, behind=told)
    if asked.json:
        said = {"checked": name, **_as_values(found, behind, t), "errata": text}
        json.dump(said, sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        _write(found, behind, text, t)
    return FOUND if found.moved or found.lost else DONE


def _write(found: Check, behind: Behind, text: str, t: Translate) -> None:
    from ifla_metrics.report.drift_causes import not_made
    from ifla_metrics.report.drift_check import translation_changed

    for one, reason in found.lost:
        print(t("{id}: {reason}", id=one, reason=reason.say(t)))
    for moved in found.moved:
        for said in not_made(behind[moved.figure_id], t):
            print(t("{id}: {reason}", id=moved.figure_id, reason=said))
    if found.unknown:
        ids = ", ".join(found.unknown)
        print(t("In no edition: {ids}. Freeze one to check them later.", ids=ids))
    if found.reworded:
        print(translation_changed(found, t))
    print(text, end="")
    if not text and found.drifts:
        print(
            t.plural(
                "{n} figure still says what was printed",
                "{n} figures still say what was printed",
                len(found.drifts),
            )
        )


def _as_values(found: Check, behind: Behind, t: Translate) -> dict[str, Any]:
    return {
        "figures": len(found.drifts),
        "moved": [
            {
                "figure": one.figure_id,
                "title": one.title,
                "cells": [
                    {
                        "row": cell.row,
                        "column": cell.column,
                        "before": cell.before,
                        "now": cell.now,
                        "entries": [_entry(entry) for entry in behind[one.figure_id].of(cell)],
                    }
                    for cell in one.moved
                ],
                "not_made": [
                    {"known_on": day.isoformat(), "reason": reason.say(t)}
                    for day, reason in behind[one.figure_id].lost
                ],
            }
            for one in found.moved
        ],
        "translation_changed": [one.figure_id for one in found.reworded],
        "lost": [{"figure": one, "reason": reason.say(t)} for one, reason in found.lost],
        "unknown": list(found.unknown),
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "uid": entry.uid,
        "title": entry.title,
        "version": entry.version,
        "recorded_on": entry.day.isoformat(),
    }


def _printed(connection: Any, what: Sequence[str]) -> tuple[str, list[FrozenFigure], list[str]]:
    """Return what is asked about: its name, its figures as printed, ids that no edition has."""
    from ifla_metrics.report.marks import marks
    from ifla_metrics.store import editions

    if len(what) == 1 and Path(what[0]).is_file():
        name, ids = Path(what[0]).name, list(marks(Path(what[0]).read_bytes()))
    elif len(what) == 1 and "~" not in what[0]:
        one = editions.edition(connection, what[0])
        return one.name, editions.figures_of(connection, one.uid), []
    else:
        name, ids = ", ".join(what), list(what)
    printed = editions.printed(connection, ids)
    return name, [printed[i] for i in ids if i in printed], [i for i in ids if i not in printed]


def _log(connection: Any, figures: Iterable[FrozenFigure]) -> tuple[Make, Needs]:
    """Return how figures are made again from the log, and what each is made from.

    What all figures of one day need is read once: they differ in nothing else.
    """
    from ifla_metrics.figures import registry
    from ifla_metrics.figures.registry import reopened
    from ifla_metrics.i18n import translate
    from ifla_metrics.store.read import known_framework

    names: defaultdict[Choices, set[str]] = defaultdict(set)
    for one in figures:
        with suppress(IflaMetricsError):  # The check says so of each.
            name, choices = reopened(one.id)
            names[replace(choices, known_on=NOW)].add(name)

    @lru_cache(maxsize=MOST_HELD)
    def read(choices: Choices) -> Reading:
        framework = known_framework(connection, choices.framework, choices.known_on)
        period = framework.period(choices.period).code
        wanted = names[replace(choices, known_on=NOW)]
        kinds = [kind for kind in registry.kinds(framework) if kind.name in wanted]
        return reading_of(connection, replace(choices, period=period), kinds)

    def make(name: str, choices: Choices) -> tuple[Figure, Reading]:
        reading = read(choices)
        return registry.build(name, reading, translate(choices.language)), reading

    def needs(name: str, framework: str) -> Iterable[str]:
        return registry.find(name, known_framework(connection, framework, NOW)).needs

    return make, needs
