"""Clean typed text, and take it apart into words.

Characters that XML forbids would end a rendering process; they and invisible tag characters are
removed on input and again before rendering.
"""

import re
import unicodedata

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
SINGLE = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{SINGLE}]|[^\W_{SINGLE}]+")
_STROKES = str.maketrans(
    {"\u0142": "l", "\u00f8": "o", "\u0111": "d", "\u0131": "i", "\u00e6": "ae", "\u0153": "oe"}
)
"""Letters whose stroke or ligature Unicode does not take apart."""
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """Return `text` without what XML forbids, tag characters and bidi overrides.

    White space stays as it is.
    """
    return _BIDI.sub("", _FORBIDDEN.sub("", text))


def clean(typed: str) -> str:
    """Return `typed` in NFC without control characters and bidi overrides.

    A vertical tab (a soft return pasted from a word processor) and a form feed become a newline;
    white space at both ends goes.
    """
    text = (
        typed.replace("\x0b", "\n").replace("\x0c", "\n").replace("\r\n", "\n").replace("\r", "\n")
    )
    return unicodedata.normalize("NFC", printable(text)).strip()


def clean_line(typed: str) -> str:
    """Return `typed` cleaned and on one line, runs of white space folded to one space."""
    return re.sub(r"\s+", " ", clean(typed))


def one_line(words: str) -> str:
    """Return `words` cleaned and on one line; thin and no-break spaces stay what they are."""
    return re.sub(r"[ \t\n\x85\u2028\u2029]+", " ", clean(words))


def without_accents(words: str) -> str:
    """Return `words` in small letters without accents; what is composed is taken apart (NFKD)."""
    letters = unicodedata.normalize("NFKD", words).casefold()
    if letters.isascii():
        return letters
    return "".join(c for c in letters if not unicodedata.combining(c))


def folded(words: str) -> str:
    """Return a key for comparing names: no accents, no case, no punctuation at the ends."""
    return re.sub(r"\s+", " ", without_accents(words)).strip(" .,;:-")


_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def escape_formula(cell: str) -> str:
    """Return `cell` with an apostrophe where a spreadsheet would read a CSV cell as a formula.

    A text that has apostrophes there itself gets one more, so that one can always be taken off.
    """
    is_number = re.fullmatch(r"[+-]?\d+(\.\d+)?", cell)
    return "'" + cell if _begins_formula(cell) and not is_number else cell


def unescape_formula(cell: str) -> str:
    """Return the text that `escape_formula` wrote as `cell`."""
    return cell[1:] if cell.startswith("'") and _begins_formula(cell) else cell


def _begins_formula(cell: str) -> bool:
    return cell.lstrip("'").startswith(_BEGINS_FORMULA)


def unique_words(text: str) -> list[str]:
    """Return the different words of `text` in their order."""
    return list(dict.fromkeys(split_words(text)))


def split_words(text: str) -> list[str]:
    """Return all words of `text` in their order, without accents and case.

    Scripts that are written without spaces give one word a character.
    """
    return _WORD.findall(without_accents(text).translate(_STROKES))
