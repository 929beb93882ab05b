"""What stands in the form "Log an activity": texts and codes as they were typed and chosen.

It is kept while it is typed and comes back whole, whatever in it is wrong.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Attendance:
    """A line of people who took part, as typed; `number` may say "about 30"."""

    number: str = ""
    country: str = ""
    association: str = ""
    gender: str = "not_stated"
    role: str = "participant"
    mode: str = "not_stated"
    reach: str = "direct"
    note: str = ""
    details: str = ""
    """Further dimensions as `library_type=public; module=2`."""


@dataclass(frozen=True)
class Typed:
    """The whole form. An empty `framework` is the one in force; None is "as proposed"."""

    title: str = ""
    when: str = ""
    reading: str = ""
    """Which days were meant, chosen where `when` has several readings (FIRST/LAST)."""
    countries: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    """Places as typed that are no country yet: several are meant by the name, or none is known."""
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
    description: str = ""
    evidence: str = ""
    """One address a line."""
    story: str = ""
    """What changed for whom, told with a new activity."""
    story_for: str = ""
    reason: str = ""
    """Why an activity is amended."""

    def as_json(self) -> str:
        """Return the form as text to be kept."""
        return json.dumps(asdict(self), ensure_ascii=False)


def from_json(kept: str) -> Typed:
    """Return the form that was kept; what an older or newer program wrote otherwise is left out."""
    try:
        said = json.loads(kept)
    except ValueError:
        return Typed()
    if not isinstance(said, dict):
        return Typed()
    usual = Typed()
    values: dict[str, Any] = {}
    for field in fields(Typed):
        if field.name in said:
            values[field.name] = _value(field.name, said[field.name], getattr(usual, field.name))
    return Typed(**values)


def _value(name: str, said: object, usual: object) -> object:
    if name == "lines":
        return tuple(_line(one) for one in said) if isinstance(said, list) else usual
    if name == "shares":
        if not isinstance(said, list):
            return None
        return tuple((str(p[0]), str(p[1])) for p in said if isinstance(p, list) and len(p) == 2)
    if name == "directions":
        return tuple(map(str, said)) if isinstance(said, list) else None
    if isinstance(usual, tuple):
        return tuple(map(str, said)) if isinstance(said, list) else usual
    return said if isinstance(said, str) else usual


def _line(said: object) -> Attendance:
    known = {field.name for field in fields(Attendance)}
    if not isinstance(said, dict):
        return Attendance()
    return Attendance(**{k: v for k, v in said.items() if k in known and isinstance(v, str)})
