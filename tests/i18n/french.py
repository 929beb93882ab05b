"""French marks: a narrow no-break space before ; ! ? %, a wide one before : and » and after «."""

import re

WIDE, NARROW = "\u00a0", "\u202f"
_SPACE = "[ \u00a0\u202f\u2009]"
_MARKS = (
    (f"{_SPACE}+(?=[;!?%])", NARROW),
    (f"{_SPACE}+(?=[:»])", WIDE),
    (f"(?<=«){_SPACE}+", WIDE),
)
_BREAKS = re.compile(r"[ \u2009](?=[;!?%:»])|(?<=«)[ \u2009]")


def set_well(text: str) -> str:
    """The text with the spaces of its marks as French has them; none is put where none was."""
    for typed, space in _MARKS:
        text = re.sub(typed, space, text)
    return text


def breaking(text: str) -> list[str]:
    """The places of a text where a line could break before a mark, or after an opening one."""
    return [text[max(0, m.start() - 20) : m.end() + 5] for m in _BREAKS.finditer(text)]
