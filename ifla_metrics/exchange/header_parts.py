"""Columns that count a part of the people: on site, online; and those that count other people."""

from __future__ import annotations

import re

from ifla_metrics.exchange.header_shapes import header_key

ON_SITE, REMOTE = "on_site", "remote"
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
    """Say whether a label over columns says which people they count: “Online”, “Trainers”."""
    key = _key(label)
    return bool(_OTHERS.search(key)) or any(p.search(key) for p in _PARTS.values())


def counts_people(header: str) -> bool:
    """Say whether the whole header names people by sex, age or work: “Girls (online)”."""
    key = _key(header)
    for words in _PARTS.values():
        key = re.sub(r"\s+", " ", words.sub(" ", key)).strip()
    return bool(_COUNTED.fullmatch(key))


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
