"""French spacing: a narrow no-break space before ; ! ? %, a wide one before : and » and after «."""

import re

WIDE, NARROW = "\u00a0", "\u202f"
_SPACE = "[ \u00a0\u202f\u2009]"
_MARKS = (
    (f"{_SPACE}+(?=[;!?%])", NARROW),
    (f"{_SPACE}+(?=[:»])", WIDE),
    (f"(?<=«){_SPACE}+", WIDE),
)


def french_spacing(text: str) -> str:
    """Replace the spaces around punctuation with the French ones; insert no space."""
    for pattern, space in _MARKS:
        text = re.sub(pattern, space, text)
    return text
