"""Write the programme as IATI 2.03 activities, with the template `data/reports/iati.xml`.

The template contains the codes from IATI's code lists.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from lxml import etree

from ifla_metrics.errors import Refused, n_
from ifla_metrics.exports.html import jinja_environment
from ifla_metrics.figures import provenance, registry, small_numbers
from ifla_metrics.framework import Indicator, Node, Target
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import indicator_status, selection
from ifla_metrics.metrics.rollup import rounded_shares
from ifla_metrics.metrics.targets import baseline_value, target_value, targets_of
from ifla_metrics.metrics.time_rules import actual_of
from ifla_metrics.periods import Period
from ifla_metrics.reading import Reading
from ifla_metrics.text import clean

NEEDS = (
    *indicator_status.NEEDS,
    *registry.COMMON_NEEDS,
    "countries",
    "country_cells:node",
)
IFLA = "International Federation of Library Associations and Institutions (IFLA)"
RESULT_TYPES = {
    **dict.fromkeys(("output", "milestone", "process", "efficiency", "balance"), "1"),
    **dict.fromkeys(("outcome", "coverage", "equity"), "2"),
    "impact": "3",
}
"""Code in IATI's list ResultType by kind of indicator; 9 (other) for kinds not listed."""
_IDENTIFIER = re.compile(r"[A-Z]{2}(-[A-Z0-9]+)+-[^/&|?\s]+")


def write(reading: Reading, t: Translate, reporting_org: str, name: str = "") -> bytes:
    """Return the programme as an IATI activity file with one activity per framework element.

    The reading has the frames of NEEDS. Comments are in the language of `t`, text from the
    framework in English. `reporting_org` is the identifier of the reporting organisation.

    Raises:
        Refused: The identifier is missing or not well formed.
    """
    ref = clean(reporting_org)
    if not _IDENTIFIER.fullmatch(ref):
        raise Refused(
            n_(
                "IATI needs the identifier of the organisation: registration agency, hyphen, "
                "number, such as NL-KVK-12345678. '{ref}' is not one."
            ),
            ref=ref,
        )
    reading = replace(reading, choices=replace(reading.choices, language="en"))
    environment = jinja_environment()
    environment.filters["clean"] = clean
    content = environment.get_template("iati.xml").render(
        programme=_Programme(reading, t),
        framework=reading.framework,
        by={"ref": ref, "name": name or IFLA},
        groups=reading.lists["working_groups"],
        known_on=reading.moment.known_on,
        invented=provenance.demonstration_sentence(reading, t),
        language=t.language,
    )
    root = etree.fromstring(content)
    etree.indent(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


class _Programme:
    """Values of framework elements and indicators, for the template."""

    def __init__(self, reading: Reading, t: Translate) -> None:
        self._reading, self._framework, self._t = reading, reading.framework, t
        self._values = indicator_status.indicator_values(reading)

    def description(self, element: Node) -> str:
        """Return the titles of an element and its ancestors."""
        titles = [node.title for node in self._framework.lineage(element.code)]
        return ". ".join([*titles, self._framework.title])

    def countries(self, element: Node) -> dict[str, Decimal]:
        """Return each country's percentage of an element's activities in the period."""
        reading = self._reading
        cells = selection.cells(reading, "country_cells", ("node", element.code))
        codes = cells["country"].map(reading.frames["countries"].set_index("country")["alpha2"])
        activities = cells.groupby(codes)["activities"].sum()
        return percentages({str(code): int(number) for code, number in activities.items()})

    def directions(self, element: Node) -> dict[str, Decimal]:
        """Return the percentage of each direction that an element serves, in equal shares."""
        return percentages(dict.fromkeys(self._framework.directions_of(element.code), 1))

    def results(self, element: Node) -> dict[tuple[str, str], list[Indicator]]:
        """Return an element's indicators by outcome and type of result, in framework order."""
        results: dict[tuple[str, str], list[Indicator]] = {}
        for indicator in self._framework.indicators:
            if self._framework.row_of(indicator.node) == element.code:
                key = indicator.node, RESULT_TYPES.get(indicator.kind, "9")
                results.setdefault(key, []).append(indicator)
        return results

    def baseline(self, indicator: Indicator) -> dict[str, Any] | None:
        """Return a baseline's value and comment, or None if its value or day is unknown.

        Also None if the reading is narrowed to a region or group, because baselines and targets
        apply to the whole programme.
        """
        value = baseline_value(indicator)
        narrowed = indicator_status.is_narrowed(self._reading, indicator)
        if value is None or not indicator.baseline_on or narrowed:
            return None
        fraction = indicator.baseline_numerator, indicator.baseline_denominator
        return self._commented(value, fraction)

    def periods(self, indicator: Indicator) -> Iterator[dict[str, Any]]:
        """Yield each target in force with its dates, and the actual if its period has begun."""
        reading = self._reading
        narrowed = indicator_status.is_narrowed(reading, indicator)
        for target in targets_of(reading, indicator.code):
            period = self._framework.period(target.period)
            has_begun = period.starts_on <= reading.evaluation_day
            value = target_value(indicator, target)
            fraction = (target.numerator, target.denominator)
            yield {
                "starts_on": period.starts_on,
                "ends_on": target.due_on,
                "target": None if narrowed else self._commented(value, fraction, target.provenance),
                "actual": self._actual(indicator, target, period) if has_begun else None,
            }

    def _actual(
        self, indicator: Indicator, target: Target, period: Period
    ) -> dict[str, Any] | None:
        """Return the actual on the target's due day, or on the evaluation day if that is earlier.

        None if there is no value, or it would disclose a small number of people.
        """
        reading, on = self._reading, min(target.due_on, self._reading.evaluation_day)
        values = self._values.get(indicator.code, ())
        actual = actual_of(self._framework, indicator, values, (target,), period=period, on=on)
        value, fraction = actual.value, (actual.numerator, actual.denominator)
        if value is None or small_numbers.value_is_hidden(indicator, reading, value, *fraction):
            return None
        return self._commented(value, fraction, actual.provenance, actual.as_of)

    def _commented(
        self,
        value: float,
        fraction: tuple[float | None, float | None],
        row_provenance: str = "",
        day: date | None = None,
    ) -> dict[str, str]:
        """Return a value and a comment: numerator and denominator, date, whether it is invented."""
        t, (numerator, denominator), parts = self._t, fraction, []
        if numerator is not None and denominator is not None:
            above, below = _number(numerator), _number(denominator)
            parts.append(t("{above} of {below}", above=above, below=below))
        if day:
            parts.append(t("date of the data: {day}", day=day.isoformat()))
        if row_provenance == "synthetic":
            parts.append(t("demonstration: invented"))
        return {"value": _number(value), "comment": t("; ").join(parts)}


def percentages(weights: Mapping[str, int]) -> dict[str, Decimal]:
    """Return each code's share in per cent, rounded to two decimals that add up to exactly 100.

    Codes are sorted. Shares rounded to 0 are left out.
    """
    codes = sorted(weights)
    shares = rounded_shares([weights[code] for code in codes], 10_000)
    return {code: Decimal(share) / 100 for code, share in zip(codes, shares, strict=True) if share}


def _number(value: float) -> str:
    """Return an unrounded number without exponent."""
    exact = float(value)
    return str(int(exact)) if exact.is_integer() else format(Decimal(repr(exact)), "f")
