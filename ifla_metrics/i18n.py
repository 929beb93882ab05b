"""Messages, plurals, numbers, dates and country names in the reader's language.

Pass a `Translate` as the argument `t`; pure code never asks which language it is. Extraction finds
`t(...)`, `t.plural(...)` and `n_(...)`.
"""

from __future__ import annotations

import datetime
import gettext
import math
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from ifla_metrics.errors import n_

if TYPE_CHECKING:
    from babel import Locale

LOCALES = Path(__file__).resolve().parents[1] / "data" / "locales"
DOMAIN = "ifla_metrics"
LANGUAGES = ("en", "fr")
"""Languages of the screen; the messages are written in the first."""
FigureLanguage = Literal["en", "fr", "ar"]
FIGURE_LANGUAGES: tuple[str, ...] = get_args(FigureLanguage)
"""Languages of downloads, reports and the command line."""

THIN_SPACE = "\u202f"
FLOAT_ERROR = 1e-9
"""Percentages this close to a whole number differ from it by floating point only."""
MAX_DECIMAL = 1e15
"""Larger floats have no decimals to round."""

MISSING = "–"
NO_VALUE = n_("–: none, or not known")
"""Explanation of MISSING below tables and in column headers."""
QUARTER = n_("{year} Q{quarter}")
_QUARTER = re.compile(r"(\d{4}) Q([1-4])")


def round_half_up(value: float, decimals: int = 0) -> float:
    """Round halves away from 0: 92.5 is 93, 0.125 is 0.13.

    Rounds the shortest decimal form, not the binary value, so 28.5 is always 29.
    """
    value = float(value)
    if not math.isfinite(value) or abs(value) > MAX_DECIMAL:
        return value
    shortest = Decimal(repr(round(value, 9)))
    return float(shortest.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def rounded_percentage(ratio: float) -> float:
    """Return a ratio as the percentage to show: a whole number, but 99.8 and 0.2 keep a decimal.

    Between them only exact values are 0 or 100.
    """
    exact = float(ratio) * 100
    rounded = round_half_up(exact)
    if rounded in (0, 100) and abs(exact - rounded) >= FLOAT_ERROR:
        tenths = round_half_up(exact, 1)
        return min(max(tenths, 0.1), 99.9) if 0 < exact < 100 else tenths
    return rounded


class Translate:
    """Translator into a language: `t("Coverage")`, `t("{n} of {k}", n=3, k=4)`, `t.plural(...)`."""

    def __init__(self, language: str) -> None:
        self.language = language if language in FIGURE_LANGUAGES else LANGUAGES[0]
        self._catalogue = gettext.NullTranslations()  # For English: the messages are English.
        if self.language != LANGUAGES[0]:
            self._catalogue = gettext.translation(DOMAIN, LOCALES, languages=[self.language])

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        """Pickle as the language code."""
        return translate, (self.language,)

    @cached_property
    def locale(self) -> Locale:
        """Return Babel's locale for numbers and dates."""
        import babel

        return babel.Locale.parse("en_GB" if self.language == "en" else self.language)

    def language_name(self, code: str) -> str:
        """Return the name of another language."""
        import babel

        name = babel.Locale.parse(code).get_display_name(self.locale) or code
        return name[0].upper() + name[1:]

    @property
    def right_to_left(self) -> bool:
        """Whether the language is read from right to left."""
        return bool(self.locale.character_order == "right-to-left")

    def __call__(self, message: str, **values: object) -> str:
        """Return `message` translated and filled with `values`.

        Dates are in the long form; `n` and `k` are formatted by `number`.
        """
        text = self._catalogue.gettext(message) if message else ""
        return text.format(**self._formatted(values)) if values else text

    def plural(self, one: str, many: str, n: float, **values: object) -> str:
        """Return the translated form of the message for `n`; {n} is formatted by `number`."""
        form = int(n) if n == int(n) else 2  # A fraction takes the plural.
        text = self._catalogue.ngettext(one, many, form)
        return text.format(**self._formatted({"n": n, **values}))

    def _formatted(self, values: dict[str, object]) -> dict[str, object]:
        """Return the values with dates and the numbers `n` and `k` as text."""
        texts = dict(values)
        for name, value in values.items():
            if type(value) is datetime.date:
                texts[name] = self.date(value)
            elif name in ("n", "k") and not isinstance(value, str):
                texts[name] = self.number(value)
        return texts

    def number(self, value: Any) -> str:
        """Return a number with thin spaces between thousands and at most two decimals.

        A missing value is '–', never 0.
        """
        if value is None or value != value:
            return MISSING
        from babel import numbers

        if not isinstance(value, int):  # Decimal and numpy numbers too.
            value = round_half_up(value, 2) + 0.0  # No "-0".
        text = numbers.format_decimal(value, format="#,##0.##", locale=self.locale)
        group = numbers.get_group_symbol(self.locale)
        return text.replace(group, THIN_SPACE).replace("\u00a0", THIN_SPACE)

    def percent(self, ratio: Any) -> str:
        """Return a ratio (0.62) as '62 %'; a missing value is '–'."""
        if ratio is None or ratio != ratio:
            return MISSING
        return self.percentage(rounded_percentage(ratio))

    def percentage(self, value: float) -> str:
        """Return a percentage (62) with its sign."""
        return self.number(value) + self.percent_sign

    @property
    def percent_sign(self) -> str:
        """Return CLDR's sign: after a thin space, or in Arabic kept to the right of its number."""
        sign = str(self.locale.number_symbols["latn"]["percentSign"])
        return sign if self.right_to_left else THIN_SPACE + sign

    def code(self, text: str) -> str:
        """Return a code marked to read from left to right in any language."""
        return "\u200e" + text if self.right_to_left else text

    def date(self, day: datetime.date | None, form: str = "long") -> str:
        """Return a formatted date; None is '–'."""
        if day is None:
            return MISSING
        from babel import dates

        text = dates.format_date(day, form, locale=self.locale)
        # Babel writes "1 mars" for the first of a month in French.
        return re.sub(r"^1 ", "1er ", text) if self.language == "fr" else text

    def day(self, day: datetime.date, precision: str, stated: str = "") -> str:
        """Return a date no more exact than it is known.

        Args:
            precision: `day`, `month`, `quarter` or `year`.
            stated: The source's wording, used unless the precision is `day`.
        """
        form = {"month": "MMMM y", "quarter": "QQQ y", "year": "y"}.get(precision)
        return (form and stated) or self.date(day, form or "medium")

    @property
    def day_format(self) -> str:
        """Date format of input fields and tables, which would otherwise follow the browser.

        English uses ISO dates, because English readers disagree on the order of day and month.
        """
        return "YYYY-MM-DD" if self.language == LANGUAGES[0] else "DD/MM/YYYY"

    def month(self, day: datetime.date | None) -> str:
        """Return a formatted month, such as 'Nov 2012'; None is '–'."""
        if day is None:
            return MISSING
        from babel import dates

        return dates.format_skeleton("yMMM", day, locale=self.locale)

    def period(self, title: str) -> str:
        """Return the name of a reporting period, translating quarters such as "2014 Q4".

        Other names are years, or translated by their framework (`Framework.in_language`).
        """
        quarter = _QUARTER.fullmatch(title)
        if quarter is None:
            return title
        return self(QUARTER, year=quarter[1], quarter=quarter[2])

    def country(self, alpha2: str, fallback: str) -> str:
        """Return a country's name, or `fallback` if the language has none."""
        return str(self.locale.territories.get(alpha2, fallback))


@lru_cache(maxsize=16)
def translate(language: str) -> Translate:
    """Return the translator into `language`, or into English if it has no catalogue."""
    return Translate(language)
