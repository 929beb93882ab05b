"""What a header means by all of its words, where no list has it: “No. of persons trained”.

Every word must be one of those that belong together; one that does not, as in “Participants to
date” or “Country of origin”, and the header means nothing. Such a reading gives way to any other
column of its meaning, and stands only where the cells below are of its kind. No header is found by
it: our own instructions name columns too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ifla_metrics.exchange.amounts import Amount, AskedAmount, read_count
from ifla_metrics.exchange.days import read_days
from ifla_metrics.exchange.faults import Refused
from ifla_metrics.exchange.header_shapes import header_key
from ifla_metrics.exchange.sheets import Cell


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SMALL = _set(
    "of the a an and or in on who that which all de del des du d la le les l el los las der die das"
    " den dem do da dos das o os et y e und oder s es"
)
_NUMBER = _set(
    "number numbers no nos nr nb nbre num numero numeros nro nombre nombres anzahl zahl qty count"
    " counts total totals actual # n° nº №"
)
_PEOPLE = _set(
    "participant participants participante participantes participation participations attendee"
    " attendees attendance attending attended people person persons personne personnes persona"
    " personas delegate delegates trainee trainees trained pax headcount teilnehmer teilnehmende"
    " teilnehmenden teilnehmern teilnehmerzahl asistente asistentes asistencia effectif"
    " participated took part"
)
_WOMEN = _set(
    "women woman female females femme femmes feminin feminins feminine feminines mujer mujeres"
    " femenino femeninas femeninos femenina mulheres frauen weiblich weibliche"
)
_MEN = _set(
    "men man male males homme hommes masculin masculins masculine masculines hombre hombres"
    " masculino masculinos homens manner mannlich mannliche"
)
_LETTERS = {"f": "women", "w": "women", "m": "men"}
_SPANISH = _set("participante participantes asistente asistentes persona personas")
"""Beside these M may be “mujeres”."""
_EVENT = _set(
    "activity activities activite activites actividad actividades atividade atividades aktivitat"
    " aktivitaten event events evenement evenements evento eventos workshop workshops training"
    " trainings course courses seminar seminars meeting meetings session formation formations"
    " atelier ateliers taller talleres curso cursos reunion reuniones veranstaltung veranstaltungen"
    " project projects projet projets proyecto proyectos programme program theme topic subject tema"
    " thema sujet"
)
_NAME = _set("title titles name names nom noms nombre intitule titre titulo nome titel")
_DONE = _set(
    "undertaken carried out done held organised organized conducted implemented implementation"
    " realisation realizacion realizado realisee realisees realisees realizada realizadas menee"
    " menees durchgefuhrt was what"
)
_TOLD = _set("description descriptions details summary descripcion descriptif beschreibung")
_DAY = _set(
    "date dates day days dated when fecha fechas datum period periode periodo time month year m j"
    " yy yyyy dd mm jj aaaa"
)
_DATED = _set("date dates dated when fecha fechas datum period periode periodo month year")
"""Of these one must be there; “time” and “days” say nothing alone."""
_COUNTRY = _set("country countries pays pais paises land lander ctry ies")
_WHERE = _set(
    "where held host name code iso covered involved visited target member beneficiary beneficiaire"
    " beneficiaires concerned concerne concernes served region city town venue place location ville"
    " lieu ciudad lugar anfitrion intervention english activity event activite actividad"
)
_WORD = re.compile(r"[^\W\d_]+[°º]?|[#№]|\d+")
_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
_SIGNS = re.compile(r"[%‰€$£¥<>=×+]")
"""Shares, money and sums are no counts."""
_FEW = 40
WEAK = 3
"""How nearly such a header names its column: less than any name of a list."""


@lru_cache(maxsize=4_096)
def senses_of(header: str) -> tuple[str, ...]:
    """Return the keys of the columns that a header may mean by its words, the likeliest first."""
    words = _WORD.findall(header_key(header))
    if not words or _SIGNS.search(header) or any(word.isdigit() for word in words):
        return ()
    said = frozenset(words)
    aside = {word for text in _BRACKETS.findall(header_key(header)) for word in _WORD.findall(text)}
    if aside & _NUMBER and aside & (_WOMEN | _MEN):
        return ()  # “Participants (number of women)”: which of the two numbers stands there?
    if said & (_PEOPLE | _WOMEN | _MEN) - {"took", "part"}:
        return _counted(said)
    if said & _DATED and said <= _DAY | _EVENT | _DONE | _SMALL:
        return ("started_on",)
    if said & _COUNTRY - {"ies"} and said <= _COUNTRY | _WHERE | _SMALL:
        return ("countries",)
    if said & _EVENT and said <= _EVENT | _NAME | _DONE | _SMALL | _TOLD:
        return ("title", "description") if said & _TOLD else ("title",)
    return ()


def _counted(said: frozenset[str]) -> tuple[str, ...]:
    rest = said - _PEOPLE - _NUMBER - _SMALL - _WOMEN - _MEN
    sexes = {key for key, own in (("women", _WOMEN), ("men", _MEN)) if said & own}
    if len(rest) == 1 and not sexes and said & _PEOPLE:
        letter = rest & _LETTERS.keys()
        if letter and not (said & _SPANISH and letter == {"m"}):
            return tuple(_LETTERS[one] for one in letter)
    if rest or len(sexes) > 1:
        return ()
    return tuple(sexes) if sexes else ("participants",)


def are_of(key: str, place: int, below: Sequence[Sequence[Cell]]) -> bool:
    """Say whether the first cells of a column may be what a header means by its words."""
    cells = (row[place] for row in below[:_FEW] if place < len(row))
    filled = [cell for cell in cells if cell not in ("", None)]
    if key == "countries":
        good = sum(isinstance(cell, str) for cell in filled)
    elif key == "started_on":
        good = sum(not isinstance(read_days(cell), Refused) for cell in filled)
    elif key in ("title", "description"):
        good = sum(isinstance(c, str) and not c.strip().isdigit() for c in filled)
    else:
        good = sum(isinstance(read_count(cell), (Amount, AskedAmount)) for cell in filled)
    return bool(filled) and 2 * good >= len(filled)
