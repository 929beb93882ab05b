"""The programme as IATI 2.03 activities: places, sectors, results.

docs/open-data.md says how each code is chosen. Equal readings give equal bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lxml import etree

from ifla_metrics.errors import InvalidRecord, n_
from ifla_metrics.figures import provenance, registry, small_numbers
from ifla_metrics.i18n import LANGUAGES
from ifla_metrics.metrics import indicator_status, selection
from ifla_metrics.metrics.targets import baseline_value, target_value, targets_of
from ifla_metrics.metrics.time_rules import Actual, actual_of
from ifla_metrics.metrics.values import Value, window_of
from ifla_metrics.text import clean

if TYPE_CHECKING:
    from ifla_metrics.framework import Indicator, Node, Target
    from ifla_metrics.i18n import Translate
    from ifla_metrics.periods import Period
    from ifla_metrics.reading import Reading

NEEDS = (
    *indicator_status.NEEDS,
    *registry.NEEDS_OF_ALL,
    "countries",
    "country_cells:node;period",
    "groups",
    "sources",
)
VERSION = "2.03"
IFLA = "International Federation of Library Associations and Institutions (IFLA)"
INTERNATIONAL_NGO = "21"
"""Code of the list OrganisationType."""
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
ASCENDING = {"increase": "1", "decrease": "0"}

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_IDENTIFIER = re.compile(r"[A-Z]{2}(-[A-Z0-9]+)+-[^/&|?\s]+")


@dataclass(frozen=True)
class Organisation:
    """The organisation that reports. Its identifier is never guessed: it must be given."""

    ref: str = ""
    name: str = ""

    def checked(self) -> Organisation:
        """Return it trimmed; an empty name is IFLA's.

        Raises:
            InvalidRecord: The identifier is missing or not well formed.
        """
        ref = self.ref.strip()
        if not _IDENTIFIER.fullmatch(ref):
            raise InvalidRecord(
                n_(
                    "IATI needs the identifier of the organisation: registration agency, hyphen, "
                    "number, such as NL-KVK-12345678. This is none: '{ref}'."
                ),
                ref=ref,
            )
        return Organisation(ref, self.name.strip() or IFLA)


def write(reading: Reading, t: Translate, organisation: Organisation) -> bytes:
    """Return the programme as an IATI activity file: one activity per row of the framework.

    Args:
        reading: With the frames of NEEDS.
        t: The language of comments; the framework's own words are English.
        organisation: Who reports.

    Raises:
        InvalidRecord: The organisation has no valid identifier.
    """
    organisation = organisation.checked()
    reading = replace(reading, choices=replace(reading.choices, language=LANGUAGES[0]))
    values = indicator_status.values_of(reading, reading.framework.indicators)
    invented = provenance.demonstration_sentence(reading, t)
    known_on = f"{reading.moment.known_on.isoformat()}T00:00:00Z"
    root = etree.Element("iati-activities", {"version": VERSION, "generated-datetime": known_on})
    for row in reading.framework.rows:
        activity = _add(
            root, "iati-activity", last_updated_datetime=known_on, hierarchy="1", humanitarian="0"
        )
        activity.set(_LANGUAGE, LANGUAGES[0])
        _add_identity(activity, row, reading, organisation)
        if invented:
            _add_words(activity, "description", invented, t.language, type="4")  # Other.
        _add_organisations(activity, row, reading, organisation)
        _add_dates(activity, reading)
        _add(activity, "activity-scope", code="1")  # Global.
        _add_countries(activity, row, reading)
        _add_sectors(activity, row, reading)
        _add_results(activity, row, reading, values, t)
    etree.indent(root)
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written + b"\n"


def _add_identity(activity: Any, row: Node, reading: Reading, by: Organisation) -> None:
    framework = reading.framework
    identifier = _add(activity, "iati-identifier")
    identifier.text = clean(f"{by.ref}-{framework.id}-{row.code}")
    _add_words(activity, "reporting-org", by.name, ref=by.ref, type=INTERNATIONAL_NGO)
    _add_words(activity, "title", row.title)
    above = [node.title for node in framework.lineage(row.code)][1:]
    description = ". ".join([row.title, *above, framework.title])
    _add_words(activity, "description", description, type="1")  # General.


def _add_organisations(activity: Any, row: Node, reading: Reading, by: Organisation) -> None:
    for role in ("2", "4"):  # Accountable, implementing.
        _add_words(
            activity, "participating-org", by.name, ref=by.ref, type=INTERNATIONAL_NGO, role=role
        )
    groups = reading.frame("groups")
    for title in groups.loc[groups["code"] == row.owner, "title"]:
        _add_words(activity, "participating-org", str(title), role="4")


def _add_dates(activity: Any, reading: Reading) -> None:
    framework, on = reading.framework, reading.moment.known_on
    begun, ended = framework.starts_on <= on, framework.ends_on < on
    _add(activity, "activity-status", code="4" if ended else "2" if begun else "1")
    dates = [  # Planned and actual start, planned and actual end.
        ("1", framework.starts_on, True),
        ("2", framework.starts_on, begun),
        ("3", framework.ends_on, True),
        ("4", framework.ends_on, ended),
    ]
    for kind, day, known in dates:
        if known:
            _add(activity, "activity-date", iso_date=day.isoformat(), type=kind)


def _add_countries(activity: Any, row: Node, reading: Reading) -> None:
    """Add the countries of the row's activities of the chosen period, by number of activities."""
    found = selection.cells(reading, "country_cells", ("node", row.code))
    codes = found["country"].map(reading.frame("countries").set_index("country")["alpha2"])
    activities = found.groupby(codes, sort=False)["activities"].sum()
    shares = percentages({str(code): int(number) for code, number in activities.items()})
    for code, share in shares.items():
        _add(activity, "recipient-country", code=code, percentage=str(share))
    if not shares:
        # Of the OECD DAC's list: no country stated.
        _add(activity, "recipient-region", code="998", vocabulary="1", percentage="100")


def _add_sectors(activity: Any, row: Node, reading: Reading) -> None:
    """Add the one purpose code, and the directions that the row serves in equal parts."""
    framework = reading.framework
    # Culture and recreation, "including libraries and museums": the one DAC code that names them.
    _add(activity, "sector", vocabulary="1", code="16061", percentage="100")
    shares = percentages(dict.fromkeys(framework.directions_of(row.code), 1))
    for code, share in shares.items():
        title = framework.node(code).title
        _add_words(activity, "sector", title, vocabulary="99", code=code, percentage=str(share))


def percentages(weights: Mapping[str, int]) -> dict[str, Decimal]:
    """Return each weight's share in per cent, with two decimals, adding up to exactly 100.

    Largest remainders, ties in order of the codes; a weight of 0 is left out.
    """
    known = {code: weight for code, weight in sorted(weights.items()) if weight > 0}
    total = sum(known.values())
    parts = {code: divmod(weight * 10_000, total) for code, weight in known.items()}
    spare = 10_000 - sum(part for part, _remainder in parts.values())
    rounded_up = sorted(parts, key=lambda code: -parts[code][1])[:spare]
    return {
        code: Decimal(part + (code in rounded_up)) / 100
        for code, (part, _remainder) in parts.items()
        if part or code in rounded_up
    }


def _add_results(
    activity: Any,
    row: Node,
    reading: Reading,
    values: Mapping[str, Sequence[Value]],
    t: Translate,
) -> None:
    """Add a result for each outcome of a row and each type of result, in reading order."""
    framework = reading.framework
    results: dict[tuple[str, str], Any] = {}
    for indicator in framework.indicators:
        if framework.row_of(indicator.node) != row.code:
            continue
        key = indicator.node, RESULT_TYPES.get(indicator.kind, "9")
        if key not in results:
            results[key] = _add(activity, "result", type=key[1], aggregation_status="0")
            _add_words(results[key], "title", framework.node(indicator.node).title)
        element = _add_indicator(results[key], indicator, t)
        _add_periods(element, indicator, reading, values.get(indicator.code, ()), t)


def _add_indicator(result: Any, indicator: Indicator, t: Translate) -> Any:
    ascending = ASCENDING.get(indicator.direction)
    element = _add(
        result,
        "indicator",
        measure="2" if indicator.unit == "%" else "1",  # Percentage or unit.
        aggregation_status="0",
        **({"ascending": ascending} if ascending else {}),
    )
    _add_words(element, "title", f"{indicator.code} {indicator.title}")
    description = f"{indicator.definition} Unit: {indicator.unit}.".strip()
    _add_words(element, "description", description)
    value, day = baseline_value(indicator), indicator.baseline_on
    if value is not None and day:
        year, iso = str(day.year), day.isoformat()
        baseline = _add(element, "baseline", year=year, iso_date=iso, value=_number(value))
        parts = _fraction(indicator.baseline_numerator, indicator.baseline_denominator, t)
        _add_comment(baseline, t, parts, english="" if parts else indicator.baseline_note)
    return element


def _add_periods(
    element: Any, indicator: Indicator, reading: Reading, values: Sequence[Value], t: Translate
) -> None:
    """Add each target in force with its days and, where its period has begun, the actual."""
    framework = reading.framework
    targets = targets_of(reading, indicator.code)
    for position, target in enumerate(targets):
        own = window_of(framework, target.period, reading.period) or reading.period
        starts_on = min(own.starts_on, target.due_on)
        if own.code != target.period and position:
            starts_on = targets[position - 1].due_on + timedelta(days=1)
        period = _add(element, "period")
        _add(period, "period-start", iso_date=starts_on.isoformat())
        _add(period, "period-end", iso_date=target.due_on.isoformat())
        _add_comment(
            _add(period, "target", value=_number(target_value(indicator, target))),
            t,
            _fraction(target.numerator, target.denominator, t),
            _invented(target.provenance, t),
            english=target.reason,
        )
        actual = _actual(indicator, target, own, reading, values)
        if starts_on <= reading.on and actual is not None and actual.value is not None:
            day = actual.as_of
            _add_comment(
                _add(period, "actual", value=_number(actual.value)),
                t,
                _fraction(actual.numerator, actual.denominator, t),
                t("date of the data: {day}", day=day.isoformat()) if day else "",
                _invented(actual.provenance, t),
            )


def _actual(
    indicator: Indicator,
    target: Target,
    period: Period,
    reading: Reading,
    values: Sequence[Value],
) -> Actual | None:
    """Return the value as it stood on the target's day, or on the evaluation day if earlier.

    None where it would tell a small number of people.
    """
    on = min(target.due_on, reading.on)
    found = actual_of(reading.framework, indicator, values, (target,), period=period, on=on)
    hidden = small_numbers.value_is_hidden(
        indicator, reading, found.value, found.numerator, found.denominator
    )
    return None if hidden else found


def _add(parent: Any, name: str, **attributes: str) -> Any:
    """Add an element; `_` in the name of an attribute is a hyphen."""
    named = {key.replace("_", "-"): value for key, value in attributes.items()}
    return etree.SubElement(parent, name, named)


def _add_narrative(element: Any, words: str, language: str = LANGUAGES[0]) -> None:
    narrative = etree.SubElement(element, "narrative", {_LANGUAGE: language})
    narrative.text = clean(words)


def _add_words(
    parent: Any, name: str, words: str, language: str = LANGUAGES[0], **attributes: str
) -> None:
    """Add an element that holds words in a language."""
    _add_narrative(_add(parent, name, **attributes), words, language)


def _add_comment(element: Any, t: Translate, *parts: str, english: str = "") -> None:
    """Add a comment of its parts; a framework's own words are English and stand by themselves."""
    words = t("; ").join(part for part in parts if part)
    if not words and not english:
        return
    comment = _add(element, "comment")
    if words:
        _add_narrative(comment, words, t.language)
    if english:
        _add_narrative(comment, english)


def _number(value: float) -> str:
    """Return a number unrounded and without an exponent."""
    exact = float(value)
    return str(int(exact)) if exact.is_integer() else format(Decimal(repr(exact)), "f")


def _fraction(numerator: float | None, denominator: float | None, t: Translate) -> str:
    if numerator is None or denominator is None:
        return ""
    return t("{above} of {below}", above=_number(numerator), below=_number(denominator))


def _invented(row_provenance: str, t: Translate) -> str:
    """Say of an invented value that it is: the demonstration must not pass for a report."""
    return t("demonstration: invented") if row_provenance == "synthetic" else ""
