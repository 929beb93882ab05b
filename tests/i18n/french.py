"""French marks: a narrow no-break space before ; ! ? %, a wide one before : and » and after «."""

import re

WIDE, NARROW = "\u00a0", "\u202f"
_SPACE = "[ \u00a0\u202f\u2009]"
_MARKS = (
    (f"{_SPACE}+(?=[;!?%])", NARROW),
    (f"{_SPACE}+(?=[:»])", WIDE),
    (f"(?<=«){_SPACE}+", WIDE),
)


def set_well(text: str) -> str:
    """The text with the spaces of its marks as French has them; none is put where none was."""
    for typed, space in _MARKS:
        text = re.sub(typed, space, text)
    return text
