"""Words beside a number, in the seven languages of IFLA, and the qualifier that each says."""

from __future__ import annotations

import re
import unicodedata

from ifla_metrics.models.columns import Qualifier

_BEFORE: tuple[tuple[Qualifier, str], ...] = (
    (
        Qualifier.MORE_THAN,
        (
            "more than|over|above|in excess of|> ?|plus de|mas de|mais de|uber|mehr als|"
            "более|больше|свыше|اكثر من|超过|多于"
        ),
    ),
    (
        Qualifier.AT_LEAST,
        (
            "at least|min\\.?|minimum|no less than|>=|≥|au moins|al menos|por lo menos|pelo menos|"
            "mindestens|wenigstens|не менее|как минимум|على الاقل|至少"
        ),
    ),
    (
        Qualifier.UP_TO,
        (
            "up to|max\\.?|maximum|at most|no more than|less than|fewer than|under|below|"
            "<=|≤|< ?|jusqu'a|jusqu a|au plus|moins de|hasta|menos de|bis zu|hochstens|"
            "weniger als|unter|до|менее|не более|最多|少于"
        ),
    ),
    (
        Qualifier.ABOUT,
        (
            "about|around|approx\\.?|approximately|roughly|some|circa|ca\\.?|c\\.|~|≈|±|"
            "environ|env\\.?|approximativement|autour de|a peu pres|alrededor de|"
            "aproximadamente|aprox\\.?|unos|unas|cerca de|etwa|ungefahr|rund|zirka|около|"
            "примерно|приблизительно|حوالي|نحو|تقريبا|大约|约|大概"
        ),
    ),
    (
        Qualifier.ALMOST,
        (
            "almost|nearly|close to|not quite|presque|pres de|casi|fast|beinahe|knapp|"
            "почти|将近|接近"
        ),
    ),
    (
        Qualifier.ESTIMATED,
        (
            "estimated|estimate|est\\.?|estimation|estime|estimes|estimado|estimados|"
            "geschatzt|оценочно"
        ),
    ),
    (Qualifier.PROVISIONAL, "provisional|preliminary|prov\\.?|provisoire|provisional|vorlaufig"),
    (Qualifier.REVISED, "revised|revise|revisado|revidiert"),
    (Qualifier.BREAK, "break in series|rupture de serie"),
    (Qualifier.EXACT, "exactly|exactement|exactamente|genau|ровно|total|in total|au total"),
)
_AFTER: tuple[tuple[Qualifier, str], ...] = (
    (
        Qualifier.AT_LEAST,
        (
            "\\+|or more|and more|plus|et plus|ou plus|o mas|y mas|oder mehr|"
            "und mehr|или более|以上|at least|minimum|min\\.?"
        ),
    ),
    (Qualifier.UP_TO, "or less|or fewer|ou moins|o menos|maximum|max\\.?|以下"),
    (Qualifier.ABOUT, "or so|approx\\.?|approximately|environ|env\\.?|左右|تقريبا|circa|ca\\.?"),
)
_BOTH = tuple(
    pair
    for pair in _BEFORE
    if pair[0]
    in (
        Qualifier.ESTIMATED,
        Qualifier.PROVISIONAL,
        Qualifier.REVISED,
        Qualifier.BREAK,
        Qualifier.EXACT,
    )
)


def _words(listed: str) -> frozenset[str]:
    """Return words that are listed with spaces between them; a space inside one is `_`."""
    return frozenset(listed.split())


def _longest_first(words: str) -> str:
    """Return the alternatives so that a longer one is tried before its beginning."""
    return "|".join(sorted(words.split("|"), key=len, reverse=True))


BEFORE = tuple(
    (q, re.compile(rf"(?:{_longest_first(w)})(?![a-zа-я])\s*:?\s*(?=[\d(])")) for q, w in _BEFORE
)
AFTER = tuple((q, re.compile(rf"\s*\(?(?:{_longest_first(w)})\)?$")) for q, w in (*_AFTER, *_BOTH))
UNKNOWN = _words(
    "n/a na n.a n.a. n/k nk - -- --- . .. ... ? ?? ??? x unknown not_known unkown n.k. "
    "inconnu inconnue nc n.c. n/c nd n.d. n/d s.o. so unbekannt k.a. k.a desconocido "
    "неизвестно н/д нет_данных غير_معروف 未知 不详 tbc tbd tba pending missing not_available "
    "not_applicable not_counted not_recorded not_stated no_data non_disponible non_compte "
    "a_confirmer null nan none_recorded … #n/a"
)
NOTHING = _words("zero nil nul cero ноль нуль صفر 零")
DOUBTFUL = _words("none no aucun aucune ninguno keine нет لا 无 nobody")
PEOPLE = re.compile(
    r"\s*(?:people|persons?|participants?|participations?|attendees|pax|delegates|librarians|"
    r"members|individuals|attendances?|personnes?|pers\.?|bibliothecaires|personas?|participantes|"
    r"asistentes|teilnehmer(?:innen|nde)?|teilnehmende|personen|leute|человека?|чел\.?|участников|"
    r"участника|人|名|مشارك(?:ا|ين)?|شخصا?|اشخاص)\.?$"
)
_SEXES = (
    "f|w|m|h|women|men|females?|males?|femmes?|hommes?|mujeres|hombres|frauen|manner|mulheres|homens"
    "|ж|м|женщин|мужчин"
)
BY_WORDS = re.compile(
    rf"\d.*(?<![^\W\d_])(?:{_SEXES})(?![^\W\d_])|(?<![^\W\d_])(?:{_SEXES})(?![^\W\d_]).*\d"
)
"""Numbers of women and of men in one cell."""


def has_footnote(typed: str) -> bool:
    """Say whether a raised or circled digit stands in it: 30² is not 302."""
    return any(unicodedata.category(c) == "No" for c in typed)


def plain_signs(typed: str) -> str:
    """Return Latin digits, no accents or case, one kind of dash; digit groups keep their mark."""
    letters = (
        str(unicodedata.decimal(c)) if c.isdecimal() else c
        for c in unicodedata.normalize("NFKD", typed).casefold()
        if not unicodedata.combining(c) and c not in "\u200e\u200f\u061c\u200b\ufeff"
    )
    text = re.sub(r"[\u2010-\u2015\u2212\ufe58\ufe63]", "-", "".join(letters))
    text = text.replace("٬", ",").replace("٫", ".")
    return re.sub(r"\s+", " ", text.replace("’", "'")).strip()


def qualified(text: str) -> tuple[Qualifier, str]:
    """Return the qualifier that the words around a number say, and the number."""
    said = Qualifier.EXACT
    for _ in range(2):
        for qualifier, pattern in BEFORE:
            found = pattern.match(text)
            if found:
                said, text = qualifier, text[found.end() :].strip()
                break
        text = PEOPLE.sub("", text)
        for qualifier, pattern in AFTER:
            found = pattern.search(text)
            if found and re.search(r"\d", text[: found.start()]):
                said = qualifier if said is Qualifier.EXACT else said
                text = text[: found.start()].strip()
                break
    return said, PEOPLE.sub("", text)
