"""What stands in brackets beside the name of a column: how to fill it in, or what it holds."""

from __future__ import annotations

import re

from ifla_metrics.text import folded

_NO_WORDS = re.compile(r"[\s\d.,;:/'!-]+")


def _words(text: str) -> list[str]:
    return [word for word in _NO_WORDS.split(text) if word]


_LANGUAGES = frozenset(
    _words(
        "english french spanish german portuguese russian arabic chinese anglais francais espagnol"
        " allemand portugais russe arabe chinois ingles frances espanol aleman portugues ruso"
        " englisch deutsch franzosisch spanisch"
    )
)
_NUMBERS = frozenset({"number", "numbers", "no", "nombre"})
_CHOICES = frozenset({"tick", "check", "select", "choose"})
_ABOUT = frozenset(
    _words(
        "approx approximate approximately estimated estimate environ estimation "
        "aproximado aprox circa"
    )
)
"""Words that say of numbers of people that they are not exact."""
_PEOPLE = re.compile(r"partic|people|person|attend|women|men\b|femmes|hommes|asist|teiln|number of")
_LEADING = (
    _NUMBERS
    | _CHOICES
    | frozenset(
        _words(
            "needed required optional mandatory obligatoire necessaire requis facultatif "
            "obligatorio"
            " opcional please multiple separate separated several plusieurs text list "
            "dropdown format"
        )
    )
)
"""Words with which a hint begins."""
_FURTHER = frozenset(
    _words(
        "choice choices answer answers all that apply applies as give enter write state "
        "use only with"
        " by from the a an of and or ou o y et und oder in en auf one per full short name title"
        " activity event line cell row field letter letters digit digits char chars character"
        " characters word words semi semicolon semicolons colon colons comma commas below "
        "people person"
        " persons participant participants de du personne personnes reponse reponses "
        "possible possibles"
        " caracteres date dates"
    )
)
"""Words that may follow; none of them changes what stands in the column."""
_NAMED = {
    "countr": re.compile(r"countr|place|where|location|nation|pays|lieu|pais|lugar|land"),
    "group": re.compile(r"gr[ou]+p|\bwg\b|unit|lead|organi[sz]ed|responsible"),
}
"""What a hint may name only beside a column of just that: “Countries (list all countries)”."""
_OF_THEM = re.compile(r"(?:countr|group|date)(?:y|ies|s)?")
_PHRASE = re.compile(
    r"\b(?:if (?:any|known|possible|applicable)|drop-?down|max(?:imum)?\.? ?\d+"
    r"|[dmyjat]{1,4}[\s./-]*[dmyj]{1,2}[\s./-]*[ymdja]{2,4})\b"
)
"""What is a hint as a whole: on what condition, how much at most, the form of a day."""
_BEGINS = re.compile(rf"one per\b|(?:in|en|auf) (?:{'|'.join(sorted(_LANGUAGES))})\b")
_EXAMPLE = re.compile(r"(?:e\.? ?g\b|ex ?[.:]|for example\b|par exemple\b|p\. ?ex\b)")
_PLURAL = re.compile(r"\((?:s|es|ies)\)")
_BETWEEN = re.compile(r"[/|,;]|\b(?:or|ou|o|oder)\b")
_BRACKETS = re.compile(r"[(\[]((?:[^()\[\]]++|\((?:s|es|ies)\))*+)[)\]]")


def without_hints(header: str) -> str:
    """Return a header in small letters without the brackets that say how to fill the column in.

    “(needed)” and “(dd/mm/yyyy)” go; “(number of women)” and “(max capacity)” stay, for they say
    what stands in the column. The time taken grows with the length.
    """
    if "(" not in header and "[" not in header:
        return header
    around = folded(_BRACKETS.sub(" ", header))
    return _BRACKETS.sub(lambda found: " " if _is_hint(found[1], around) else found[0], header)


def _is_hint(inside: str, around: str) -> bool:
    hint = folded(inside.replace("’", "'")).strip()
    if _EXAMPLE.match(hint):
        return True
    hint = _PLURAL.sub("", hint)
    head, colon, values = hint.partition(":")
    if colon and _CHOICES & set(_words(head)) and _BETWEEN.search(values):
        hint = head  # What may be chosen says what one cell holds, not what all do.
    words = _words(_PHRASE.sub(" ", hint))
    if words and _ABOUT.issuperset(words):
        return bool(_PEOPLE.search(around))
    leads = _PHRASE.match(hint) or _BEGINS.match(hint) or (words and words[0] in _LEADING)
    named = [word for word in words if _OF_THEM.fullmatch(word)]
    if not leads or (named and _NUMBERS & set(words)):
        return False
    return all(
        word in _LEADING or word in _FURTHER or word in _LANGUAGES or _is_named(word, around)
        for word in words
    )


def _is_named(word: str, around: str) -> bool:
    return bool(_OF_THEM.fullmatch(word)) and any(
        word.startswith(stem) and beside.search(around) for stem, beside in _NAMED.items()
    )
