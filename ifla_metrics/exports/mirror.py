"""Mirror a drawing for right-to-left languages.

The whole SVG is mirrored and each text is flipped back in place. This works for any chart, because
it does not depend on the marks. Shapes and symbols on a map are flipped back too.
"""

import re

from lxml import etree

from ifla_metrics.settings import FONT_FAMILY_ARABIC

SVG = "{http://www.w3.org/2000/svg}"
RTL_LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
"""Right-to-left letters, for a character class in a regular expression."""
LEFT_TO_RIGHT = "\u200e"
_RTL_EMBEDDING, _LTR_EMBEDDING, _POP_DIRECTION = "\u202b", "\u202a", "\u202c"
"""Enclose each line: the only way to set its direction that all SVG renderers agree on."""
_SENTENCE_WORDS = 3
"""From this many words, a left-to-right run in right-to-left text counts as a sentence."""
_RTL_RUN = re.compile(rf"([{RTL_LETTERS}](?:[{RTL_LETTERS}]|[\W\d_])*)")
_WORD = re.compile(r"\S*[^\W\d_]\S*")
"""A code such as "1-74cb2d0e" is one word."""
_FINAL_PUNCTUATION = re.compile(r"([^\w\s])(\s*)$")
_FLIP = "scale(-1,1)"
_FLIPPED_ANCHOR = {"start": "end", "end": "start", "middle": "middle"}
_PLACE = re.compile(r"mark-shape|mark-symbol role-mark")
"""Classes of the shapes and symbols on a map."""
_TRANSLATE = re.compile(r"\s*translate\(\s*([-\d.e]+)(?:[\s,]+([-\d.e]+))?\s*\)")


def mirror(root: etree._Element) -> None:
    """Mirror an SVG in place."""
    width = float(root.get("viewBox", "0 0 0 0").split()[2])
    is_map = any("mark-shape" in (element.get("class") or "") for element in root.iter())
    for element in root.iter(f"{SVG}g", f"{SVG}text"):
        classes = element.get("class") or ""
        if element.tag == f"{SVG}text":
            _flip_text(element)
        elif is_map and _PLACE.search(classes):
            moves = [_TRANSLATE.match(a.get("transform", "")) for a in element.iterancestors()]
            offset = sum(float(move[1]) for move in moves if move)
            back = f"translate({width - 2 * offset:.8g},0) {_FLIP}"  # About the page's middle.
            element.set("transform", f"{back} {element.get('transform', '')}".strip())
    group = etree.Element(f"{SVG}g", transform=f"translate({width:.8g},0) {_FLIP}")
    group.extend(list(root))
    root.append(group)


def with_direction(line: str) -> str:
    """Return a line enclosed in its direction, because renderers would guess it differently."""
    is_ltr = _WORD.search(line) is not None and _RTL_RUN.search(line) is None
    embedding = _LTR_EMBEDDING if is_ltr else _RTL_EMBEDDING
    return f"{embedding}{mark_sentence_ends(line)}{_POP_DIRECTION}"


def mark_sentence_ends(text: str) -> str:
    """Return text with a left-to-right mark after the punctuation that ends an LTR sentence.

    The mark keeps the full stop of an English sentence at its right end. In mixed text, one or two
    words are taken for a name, and the full stop after them belongs to the RTL sentence.
    """
    runs = _RTL_RUN.split(text)  # LTR and RTL runs alternate, starting with LTR.
    min_words = 1 if len(runs) == 1 else _SENTENCE_WORDS
    for index in range(0, len(runs), 2):
        if len(_WORD.findall(runs[index])) >= min_words:
            runs[index] = _FINAL_PUNCTUATION.sub(rf"\1{LEFT_TO_RIGHT}\2", runs[index])
    return "".join(runs)


def _flip_text(element: etree._Element) -> None:
    # Vega places all text by a translation.
    transform = _TRANSLATE.sub(rf"\g<0> {_FLIP}", element.get("transform", ""), count=1)
    element.set("transform", transform)
    anchor = element.get("text-anchor", "start")
    element.set("text-anchor", _FLIPPED_ANCHOR.get(anchor, "middle"))
    for line in element.iter():
        if line is element or line.get("font-family"):
            line.set("font-family", FONT_FAMILY_ARABIC)
        if line.text and line.text.strip():
            line.text = with_direction(line.text)
