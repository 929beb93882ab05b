"""The rows of a programme as IATI 2.03 activities: places, sectors, results. Deterministic.

`docs/open-data.md` says how each code is chosen.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lxml import etree

from ifla_metrics.figures.provenance import demonstration_sentence
from ifla_metrics.i18n import LANGUAGES
from ifla_metrics.metrics import indicator_status, selection
from ifla_metrics.report.iati.elements import ENGLISH, LANGUAGE, add, day, told
from ifla_metrics.report.iati.percentages import percentages
from ifla_metrics.report.iati.results import add_results
from ifla_metrics.text import clean

if TYPE_CHECKING:
    from ifla_metrics.framework import Node
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading
    from ifla_metrics.report.iati.organisation import Organisation

VERSION = "2.03"
PIPELINE, IMPLEMENTATION, CLOSED = "1", "2", "4"
"""Codes of the list ActivityStatus."""
PLANNED_START, ACTUAL_START, PLANNED_END, ACTUAL_END = "1", "2", "3", "4"
ACCOUNTABLE, IMPLEMENTING = "2", "4"
OTHER = "4"
"""Of the list DescriptionType."""
GLOBAL = "1"
"""Of the list ActivityScope."""
NO_COUNTRY = "998"
"""Of the list Region (OECD DAC): no country stated."""
DAC, OWN = "1", "99"
"""Vocabularies of sectors: five-digit purpose codes, and the organisation's own."""
CULTURE = "16061"
"""Culture and recreation: "including libraries and museums", the one DAC code that names them."""


def write(reading: Reading, t: Translate, *, by: Organisation) -> bytes:
    """Return the programme as an IATI activity file: one activity a row of the framework.

    Args:
        reading: With the frames of `indicator_status.NEEDS`, countries, groups.
        t: The language of comments; the framework's own words are English.
        by: Who reports.

    Raises:
        InvalidRecord: The organisation has no valid identifier.
    """
    by = by.checked()
    # A strategy's own words are exchanged as its source has them.
    reading = replace(reading, choices=replace(reading.choices, language=LANGUAGES[0]))
    values = indicator_status.values_of(reading, reading.framework.indicators)
    invented = demonstration_sentence(reading, t)
    known_on = f"{reading.moment.known_on.isoformat()}T00:00:00Z"
    root = etree.Element("iati-activities", {"version": VERSION, "generated-datetime": known_on})
    for row in reading.framework.rows:
        activity = add(
            root, "iati-activity", last_updated_datetime=known_on, hierarchy="1", humanitarian="0"
        )
        activity.set(LANGUAGE, ENGLISH)
        _who(activity, row, reading, by)
        if invented:
            said = told(activity, "description", invented, t.language, type=OTHER)
            activity.find("description").addnext(said)
        _when(activity, reading)
        add(activity, "activity-scope", code=GLOBAL)
        _where(activity, row, reading)
        _sectors(activity, row, reading)
        add_results(activity, row.code, reading, values, t)
    etree.indent(root)
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written + b"\n"


def _who(activity: Any, row: Node, reading: Reading, by: Organisation) -> None:
    framework = reading.framework
    identifier = add(activity, "iati-identifier")
    identifier.text = clean(f"{by.ref}-{framework.id}-{row.code}")
    told(activity, "reporting-org", by.name, ref=by.ref, type=by.kind)
    told(activity, "title", row.title)
    above = [node.title for node in framework.lineage(row.code)][1:]
    told(activity, "description", ". ".join([row.title, *above, framework.title]), type="1")
    for role in (ACCOUNTABLE, IMPLEMENTING):
        told(activity, "participating-org", by.name, ref=by.ref, type=by.kind, role=role)
    groups = reading.frame("groups")
    for title in groups.loc[groups["code"] == row.owner, "title"]:
        told(activity, "participating-org", str(title), role=IMPLEMENTING)


def _when(activity: Any, reading: Reading) -> None:
    framework, on = reading.framework, reading.moment.known_on
    begun, ended = framework.starts_on <= on, framework.ends_on < on
    add(
        activity, "activity-status", code=CLOSED if ended else IMPLEMENTATION if begun else PIPELINE
    )
    day(activity, "activity-date", framework.starts_on, type=PLANNED_START)
    if begun:
        day(activity, "activity-date", framework.starts_on, type=ACTUAL_START)
    day(activity, "activity-date", framework.ends_on, type=PLANNED_END)
    if ended:
        day(activity, "activity-date", framework.ends_on, type=ACTUAL_END)


def _where(activity: Any, row: Node, reading: Reading) -> None:
    """Add the countries of the row's activities of the chosen period, by number of activities."""
    found = selection.cells(reading, "country_cells", ("node", row.code))
    codes = found["country"].map(reading.frame("countries").set_index("country")["alpha2"])
    count = found.groupby(codes, sort=False)["activities"].sum()
    shares = percentages({str(code): int(number) for code, number in count.items()})
    for code, share in shares.items():
        add(activity, "recipient-country", code=code, percentage=str(share))
    if not shares:
        add(activity, "recipient-region", code=NO_COUNTRY, vocabulary="1", percentage="100")


def _sectors(activity: Any, row: Node, reading: Reading) -> None:
    """Add the one purpose code, and the directions that the row serves in equal parts."""
    framework = reading.framework
    add(activity, "sector", vocabulary=DAC, code=CULTURE, percentage="100")
    shares = percentages(dict.fromkeys(framework.directions_of(row.code), 1))
    for code, share in shares.items():
        told(
            activity,
            "sector",
            framework.node(code).title,
            vocabulary=OWN,
            code=code,
            percentage=str(share),
        )
