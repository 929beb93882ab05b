"""What says that an activity was cancelled or postponed: its title, its note, a column “Held?”."""

from __future__ import annotations

import re

from ifla_metrics.exchange.header_shapes import header_key
from ifla_metrics.exchange.tables import Table
from ifla_metrics.text import folded

_LONGEST = 400
_CANCELLED = (
    "cancell?ed|called off|not held|did not take place|annulée?s?|annulee?s?|n'a pas eu lieu"
    "|cancelad[oa]s?|anulad[oa]s?|abgesagt|entfallen|отмен[её]н[оаы]?|أُ?لغي|取消"
)
_POSTPONED = (
    "postponed|rescheduled|put off|reportée?s?|ajournée?s?|différée?s?|aplazad[oa]s?"
    "|pospuest[oa]s?|postergad[oa]s?|reprogramad[oa]s?|adiad[oa]s?|verschoben"
    "|перенес[её]н[оаы]?|مؤجل|延期"
)
_STATES = {"cancelled": _CANCELLED, "suspended": _POSTPONED}
_FURTHER = "until|till|to|due|because|by|for|au|à|jusqu|pour|hasta|por|a|para|bis|auf|wegen|до"
"""How it may go on at the end of a title: “… - postponed to May”."""
_EVENT = (
    "workshop|training|course|seminar|webinar|conference|meeting|session|lecture|event|activity"
    "|congress|symposium|forum|visit|atelier|formation|cours|s[ée]minaire|webinaire|conf[ée]rence"
    "|r[ée]union|s[ée]ance|stage|colloque|congr[èe]s|taller|curso|seminario|conferencia|reuni[óo]n"
    "|sesi[óo]n|jornadas?|encuentro|congreso|capacitaci[óo]n|oficina|semin[áa]rio|confer[êe]ncia"
    "|reuni[ãa]o|forma[çc][ãa]o|encontro|kurs|schulung|tagung|sitzung|konferenz|veranstaltung"
    "|семинар|вебинар|курс|тренинг|встреча|конференция|ورشة|دورة|ندوة|مؤتمر|اجتماع"
)
"""“Workshop on law cancelled” is none; of “Workshops cancelled” nobody knows."""
_ANY = re.compile("|".join(_STATES.values()))
_ON = rf"(?:\s(?i:{_FURTHER})(?!\w).{{0,40}})?\W*$"
_MARKS = {
    state: re.compile(
        # “CANCELLED: a lecture”; “Cancelled workshop on law”
        rf"[\W_]*(?:{words})(?:\s*[:!–—)\]*]|\s*-\s|\s+(?:{_EVENT})(?!\w))"
        # “CANCELLED LIBRARY WORKSHOP”; “Cancelled”
        rf"|[\W_]*(?:{words})(?:(?!\w)[^:;–—?]*(?<!\w)(?:{_EVENT})(?!\w)|\W*$)"
        rf"|.*[(\[]\s*(?:{words})(?!\w)[^)\]]{{0,60}}[)\]]"  # “A lecture (cancelled)”
        rf"|.*[\s\w)](?:\s[–—-]|[:*!;.,])\s*(?:{words})(?!\w){_ON}"  # “A lecture, cancelled”
        # “Workshop B postponed to May”; “Workshop on law cancelled”
        rf"|.*(?<!\w)(?:{_EVENT})(?:\s\w{{1,3}})?\s(?:{words}){_ON}"
        rf"|.*(?<!\w)(?:{_EVENT})(?!\w)[^:;–—?]*?(?<!\sare)(?<!\sand)(?<!\sor)\s(?:{words})(?<!s)\W*$"
        rf"|.*(?:研讨会|培训|会议|讲座|工作坊)\S?(?:{words})\W*$",
        re.DOTALL,
    )
    for state, words in _STATES.items()
}
"""A word of running text is none: “Workshop on cancelled subscriptions”."""
_BEGINS = {
    state: re.compile(
        rf"[\W_]*(?:(?:activity|event|it|this)\s(?:was|were|is)\s)?(?:{words})(?!\w)(?!\sfrom\b)"
    )
    for state, words in _STATES.items()
}
"""How a note begins that says so: “Cancelled for lack of funds”; “postponed from May” was held."""
_HELD = re.compile(
    r"(?:(?:was|did|has|a ete|fue|wurde) (?:it |this )?(?:been )?)?(?:held|took place|take place"
    r"|implemented|carried out|done|conducted|executed|reali[sz]ed?|tenue?|effectuee?|realisee?"
    r"|realizad[oa]|ejecutad[oa]|durchgefuhrt|stattgefunden|проведено)"
    r"(?: ?[(\[]?(?:y(?:es)?/no?|o(?:ui)?/n(?:on)?|si?/no?|j(?:a)?/n(?:ein)?)[)\]]?)?"
)
_NO = frozenset({"no", "n", "non", "nein", "nao", "нет", "لا", "否", "false", "not held"})
_CAPITALS = {
    state: re.compile(rf"[\W_]*(?:{words})\s+\S|.*\s(?:{words})(?!\w){_ON}", re.DOTALL)
    for state, words in ((state, words.upper()) for state, words in _STATES.items())
}
"""“CANCELLED lecture”, “A lecture CANCELLED”."""


def not_held(table: Table, every: str) -> list[tuple[int, str]]:
    """Return the rows (from 0) whose title says so: `cancelled`, or `suspended`.

    Args:
        table: The rows.
        every: All titles in small letters, a line each.
    """
    titles = table.cells.get("title", ())
    if not _ANY.search(every):
        return []
    states = ((i, _state_of(title)) for i, title in enumerate(titles) if isinstance(title, str))
    return [(i, state) for i, state in states if state]


def held_up(table: Table) -> list[tuple[int, str]]:
    """Return the rows (from 0) whose note begins so: `cancelled`, or `suspended`."""
    notes = table.cells.get("note", ())
    if not _ANY.search("\n".join(note for note in notes if isinstance(note, str)).lower()):
        return []
    said = {note: _note_of(note) for note in set(notes) if isinstance(note, str)}
    told = ((i, said[note]) for i, note in enumerate(notes) if isinstance(note, str))
    return [(i, state) for i, state in told if state]


def _note_of(note: str) -> str:
    low = note[:_LONGEST].lower()
    return next((state for state, begins in _BEGINS.items() if begins.match(low)), "")


def said_no(table: Table) -> list[int]:
    """Return the rows (from 0) with a no in a column “Held?”, which is not read otherwise."""
    places = [n.place for n, _ in table.header.unknown if _HELD.fullmatch(header_key(n.header))]
    rows = [table.sheet.rows[number - 1] for number in table.numbers] if places else []
    return [
        i
        for i, row in enumerate(rows)
        if any(p < len(row) and folded(str(row[p])) in _NO for p in places)
    ]


def _state_of(title: str) -> str:
    title = title[:_LONGEST]
    low = title.lower()
    if not _ANY.search(low):
        return ""
    mixed = title not in (low, title.upper())  # Where all is in capitals they mark nothing.
    return next(
        (s for s in _STATES if _MARKS[s].match(low) or (mixed and _CAPITALS[s].match(title))), ""
    )
