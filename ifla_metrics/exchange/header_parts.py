"""Columns that count a part of the people: on site, online; and those that count other people."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from ifla_metrics.exchange.header_shapes import header_key
from ifla_metrics.exchange.header_words import SUMS

ON_SITE, REMOTE, OTHERS = "on_site", "remote", "others"
_WORDS = {
    ON_SITE: (
        "on ?site|in person|face to face|f2f|physical(?:ly)?|(?:en )?presentiel|sur place"
        "|presencial(?:es)?|vor ort|(?:in )?prasenz|очно|офлайн|حضوري|线下|现场"
    ),
    REMOTE: (
        "on ?line|remote(?:ly)?|virtual(?:ly|es)?|(?:by |via |on )?zoom|en ligne|(?:a )?distance"
        "|(?:en )?distanciel|en linea|a distancia|fern|онлайн|дистанционно|عن بعد|线上|在线"
    ),
}
_PARTS = {part: re.compile(rf"(?<!\w)(?:{words})(?!\w)") for part, words in _WORDS.items()}
_OTHERS = re.compile(
    r"(?<!\w)(?:trainers?|facilitators?|speakers?|presenters?|staff|organi[sz]ers?|volunteers?"
    r"|invited|invitees|invitations?|registered|registrations?|expected|planned|targets?|goals?"
    r"|applicants?|applications?|observers?|formateurs?|intervenants?|animateurs?|personnel"
    r"|inscrits?|invites?|prevus?|attendus?|formador(?:es|as)?|ponentes?|facilitador(?:es|as)?"
    r"|inscritos?|invitados?|previstos?|esperados?|metas?|referent(?:en|innen)?|dozent(?:en|innen)?"
    r"|trainerinnen|angemeldete?|eingeladene?|geplante?|erwartete?|тренеры|лекторы|организаторы"
    r"|приглашено|зарегистрировано|план|المدربون|المدربين|المسجلون|培训师|讲师|工作人员|报名)(?!\w)"
)
"""Words for people who were not taking part, or not yet."""
_BESIDE = re.compile(
    r"(?<!\w)(?:participants?|participantes?|people|persons?|personnes?|personas?|teilnehmer\w*"
    r"|участник\w*|number of|no[.]? of|nombre d[e']|numero de|anzahl|and|et|y|e|und|of|total|only)"
    r"(?!\w)"
)
"""What may stand beside them in a label that names only them."""

_PEOPLE = (
    r"women|men|girls|boys|f?e?males?|adults?|child(?:ren)?|youths?|young|participants?|people"
    r"|attendees|femmes|hommes|filles|garcons|adultes|enfants|jeunes|mujeres|hombres|ninas|ninos"
    r"|adult[oa]s|jovenes|frauen|manner|madchen|jungen|erwachsene|kinder|jugendliche"
    r"|teilnehmer\w*|librarians|teachers|students|pupils|members|users|readers|visitors|parents"
    r"|professionals|bibliothecaires|enseignants|etudiants|eleves|bibliotecari[oa]s|docentes"
    r"|estudiantes|alumn[oa]s|profesor[ea]s|bibliothekar\w*|lehrer\w*|studierende|schuler\w*"
    r"|библиотекар\w*|учител\w*|студент\w*|женщин\w*|мужчин\w*|участник\w*|نساء|رجال|女|男"
)
_COUNTED = re.compile(
    rf"(?:(?:number of|nombre d[e']|numero de|anzahl) ?)?(?:(?:{_PEOPLE})(?: |$))+"
)
_WHO = re.compile(
    rf"(?<!\w)(?:{_PEOPLE}|persons|personnes|personas|pax|headcount|audience|publico|attendance"
    r"|attended|attending|participation|presents|presentes|presence|asistencia|asistentes|trainees"
    r"|delegates|hall|(?:at|in|on) (?:the )?(?:venue|room|spot)|salle|sala|saal)(?!\w)"
)
"""Words for people, however they are called, and for where they sat who were not online."""
_MONEY = re.compile(
    r"(?<!\w)(?:costs?|budgets?|price|fees?|amounts?|spen[dt]\w*|expens\w*|expenditures?|funds?"
    r"|funding|grants?|catering|lunch|meals?|transport|travel|hotels?|accommodation|venues?|rent"
    r"|equipment|materials?|printing|usd|eur|euros?|gbp|chf|xof|xaf|couts?|montants?|prix|depenses?"
    r"|frais|costos?|costes?|gastos?|presupuestos?|montos?|precios?|kosten|preis|ausgaben|betrag)"
    r"(?!\w)|[$€£]"
)


def _key(header: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[()\[\]:,–—-]", " ", header_key(header))).strip()


def is_of_part(label: str) -> bool:
    """Say whether a label over columns may say which people they count: “Online”, “Trainers”."""
    return bool(_OTHERS.search(_key(label)) or _part(label))


def _part(label: str) -> str:
    """Return the part of the people that a label names; empty for none, and for both."""
    key = _key(label)
    said = [part for part, words in _PARTS.items() if words.search(key)]
    return said[0] if len(said) == 1 else ""


def _are_others(label: str) -> bool:
    """Say whether a whole label names others: “Trainers”, “Expected participants”."""
    rest = _key(label)
    for words in (_OTHERS, *_PARTS.values(), _BESIDE):
        rest = words.sub(" ", rest)
    return counts_others(label) and not rest.strip(" /&+")


@dataclass(frozen=True)
class Counted:
    """A column of counts under a row of groups: its group (or empty), its key, its name."""

    group: str
    key: str
    name: str


def parts_of_groups(columns: Collection[Counted]) -> dict[str, str]:
    """Return of the groups that count a part of the people which it is: `OTHERS`, on site, remote.

    A title or a hint may hold the same words: a group is a part only where another one is counted
    beside it, and others only there, or where the whole label names them.
    """
    groups = {c.group for c in columns if c.group}
    found = {group: OTHERS for group in groups if _are_others(group)}
    doubtful = {g for g in groups if counts_others(g)}
    for group in sorted(doubtful - found.keys()):
        if _is_beside(group, columns, doubtful):
            found[group] = OTHERS
    others = frozenset(found)
    for group in groups - others:
        part = _part(group)
        if part and _is_beside(group, columns, others):
            found[group] = part
    return found


def _is_beside(group: str, columns: Collection[Counted], left_out: Collection[str]) -> bool:
    """Say whether people are counted beside a group; a mere total is one of its own columns."""
    own = {c.key for c in columns if c.group == group} | {"participants"}
    return any(
        c.group not in left_out
        and (bool(c.group) or (c.key in own and header_key(c.name) not in SUMS))
        for c in columns
        if c.group != group
    )


def counts_people(header: str) -> bool:
    """Say whether the whole header names people by sex, age or work: “Girls (online)”."""
    key = _key(header)
    for words in _PARTS.values():
        key = re.sub(r"\s+", " ", words.sub(" ", key)).strip()
    return bool(_COUNTED.fullmatch(key))


def may_count(header: str) -> bool:
    """Say whether people may be counted in a column, by any word of its header: “In the hall”."""
    return bool(_WHO.search(_key(header)))


def is_money(header: str) -> bool:
    """Say whether a header names money, or what it was spent on."""
    return bool(_MONEY.search(_key(header)))


def counts_others(header: str) -> bool:
    """Say whether a header names people who were not taking part, or not yet."""
    return bool(_OTHERS.search(_key(header)))


def part_of(header: str) -> tuple[str, str]:
    """Return what a header names besides the part of people that it counts, and that part.

    “Women (online)” is “women” and `remote`; both are empty where the header says no part, or two.
    """
    key = _key(header)
    said = [part for part, words in _PARTS.items() if words.search(key)]
    if len(said) != 1:
        return "", ""
    return re.sub(r"\s+", " ", _PARTS[said[0]].sub(" ", key)).strip(" /"), said[0]
