"""Clean typed text, fold it for comparison, and split it into words.

Characters that XML forbids crash renderers, so they are removed on input and before rendering, as
are invisible tag characters.
"""

import re
import unicodedata
from urllib.parse import urlsplit

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
UNSPACED_SCRIPTS = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Characters of scripts written without spaces, each of which is a word of its own."""
_WORD = re.compile(rf"[{UNSPACED_SCRIPTS}]|[^\W_{UNSPACED_SCRIPTS}]+")
_STROKES = str.maketrans(
    {"\u0142": "l", "\u00f8": "o", "\u0111": "d", "\u0131": "i", "\u00e6": "ae", "\u0153": "oe"}
)
"""Letters that Unicode does not decompose."""
_GLUE = re.compile(r"(?<=\d) (?=[^\W\d_])|(?<=[^\W\d_]) (?=\d{4}\b)|(?<=[\u2300-\u2bff]) (?=\w)")
_RANGE = re.compile(r"(?<=\d)\u2013(?=\d)")
EVIDENCE_PREFIX = "evidence:"
"""Start of the address of an uploaded file."""
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """Return `text` without characters that XML forbids, tag characters and bidi overrides."""
    return _BIDI.sub("", _FORBIDDEN.sub("", text))


def clean(text: str) -> str:
    """Return `text` in NFC, stripped, without control characters and bidi overrides.

    Vertical tabs (line breaks pasted from a word processor) and form feeds become newlines.
    """
    text = re.sub(r"\r[\n\x0b\x0c]|[\r\x0b\x0c]", "\n", text)
    return unicodedata.normalize("NFC", printable(text)).strip()


def clean_line(text: str) -> str:
    """Return `text` cleaned, with every run of white space replaced by one space."""
    return re.sub(r"\s+", " ", clean(text))


def one_line(text: str) -> str:
    """Return `text` cleaned and on one line, keeping thin and no-break spaces."""
    return re.sub(r"[ \t\n\x85\u2028\u2029]+", " ", clean(text))


def unbroken(text: str) -> str:
    """Return a line that does not break after numbers or status signs, or within years."""
    return _RANGE.sub("\u2013\u2060", _GLUE.sub("\u00a0", text))


def slug(text: str) -> str:
    """Return `text` as a file name with ASCII letters, digits, dots, hyphens and underscores."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-.")[:100]


def without_accents(text: str) -> str:
    """Return `text` in NFKD and lower case, without accents."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    if letters.isascii():
        return letters
    return "".join(c for c in letters if not unicodedata.combining(c))


def folded(text: str) -> str:
    """Return a key for comparing names: no accents, no case, no punctuation at the ends."""
    return re.sub(r"\s+", " ", without_accents(text)).strip(" .,;:-")


FORMULA_STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")  # The last four are full-width.


def escape_formula(cell: str) -> str:
    """Prefix a CSV cell with an apostrophe if a spreadsheet would read it as a formula.

    A formula that already has apostrophes gets one more, so `unescape_formula` is exact.
    """
    is_number = re.fullmatch(r"[+-]?\d+(\.\d+)?", cell)
    return "'" + cell if _starts_formula(cell) and not is_number else cell


def unescape_formula(cell: str) -> str:
    """Remove the apostrophe that `escape_formula` added."""
    return cell[1:] if cell.startswith("'") and _starts_formula(cell) else cell


def _starts_formula(cell: str) -> bool:
    return cell.lstrip("'").startswith(FORMULA_STARTS)


def split_words(text: str) -> list[str]:
    """Return the words of `text` in order, without accents and case."""
    return _WORD.findall(without_accents(text).translate(_STROKES))


def is_web_address(text: str) -> bool:
    """Return whether a text is a full http(s) address, without a user name or password."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    is_host = "." in (parts.hostname or "") and "@" not in parts.netloc
    return parts.scheme in ("http", "https") and is_host and len(text.split()) == 1
