"""Turn a drawn page for languages that are read from right to left.

The drawing is mirrored whole and each text turned back in its place, so titles, bars, columns and
keys follow the reading direction whatever marks a chart is made of. Places on a map stay.
"""

import re

from lxml import etree

from ifla_metrics.exports.metadata import SVG
from ifla_metrics.settings import FONT_FAMILY_ARABIC

RTL_LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
"""Letters that are read from the right, as in a set of a pattern."""
LEFT_TO_RIGHT = "\u200e"
_FROM_RIGHT, _FROM_LEFT, _END = "\u202b", "\u202a", "\u202c"
"""Around each line: nothing else sets a line's direction alike in all SVG renderers."""
_SENTENCE = 3
"""Words in a row that are a sentence of their own within one of another script."""
_RIGHT_RUN = re.compile(rf"([{RTL_LETTERS}](?:[{RTL_LETTERS}]|[\W\d_])*)")
_WORD = re.compile(r"[^\W\d_]+")
_LAST_MARK = re.compile(r"([^\w\s])(\s*)$")
_BACK = "scale(-1,1)"
_OTHER_ANCHOR = {"start": "end", "end": "start", "middle": "middle"}
_TRANSLATE = re.compile(r"\s*translate\(\s*([-\d.e]+)(?:[\s,]+([-\d.e]+))?\s*\)")


def mirror(root: etree._Element) -> None:
    """Mirror the drawing of an SVG in place."""
    width = float(root.get("viewBox", "0 0 0 0").split()[2])
    group = etree.Element(f"{SVG}g", transform=f"translate({width:.8g},0) {_BACK}")
    group.extend(list(root))
    root.append(group)
    is_map = any("mark-shape" in (part.get("class") or "") for part in group.iter())
    for part in list(group.iter(f"{SVG}g", f"{SVG}text")):
        if part.tag == f"{SVG}text":
            _turn_text(part)
        elif is_map and _is_place(part):
            _keep_place(part, group, width)


def with_direction(line: str) -> str:
    """Return a line of text with its direction around it, which renderers do not find alike."""
    from_left = _WORD.search(line) is not None and _RIGHT_RUN.search(line) is None
    return f"{_FROM_LEFT if from_left else _FROM_RIGHT}{mark_sentence_ends(line)}{_END}"


def mark_sentence_ends(words: str) -> str:
    """Return words with a mark behind what ends a sentence that is read from the left.

    Words of such a script alone are one, and so are three or more of them in a row; fewer are a
    name in the sentence around them, whose full stop is that sentence's.
    """
    runs = _RIGHT_RUN.split(words)  # In turn: from the left, from the right, from the left …
    least = 1 if len(runs) == 1 else _SENTENCE
    runs[::2] = [
        _LAST_MARK.sub(rf"\1{LEFT_TO_RIGHT}\2", run) if len(_WORD.findall(run)) >= least else run
        for run in runs[::2]
    ]
    return "".join(runs)


def _turn_text(part: etree._Element) -> None:
    moved = part.get("transform", "")
    place = _TRANSLATE.match(moved)
    if place:
        moved = f"{moved[: place.end()]} {_BACK}{moved[place.end() :]}"
    else:
        moved = f"translate({2 * float(part.get('x', '0')):.8g},0) {_BACK} {moved}".strip()
    part.set("transform", moved)
    part.set("text-anchor", _OTHER_ANCHOR.get(part.get("text-anchor", "start"), "middle"))
    for line in part.iter():
        if line is part or line.get("font-family"):
            line.set("font-family", FONT_FAMILY_ARABIC)
        if line.text and line.text.strip():
            line.text = with_direction(line.text)


def _is_place(part: etree._Element) -> bool:
    names = part.get("class") or ""
    return "mark-shape" in names or ("mark-symbol" in names and "role-mark" in names)


def _keep_place(part: etree._Element, group: etree._Element, width: float) -> None:
    """Turn a group of places back about the middle of the page, however deep it stands."""
    moved = 0.0
    above = part.getparent()
    while above is not None and above is not group:
        place = _TRANSLATE.match(above.get("transform", ""))
        moved += float(place.group(1)) if place else 0.0
        above = above.getparent()
    here = part.get("transform", "")
    part.set("transform", f"translate({width - 2 * moved:.8g},0) {_BACK} {here}".strip())
