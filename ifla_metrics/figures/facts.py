"""What a program asks of a file that a figure left in: day, framework, filters, shares."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from ifla_metrics.framework import Framework
    from ifla_metrics.reading import Reading

DIGITS = 8
_KEPT = 32
_digests: dict[tuple[int, date], tuple[Framework, str]] = {}
"""By framework object and day; the object is held, so that its number is not given to another."""


def version_of(framework: Framework, known_on: date) -> str:
    """Return the version of a framework as it stood: its own number, and a digest of its data.

    Targets decided later are left out, so that a revision tomorrow does not change what a figure
    of today says of itself; translations too, so that a figure says the same in every language.
    """
    framework = framework.original
    key = (id(framework), known_on)
    if key not in _digests:
        plan = asdict(framework)
        del plan["texts"]
        plan["targets"] = [t for t in plan["targets"] if t["decided_on"] <= known_on]
        written = json.dumps(plan, default=str, ensure_ascii=False, sort_keys=True)
        while len(_digests) >= _KEPT:
            _digests.pop(next(iter(_digests)), None)
        _digests[key] = framework, hashlib.sha256(written.encode()).hexdigest()[:DIGITS]
    return f"{framework.version}-{_digests[key][1]}"


def facts_of(
    reading: Reading,
    shares: Mapping[str, int],
    *,
    about: str,
    of_all: bool = False,
    demonstration: bool = False,
) -> dict[str, str]:
    """Return the facts of a figure made from `reading`, each as text.

    Args:
        reading: What it was made from.
        shares: How many rows stand behind it: `documented`, `synthetic`, `reported`, `unreviewed`.
        about: What those rows are: `activities`, `records` or `indicator rows`.
        of_all: The figure is about all directions, whichever is chosen.
        demonstration: Something beside these rows is invented.
    """
    chosen, moment = reading.choices, reading.moment
    filters = {
        "direction": "all" if of_all else chosen.direction or "all",
        "rows": "documented" if chosen.documented_only else "all",
    }
    return {
        "known_on": moment.known_on.isoformat(),
        "meeting": moment.meeting,
        "framework": reading.framework.id,
        "framework_version": version_of(reading.framework, moment.known_on),
        "period": reading.period.code,
        "counting": chosen.counting,
        "filters": "; ".join(f"{name}: {value}" for name, value in filters.items()),
        "about": about,
        **{name: str(number) for name, number in shares.items()},
        "demonstration": "yes" if demonstration or shares.get("synthetic") else "",
    }
