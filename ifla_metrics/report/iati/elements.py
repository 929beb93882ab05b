"""Elements of IATI XML: text, days, numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from lxml import etree

from ifla_metrics.text import clean

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
ENGLISH = "en"
"""The language of frameworks."""


def add(parent: Any, name: str, **attributes: str) -> Any:
    """Add an element; `_` in the name of an attribute is a hyphen."""
    return etree.SubElement(
        parent, name, {key.replace("_", "-"): value for key, value in attributes.items()}
    )


def say(parent: Any, words: str, language: str = ENGLISH) -> None:
    """Add words as a narrative in their language."""
    narrative = etree.SubElement(parent, "narrative", {LANGUAGE: language})
    narrative.text = clean(words)


def told(parent: Any, name: str, words: str, language: str = ENGLISH, **attributes: str) -> Any:
    """Add an element that holds words."""
    element = add(parent, name, **attributes)
    say(element, words, language)
    return element


def day(parent: Any, name: str, on: date, **attributes: str) -> None:
    """Add an element that is a day."""
    add(parent, name, iso_date=on.isoformat(), **attributes)


def number(value: float) -> str:
    """Return a number as figures write it, unrounded and without an exponent."""
    shown = float(value)
    return str(int(shown)) if shown.is_integer() else format(Decimal(repr(shown)), "f")
