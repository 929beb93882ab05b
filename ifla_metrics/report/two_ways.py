"""Words that are read from the left within a page that is read from the right.

What stands between the two scripts takes the direction of the page: the full stop of an English
sentence would stand before its first letter.
"""

from __future__ import annotations

import re

LEFT_TO_RIGHT = "\u200e"
SENTENCE = 3
"""Words in a row that are a sentence of their own within one of another script."""
RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
"""Letters that are read from the right, as in a set of a pattern."""
_FROM_RIGHT = re.compile(rf"([{RIGHT}](?:[{RIGHT}]|[\W\d_])*)")
"""Letters that are read from the right, up to the next of another script."""
_WORD = re.compile(r"[^\W\d_]+")
_END = re.compile(r"([^\w\s])(\s*)$")
"""The mark that ends a sentence, and the space behind it."""


def is_from_left(line: str) -> bool:
    """Say whether all letters of a line are read from the left, and it has some."""
    return _WORD.search(line) is not None and _FROM_RIGHT.search(line) is None


def ends_held(words: str) -> str:
    """Return words with a mark behind what ends a sentence that is read from the left.

    Words of such a script alone are one, and so are three or more of them in a row; fewer are a
    name in the sentence around them, whose full stop is that sentence's.
    """
    stretches = _FROM_RIGHT.split(words)  # In turn: from the left, from the right, from the left …
    least = 1 if len(stretches) == 1 else SENTENCE
    stretches[::2] = [
        _END.sub(rf"\1{LEFT_TO_RIGHT}\2", one) if len(_WORD.findall(one)) >= least else one
        for one in stretches[::2]
    ]
    return "".join(stretches)
