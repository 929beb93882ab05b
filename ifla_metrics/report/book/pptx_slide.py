"""A slide and the words on it: its title where a screen reader finds it, one type, three inks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, TypeVar

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.util import Mm, Pt

WIDE, HIGH = 338.67, 190.5
"""Millimetres of a 16:9 slide."""
EDGE, TOP, BOTTOM = 16.0, 44.0, 16.0
One = TypeVar("One")
TITLE_ONLY = 5
"""The place of the layout in the library's own template."""
FONT = "Arial"


def rgb(name: str) -> RGBColor:
    """Return a colour of its six digits."""
    make: Any = RGBColor  # The library states no types.
    colour: RGBColor = make.from_string(name)
    return colour


INK, SOFT, ACCENT = (rgb(c) for c in ("1B1F24", "5A6470", "0B5A7A"))


def new_slide(show: Any, title: str, subtitle: str = "", notes: str = "") -> Any:
    """Add a slide with its title as a title, so that a screen reader can find it."""
    slide = show.slides.add_slide(show.slide_layouts[TITLE_ONLY])
    place(slide.shapes.title, EDGE, 9, WIDE - 2 * EDGE, 22)
    frame = slide.shapes.title.text_frame
    frame.auto_size = MSO_AUTO_SIZE.NONE
    frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    say(frame, title, 24 if len(title) < 90 else 18, INK, bold=True)
    if subtitle:
        words = slide.shapes.add_textbox(Mm(EDGE), Mm(31), Mm(WIDE - 2 * EDGE), Mm(11))
        words.text_frame.word_wrap = True
        say(words.text_frame, subtitle, 11 if len(subtitle) < 220 else 9, SOFT)
    if notes:
        slide.notes_slide.notes_text_frame.text = notes
    return slide


def even(items: Sequence[One], *, most: int) -> list[Sequence[One]]:
    """Return the items of each slide: as few slides as hold them, each about as full."""
    slides = math.ceil(len(items) / most)
    each = math.ceil(len(items) / max(1, slides))
    return [items[i * each : (i + 1) * each] for i in range(slides)]


def place(shape: Any, left: float, top: float, wide: float, high: float) -> None:
    """Put a shape in its place, in millimetres."""
    shape.left, shape.top, shape.width, shape.height = Mm(left), Mm(top), Mm(wide), Mm(high)


def say(frame: Any, words: str, size: float, colour: RGBColor, *, bold: bool = False) -> None:
    """Write the first paragraph of a frame."""
    write(frame.paragraphs[0], words, size, colour, bold=bold)


def more(frame: Any, words: str, size: float, colour: RGBColor, *, bold: bool = False) -> Any:
    """Add a paragraph to a frame and return it."""
    paragraph = frame.add_paragraph()
    write(paragraph, words, size, colour, bold=bold)
    return paragraph


def write(paragraph: Any, words: str, size: float, colour: RGBColor, *, bold: bool) -> None:
    """Write words into a paragraph."""
    paragraph.alignment = 1
    run = paragraph.add_run()
    run.text, run.font.size, run.font.bold = words, Pt(size), bold
    run.font.name, run.font.color.rgb = FONT, colour


def foot(slide: Any, source: str) -> None:
    """Write the source line at the foot of a slide."""
    words = slide.shapes.add_textbox(Mm(EDGE), Mm(HIGH - 13), Mm(WIDE - 2 * EDGE), Mm(9))
    words.text_frame.word_wrap = True
    say(words.text_frame, source, 8, SOFT)


def mark(slide: Any, words: str) -> None:
    """Write what holds for every slide above its title."""
    box = slide.shapes.add_textbox(Mm(EDGE), Mm(2), Mm(WIDE - 2 * EDGE), Mm(7))
    say(box.text_frame, words, 10, ACCENT, bold=True)
