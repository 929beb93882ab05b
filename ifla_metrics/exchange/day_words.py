"""Words of dates in the seven languages of IFLA and in Portuguese, the digits of all scripts."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import babel

from ifla_metrics.exchange.places import LANGUAGES


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


TO = _words("to until till through thru bis au a al hasta ate по до 至 到 إلى الى حتى ~")
ONLY_AN_END = re.compile(
    r"(?:until|till|by|not later than|jusqu'?(?:a|au|en)|bis(?: zum)?|hasta|ate|до)\b"
)
"""How a text begins that says when something ended, and not when it began."""
AND = _words("and und et y e и و und & +")
VAGUE = _words(
    "early late mid end beginning begin start ca circa about around approx approximately c fin "
    "mi debut anfang ende mitte etwa vers environ principios mediados finales hacia около начало "
    "конец середина"
)
_SAID_ASIDE = _words(
    "of de del le la du the den der dem des d do le l on from von vom el am en in um im с со г "
    "г. года год г году de'l em of's من في du 从 自 an date dated year month th st nd rd"
)
QUARTERS = re.compile(
    r"\b(?:(?P<a>[qtk])\s?(?P<n>[1-4])|(?P<m>[1-4])\s?(?:q|t)\b"
    r"|(?P<o>[1-4])\s*(?:st|nd|rd|th|er|e|eme|o|º|\.)?\s*(?:quarter|trimestre|quartal|квартал))\b"
)
HALVES = re.compile(
    r"\b(?:[hs](?P<n>[12])|(?P<m>[12])h|(?P<o>[12])\s*(?:st|nd|er|e|eme|o|\.)?\s*"
    r"(?:half|semestre|halbjahr|semester|полугодие))\b"
)
_NUMERALS = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "一": "1", "二": "2", "三": "3", "四": "4"}
_NUMBERED = re.compile(
    r"\b(i{1,3}|iv)[.\s]+(?=(?:quarter|trimestre|quartal|квартал|semestre|halbjahr|полугодие)\b)"
)
"""A quarter by a Roman number: “I квартал 2012”."""
_NO_MONTH = re.compile(r"^(mar\.?,?\s+)(\d{1,2}\s+(?:de\s+)?([^\W\d_]{3,}))")
"""How a text begins that says Tuesday before a day, in French and Spanish, and not March."""
ORDINAL_WORDS = {
    "first": "1",
    "second": "2",
    "third": "3",
    "fourth": "4",
    "premier": "1",
    "deuxieme": "2",
    "troisieme": "3",
    "quatrieme": "4",
    "primer": "1",
    "segundo": "2",
    "tercer": "3",
    "cuarto": "4",
    "erstes": "1",
    "zweites": "2",
    "drittes": "3",
    "viertes": "4",
    "1er": "1",
}


def plain(typed: str) -> str:
    """Return `typed` in one manner: Latin digits, no accents or case, one dash, one space."""
    text = "".join(
        str(unicodedata.decimal(c)) if c.isdecimal() else c
        for c in unicodedata.normalize("NFKD", typed).casefold()
        if not unicodedata.combining(c) and c not in "\u200e\u200f\u061c\u200b\ufeff"
    )
    text = re.sub(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]", "-", text)
    text = text.replace("’", "'").replace("،", ",").replace("、", ",")
    return re.sub(r"\s+", " ", text).strip()


@lru_cache(maxsize=1)
def months() -> dict[str, int]:
    """Return the number of each month's name, full and short, in `plain` letters."""
    found: dict[str, set[int]] = {}
    for language in (*LANGUAGES, "pt", "en_GB", "ar_SY", "ar_MA", "ar_DZ"):
        locale = babel.Locale.parse(language)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context][width].items():
                    found.setdefault(plain(name).rstrip("."), set()).add(int(number))
    further = {
        "sept": 9,
        "septiembre": 9,
        "setiembre": 9,
        "janv": 1,
        "fevr": 2,
        "fev": 2,
        "avr": 4,
        "juil": 7,
        "aout": 8,
        "ene": 1,
        "abr": 4,
        "ago": 8,
        "dic": 12,
        "marz": 3,
        "maerz": 3,
        "mrz": 3,
        "jaenner": 1,
        "janner": 1,
        "мая": 5,
        "май": 5,
    }
    for name, number in further.items():
        found.setdefault(name, {number})
    return {
        name: numbers.pop()
        for name, numbers in found.items()
        if len(numbers) == 1 and not name[:1].isdecimal()
    }


def is_month_alone(text: str) -> bool:
    """Say whether a text is the name of a month, or a quarter or half of a year without a year."""
    word = plain(text).strip(" .:-")
    return word in months() or any(p.fullmatch(word) for p in (QUARTERS, HALVES))


@lru_cache(maxsize=1)
def weekdays() -> dict[str, frozenset[int]]:
    """Return of each name of a day of the week, full and short, which it may be: 0 is Monday."""
    found: dict[str, set[int]] = {}
    for language in (*LANGUAGES, "pt"):
        locale = babel.Locale.parse(language)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.days[context][width].items():
                    found.setdefault(plain(name).rstrip("."), set()).add(int(number))
    for name, number in (("tues", 1), ("weds", 2), ("thur", 3), ("thurs", 3)):
        found.setdefault(name, {number})
    return {name: frozenset(days) for name, days in found.items() if name not in months()}


def canonical(typed: str) -> tuple[str, bool, str]:
    """Return a date in signs, whether it was vague, and the first word that is none of a date.

    Months become `@3`, a range `~`, “and” `&`; quarters and halves stay `q3`, `h1`.
    """
    text = re.sub(r"(\d)\s*年\s*", r"\1-", plain(typed))
    text = re.sub(r"(\d{1,2})\s*月", r" @\1 ", text)
    text = re.sub(r"(\d)\s*[日号]", r"\1 ", text)
    text = _NUMBERED.sub(lambda m: f"{_NUMERALS[m[1]]} ", text)
    text = re.sub(r"第?([一二三四1-4])季度", lambda m: f" q{_NUMERALS.get(m[1], m[1])} ", text)
    text = re.sub(r"([上下])半年", lambda m: " h1 " if m[1] == "上" else " h2 ", text)
    text = re.sub(r"-\s*$", "", text)
    text = re.sub(r"\(([^\W\d_]{2,}\.?)\)$", r" \1", text)  # A day of the week.
    text = re.sub(
        r"[t ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*(z|[ap]\.?m\.?|[+-]\d\d:?\d\d)?$", "", text
    )
    text = re.sub(r",? (?:(?:at|um) )?\d{1,2} ?(?:[ap]\.?m\.?|uhr)$", "", text)
    for word, digit in ORDINAL_WORDS.items():
        text = re.sub(rf"\b{word}\b", digit, text)
    text = QUARTERS.sub(lambda m: f" q{m['n'] or m['m'] or m['o']} ", text)
    text = HALVES.sub(lambda m: f" h{m['n'] or m['m'] or m['o']} ", text)
    text = re.sub(r"(\d)(?:st|nd|rd|th|er|re|eme|o|º|ª)\b", r"\1", text)
    text = re.sub(r"(\d)\.(?=\s*(?:[-&]|bis|und)\s*\d|/\d{1,2}\.?\s*[^\W\d_])", r"\1", text)
    for name, number in months().items():
        if " " in name:
            text = text.replace(name, f" @{number} ")
    text = _NO_MONTH.sub(lambda m: m[2] if m[3] in months() else m[0], text)
    vague, strange = False, ""

    def sign(found: re.Match[str]) -> str:
        nonlocal vague, strange
        word = found[0].strip(".'")
        if word in months():
            return f" @{months()[word]} "
        if word in TO:
            return "~"
        if word in AND:
            return "&"
        if word in VAGUE:
            vague = True
            return " "
        if word in weekdays() or word in _SAID_ASIDE or re.fullmatch(r"[qh]\d", word):
            return found[0] if re.fullmatch(r"[qh]\d", word) else " "
        strange = strange or found[0]
        return " "

    text = re.sub(r"[qh][1-4](?!\w)|[^\W\d_]+(?:['.][^\W\d_]+)*\.?", sign, text)
    text = re.sub(r"[\s]*([~&])[\s]*", r"\1", re.sub(r"\s+", " ", text))
    text = re.sub(r"(@\d+) ?/ ?\1(?!\d)", r"\1", text)  # “آذار/مارس”: both are March.
    return text.strip(" ,.;~&-/"), vague, strange
