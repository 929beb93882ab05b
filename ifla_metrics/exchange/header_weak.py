"""Names that mean the title or the day only where no other column does: “Project”, “Period”.

A header is known by them only beside countries or numbers of people: what a project cost in a
period, or what was published, is no activity. The cells below must be words, and days.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from datetime import date

from ifla_metrics.exchange.amounts import read_count
from ifla_metrics.exchange.days import read_days
from ifla_metrics.exchange.faults import Refused
from ifla_metrics.exchange.header_bags import WEAK
from ifla_metrics.exchange.header_rows import COUNTS
from ifla_metrics.exchange.header_shapes import apart_words, header_key
from ifla_metrics.exchange.named import Claims, Named
from ifla_metrics.exchange.sheets import Cell

_MONTHS = frozenset(
    {
        "month",
        "month and year",
        "month/year",
        "mois",
        "mois/annee",
        "mes",
        "mes/ano",
        "monat",
    }
)
_NAMES = {
    "title": (
        "project",
        "project name",
        "project title",
        "name of project",
        "name of the project",
        "title of project",
        "title of the project",
        "projet",
        "nom du projet",
        "titre du projet",
        "intitule du projet",
        "proyecto",
        "nombre del proyecto",
        "titulo del proyecto",
        "projeto",
        "nome do projeto",
        "titulo do projeto",
        "projekt",
        "projektname",
        "проект",
        "название проекта",
        "اسم المشروع",
        "项目",
        "activities",
        "activities carried out",
        "activities held",
        "activities implemented",
        "activites",
        "activites realisees",
        "activites menees",
        "actividades",
        "actividades realizadas",
        "atividades",
        "atividades realizadas",
        "aktivitaten",
        "veranstaltungen",
        "мероприятия",
        "الأنشطة",
        "events",
        "actions menees",
        "activiteit",
    ),
    "started_on": (
        "period",
        "period covered",
        "period of activity",
        "activity period",
        "period of implementation",
        "implementation period",
        "timeframe",
        "time frame",
        "timing",
        "periode",
        "periode de realisation",
        "periode d'execution",
        "periode de mise en oeuvre",
        "periode couverte",
        "periodo",
        "periodo de realizacion",
        "periodo de ejecucion",
        "periodo de realizacao",
        "zeitraum",
        "период",
        "период проведения",
        "сроки",
        "сроки проведения",
        "الفترة",
        "期间",
        "时期",
        *_MONTHS,
    ),
}
_OF = {header_key(name): key for key, names in _NAMES.items() for name in names}
_PROJECTS = re.compile(r"proj|proyect|проект|مشروع|项目")
_FEW = 40
_SHORTEST = 4
"""Letters of a word that may be a title."""


def weakly(cell: Cell) -> str:
    """Return the key that a header may mean where nothing else does; empty for none."""
    return _OF.get(header_key(apart_words(cell)), "") if isinstance(cell, str) else ""


def of_projects(header: str) -> bool:
    """Say whether a title is one of projects, which another sheet may have activities of."""
    return weakly(header) == "title" and bool(_PROJECTS.search(header_key(header)))


def only_weakly(columns: Mapping[str, Named]) -> bool:
    """Say whether of title and day one is lacking, and the other known by such a name alone."""
    own = [columns[key] for key in _FITS if key in columns]
    return len(own) == 1 and bool(weakly(own[0].header))


def weak_names(row: Sequence[Cell], matched: Set[str], below: Sequence[Sequence[Cell]]) -> set[str]:
    """Return what a row of headers may name besides, where it names countries or people too.

    Args:
        row: The headers.
        matched: The keys that they name by the lists.
        below: The rows under them.
    """
    if not matched & (COUNTS | {"countries"}):
        return set()
    weak = [(weakly(cell), place) for place, cell in enumerate(row)]
    return {
        key
        for key in _FITS
        if _lacking(key, matched) and _fitting(key, [p for k, p in weak if k == key], below)
    }


def as_months(header: str, cells: Sequence[Cell]) -> Sequence[Cell]:
    """Return the days of a column “Month” as months, where all of them are the first of one."""
    if header_key(header) not in _MONTHS:
        return cells
    days = [cell for cell in cells if isinstance(cell, date)]
    if any(day.day != 1 for day in days):
        return cells
    return [f"{cell:%Y-%m}" if isinstance(cell, date) else cell for cell in cells]


def claim_weak(
    claims: Claims, unknown: list[tuple[Named, str]], below: Sequence[Sequence[Cell]]
) -> list[tuple[Named, str]]:
    """Claim the one column of such a name where title or day is lacking; return those left."""
    for key in _FITS:
        own = [named for named, _ in unknown if not named.bare and weakly(named.header) == key]
        if _lacking(key, claims.keys()) and _fitting(key, [named.place for named in own], below):
            claims[key] = [(WEAK, own[0])]
            unknown = [(named, near) for named, near in unknown if named is not own[0]]
    return unknown


def _cells(place: int, below: Sequence[Sequence[Cell]]) -> list[Cell]:
    cells = (row[place] for row in below[:_FEW] if place < len(row))
    return [cell for cell in cells if cell not in ("", None)]


def _are_words(cells: Sequence[Cell]) -> bool:
    words = sum(
        isinstance(c, str) and len(c.strip()) >= _SHORTEST and isinstance(read_count(c), Refused)
        for c in cells
    )
    return 2 * words > len(cells)


def _are_days(cells: Sequence[Cell]) -> bool:
    days = sum(not isinstance(read_days(cell), Refused) for cell in cells)
    return bool(cells) and 2 * days > len(cells)


_FITS = {"title": _are_words, "started_on": _are_days}


def _lacking(key: str, named: Set[str]) -> bool:
    """Say whether a column is lacking; where a last day is, a period is no first one."""
    return key not in named and (key == "title" or "ended_on" not in named)


def _fitting(key: str, places: Sequence[int], below: Sequence[Sequence[Cell]]) -> bool:
    """Say whether one column alone may be meant, and its cells are what the key asks for."""
    return len(places) == 1 and _FITS[key](_cells(places[0], below))
