"""The programme as IATI 2.03 activities, filled into `data/reports/iati.xml` by Jinja2.

The template holds the codes of the standard's lists.
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
from ifla_metrics.i18n import LANGUAGES, Translate
from ifla_metrics.metrics import indicator_status, selection
from ifla_metrics.metrics.rollup import rounded_shares
from ifla_metrics.metrics.targets import baseline_value, target_value, targets_of
from ifla_metrics.metrics.time_rules import actual_of
from ifla_metrics.periods import Period
from ifla_metrics.reading import Reading
from ifla_metrics.text import clean

NEEDS = (
    *indicator_status.NEEDS,
    *registry.NEEDS_OF_ALL,
    "countries",
    "country_cells:node",
)
ENGLISH = LANGUAGES[0]
IFLA = "International Federation of Library Associations and Institutions (IFLA)"
RESULT_TYPES = {
    "output": "1",
    "milestone": "1",
    "process": "1",
    "efficiency": "1",
    "balance": "1",
    "outcome": "2",
    "coverage": "2",
    "equity": "2",
    "impact": "3",
}
"""Code of the list ResultType by the kind of an indicator."""
_IDENTIFIER = re.compile(r"[A-Z]{2}(-[A-Z0-9]+)+-[^/&|?\s]+")


def write(reading: Reading, t: Translate, reporting_org: str, name: str = "") -> bytes:
    """Return the programme as an IATI activity file: one activity per row of the framework.

    The reading has the frames of NEEDS. Comments are in the language of `t`, the framework's own
    words in English. The identifier of the organisation that reports is never guessed; its name,
    if not given, is IFLA's.

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
    reading = replace(reading, choices=replace(reading.choices, language=ENGLISH))
    environment = jinja_environment()
    environment.filters["clean"] = clean
    filled = environment.get_template("iati.xml").render(
        programme=_Programme(reading, t),
        framework=reading.framework,
        by={"ref": ref, "name": name or IFLA},
        groups=reading.lists["working_groups"],
        known_on=reading.moment.known_on,
        invented=provenance.demonstration_sentence(reading, t),
        language=t.language,
    )
    root = etree.fromstring(filled)
    etree.indent(root)
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written + b"\n"


class _Programme:
    """What the template asks about the rows of a framework and their indicators."""

    def __init__(self, reading: Reading, t: Translate) -> None:
        self._reading, self._framework, self._t = reading, reading.framework, t
        self._values = indicator_status.values_of(reading)

    def description(self, row: Node) -> str:
        """Return the titles of a row and of all that it belongs to."""
        titles = [node.title for node in self._framework.lineage(row.code)]
        return ". ".join([*titles, self._framework.title])

    def countries(self, row: Node) -> dict[str, Decimal]:
        """Return the countries of the row's activities in the period, by number of activities."""
        reading = self._reading
        found = selection.cells(reading, "country_cells", ("node", row.code))
        codes = found["country"].map(reading.frames["countries"].set_index("country")["alpha2"])
        activities = found.groupby(codes)["activities"].sum()
        return percentages({str(code): int(number) for code, number in activities.items()})

    def directions(self, row: Node) -> dict[str, Decimal]:
        """Return the directions that a row serves, in equal parts."""
        return percentages(dict.fromkeys(self._framework.directions_of(row.code), 1))

    def results(self, row: Node) -> dict[tuple[str, str], list[Indicator]]:
        """Return the row's indicators by outcome and type of result, in reading order."""
        results: dict[tuple[str, str], list[Indicator]] = {}
        for indicator in self._framework.indicators:
            if self._framework.row_of(indicator.node) == row.code:
                key = indicator.node, RESULT_TYPES.get(indicator.kind, "9")
                results.setdefault(key, []).append(indicator)
        return results

    def baseline(self, indicator: Indicator) -> dict[str, Any] | None:
        """Return the value and comment of a baseline, if both its value and its day are known.

        None beside the values of one region or group alone: baselines and targets are of all.
        """
        value = baseline_value(indicator)
        narrowed = indicator_status.is_narrowed(self._reading, indicator)
        if value is None or not indicator.baseline_on or narrowed:
            return None
        fraction = indicator.baseline_numerator, indicator.baseline_denominator
        return self._commented(value, fraction)

    def periods(self, indicator: Indicator) -> Iterator[dict[str, Any]]:
        """Yield each target in force with its days and, where its period has begun, the actual."""
        reading = self._reading
        narrowed = indicator_status.is_narrowed(reading, indicator)
        for target in targets_of(reading, indicator.code):
            own = self._framework.period(target.period)
            yield {
                "starts_on": own.starts_on,
                "ends_on": target.due_on,
                "target": None
                if narrowed
                else self._commented(
                    target_value(indicator, target),
                    (target.numerator, target.denominator),
                    target.provenance,
                ),
                "actual": self._actual(indicator, target, own)
                if own.starts_on <= reading.evaluation_day
                else None,
            }

    def _actual(self, indicator: Indicator, target: Target, own: Period) -> dict[str, Any] | None:
        """Return the value as it stood on the target's day, or on the evaluation day if earlier.

        None where there is none, or where it would tell a small number of people.
        """
        reading, on = self._reading, min(target.due_on, self._reading.evaluation_day)
        values = self._values.get(indicator.code, ())
        found = actual_of(self._framework, indicator, values, (target,), period=own, on=on)
        value, fraction = found.value, (found.numerator, found.denominator)
        if value is None or small_numbers.value_is_hidden(indicator, reading, value, *fraction):
            return None
        return self._commented(value, fraction, found.provenance, found.as_of)

    def _commented(
        self,
        value: float,
        fraction: tuple[float | None, float | None],
        row_provenance: str = "",
        day: date | None = None,
    ) -> dict[str, str]:
        """Return a value and a comment: what it is a share of, its day.

        Of an invented value it says so: the demonstration must not pass for a report.
        """
        t, (above, below), parts = self._t, fraction, []
        if above is not None and below is not None:
            parts.append(t("{above} of {below}", above=_number(above), below=_number(below)))
        if day:
            parts.append(t("date of the data: {day}", day=day.isoformat()))
        if row_provenance == "synthetic":
            parts.append(t("demonstration: invented"))
        return {"value": _number(value), "comment": t("; ").join(parts)}


def percentages(weights: Mapping[str, int]) -> dict[str, Decimal]:
    """Return each weight's share in per cent, with two decimals, adding up to exactly 100.

    In order of the codes; a share that is rounded to 0 is left out.
    """
    codes = sorted(weights)
    shares = rounded_shares([weights[code] for code in codes], 10_000)
    return {c: Decimal(share) / 100 for c, share in zip(codes, shares, strict=True) if share}


def _number(value: float) -> str:
    """Return a number unrounded and without an exponent."""
    exact = float(value)
    return str(int(exact)) if exact.is_integer() else format(Decimal(repr(exact)), "f")
