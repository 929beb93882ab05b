"""Messages, plurals, numbers, dates and country names in the reader's language.

A `Translate` is passed as an argument (`t`); pure code never asks which language it is.
Extraction finds `t(...)`, `t.plural(...)` and `n_(...)`.
"""

from __future__ import annotations

import datetime
import gettext
import math
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ifla_metrics.errors import n_

if TYPE_CHECKING:
    from babel import Locale
    from babel.numbers import NumberPattern

LOCALES = Path(__file__).resolve().parents[1] / "data" / "locales"
DOMAIN = "ifla_metrics"
LANGUAGES = ("en", "fr")
"""Languages of the screen, complete; the first is the one the messages are written in."""
FIGURE_LANGUAGES = (*LANGUAGES, "ar")
"""Languages of downloads, reports and the command line."""

THIN_SPACE = "\u202f"
EXACT = 1e-9
"""Percentages nearer to a whole number than this differ from it only by floating point."""
MOST_DIGITS = 1e15
"""A float above it has no decimals left to round."""

MISSING = "–"
NO_VALUE = n_("–: none, or not known")
"""Explains MISSING in a table and over a column; "– / 20" beside its status needs no word."""
QUARTER = n_("{year} Q{quarter}")
_QUARTER = re.compile(r"(\d{4}) Q([1-4])")


def round_half_up(value: float, decimals: int = 0) -> float:
    """Return a number rounded as by hand: a half goes away from 0 (92.5 is 93, 0.125 is 0.13).

    Rounds the shortest decimal form of the number, not its binary value: 28.5 is always 29.
    """
    value = float(value)
    if not math.isfinite(value) or abs(value) > MOST_DIGITS:
        return value
    written = Decimal(repr(round(value, 9)))
    return float(written.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def rounded_percentage(ratio: float) -> float:
    """Return a ratio in per cent as it is shown: whole, but 99.8 and 0.2 keep their decimal."""
    exact = float(ratio) * 100
    shown = round_half_up(exact)
    return shown if shown not in (0, 100) or abs(exact - shown) < EXACT else round_half_up(exact, 1)


class Translate:
    """Words in one language. `t("Coverage")`, `t("{n} of {k}", n=3, k=4)`, `t.plural(...)`."""

    def __init__(self, language: str) -> None:
        self.language = language if language in FIGURE_LANGUAGES else LANGUAGES[0]
        english = self.language == LANGUAGES[0]  # The messages themselves are English.
        self._catalogue: gettext.NullTranslations = (
            gettext.NullTranslations()
            if english
            else gettext.translation(DOMAIN, LOCALES, languages=[self.language])
        )

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        """Travel to another process as the code of the language."""
        return translate, (self.language,)

    @cached_property
    def locale(self) -> Locale:
        """Return the locale of numbers and days, loaded on first use."""
        import babel

        return babel.Locale.parse("en_GB" if self.language == "en" else self.language)

    def language_name(self, code: str) -> str:
        """Return the name of a language in this one."""
        import babel

        name = babel.Locale.parse(code).get_display_name(self.locale) or code
        return name[0].upper() + name[1:]

    @property
    def right_to_left(self) -> bool:
        """Whether the language is read from right to left."""
        return bool(self.locale.character_order == "right-to-left")

    def __call__(self, message: str, **values: object) -> str:
        """Return `message` translated and filled with `values`; days in the long form."""
        words = self._catalogue.gettext(message) if message else ""
        return words.format(**self._with_days(values)) if values else words

    def plural(self, one: str, many: str, n: float, **values: object) -> str:
        """Return the form of the message for `n`; {n} is written with grouping."""
        words = self._catalogue.ngettext(one, many, int(n))
        return words.format(n=self.number(n), **self._with_days(values))

    def _with_days(self, values: dict[str, object]) -> dict[str, object]:
        """Return the values with each day as the language writes it."""
        if not any(type(value) is datetime.date for value in values.values()):
            return values
        return {k: self.date(v) if type(v) is datetime.date else v for k, v in values.items()}

    def number(self, value: Any, decimals: int | None = None) -> str:
        """Return a number with thin grouping; a missing value is '–', never 0."""
        if value is None or value != value:
            return MISSING
        from babel import numbers

        if not isinstance(value, int):
            value = float(value)  # A Decimal, or a number of numpy, is rounded the same.
        pattern = "#,##0"
        if decimals:
            pattern += "." + "0" * decimals
        elif decimals is None and isinstance(value, float) and not value.is_integer():
            pattern += ".##"
        if isinstance(value, float):
            value = round_half_up(value, 2 if decimals is None else decimals) + 0.0  # No "-0".
        written = numbers.format_decimal(value, format=_read(pattern), locale=self.locale)
        group = numbers.get_group_symbol(self.locale)
        return written.replace(group, THIN_SPACE).replace("\u00a0", THIN_SPACE)

    def percent(self, ratio: Any) -> str:
        """Return a ratio (0.62) as '62 %'; missing is '–'.

        Never rounds to 0 % or 100 % what is neither: 99.8 % keeps its decimal, and 9 999 of 10 000
        are '> 99.9 %'.
        """
        if ratio is None or ratio != ratio:
            return MISSING
        exact, shown = float(ratio) * 100, rounded_percentage(ratio)
        if shown not in (0, 100) or abs(exact - shown) < EXACT:
            return self.percentage(shown)
        bound, decimals = (shown, 0) if exact > 100 or exact < 0 else (abs(shown - 0.1), 1)
        return ("> " if exact > bound else "< ") + self.percentage(bound, decimals)

    def percentage(self, value: float, decimals: int | None = None) -> str:
        """Return a percentage (62) with its sign; Arabic puts no space before it."""
        space = "" if self.right_to_left else THIN_SPACE
        return f"{self.number(value, decimals)}{space}%"

    def code(self, text: str) -> str:
        """Return a code that reads from left to right within a line of any language."""
        return "\u200e" + text if self.right_to_left else text

    def date(self, day: datetime.date | None, form: str = "long") -> str:
        """Return a day as the language writes it; None is '–'."""
        if day is None:
            return MISSING
        from babel import dates

        return dates.format_date(day, form, locale=self.locale)

    def day(self, day: datetime.date, precision: str, stated: str = "") -> str:
        """Return a day no more exactly than it is known.

        Args:
            precision: `day`, `month`, `quarter` or `year`.
            stated: The words it was given in, which stand where it is not known to the day.
        """
        form = {"month": "MMMM y", "quarter": "QQQ y", "year": "y"}.get(precision)
        return (form and stated) or self.date(day, form or "medium")

    @property
    def day_format(self) -> str:
        """How fields and tables of the screen write a day; a browser would do as its own language.

        In English, whose readers differ about day and month, as ISO does.
        """
        return "YYYY-MM-DD" if self.language == LANGUAGES[0] else "DD/MM/YYYY"

    def month(self, day: datetime.date | None) -> str:
        """Return 'Nov 2012' as the language writes it; None is '–'."""
        if day is None:
            return MISSING
        from babel import dates

        return dates.format_skeleton("yMMM", day, locale=self.locale)

    def period(self, title: str) -> str:
        """Return the name of a reporting period: "2014 Q4" in the language's own form.

        Every other name is a year, years, or words that a strategy translates itself
        (`Framework.in_language`).
        """
        quarter = _QUARTER.fullmatch(title)
        if quarter is None:
            return title
        return self(QUARTER, year=quarter[1], quarter=quarter[2])

    def country(self, alpha2: str, fallback: str) -> str:
        """Return a country's name in the language, or `fallback` when it has none."""
        return str(self.locale.territories.get(alpha2, fallback))


@lru_cache(maxsize=16)
def _read(pattern: str) -> NumberPattern:
    """Return a number pattern, which Babel would parse again for each number."""
    from babel import numbers

    return numbers.parse_pattern(pattern)


@lru_cache(maxsize=16)
def translate(language: str) -> Translate:
    """Return the words of `language` (English when it has no catalogue), read once a process."""
    return Translate(language)
