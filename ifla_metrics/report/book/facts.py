"""What a report says that stands in no figure: period, meeting before, the owners' remarks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from ifla_metrics.figures import words
from ifla_metrics.figures.position import named_by_month, not_reviewed, printed
from ifla_metrics.figures.provenance import demonstration_sentence
from ifla_metrics.metrics.tables import records
from ifla_metrics.text import folded

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.framework import Framework, Node
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Moment, Reading

ASKS_NOTHING = frozenset(
    {
        "nothing",
        "nothing for now",
        "nothing at the moment",
        "nothing now",
        "none",
        "no",
        "n/a",
        "rien",
        "rien pour l'instant",
        "rien pour l’instant",
        "rien pour le moment",
        "neant",
        "aucune",
    }
)
"""What owners write who ask for nothing; compared without case, accents and final stop."""


@dataclass(frozen=True)
class Remark:
    """The latest line of an owner about an indicator or a part of the programme."""

    subject: str
    """Its name, as the strategy has it."""
    why: str
    ask: str
    """Empty when nothing is asked."""
    owner: str
    as_of: date
    of_a_row: bool


@dataclass(frozen=True)
class Facts:
    """What the blocks need beside the figures."""

    framework: Framework = field(repr=False)
    choices: Choices
    period: str
    known_on: date
    """The day of the log."""
    on: date
    """The evaluation day."""
    position: str
    """The evaluation day in words."""
    unreviewed: str
    """How many entries nobody has reviewed, in words; empty when there are none."""
    demonstration: str
    """How much of what counts is invented; empty where nothing is."""
    meeting: str
    """The title of the meeting that the log is known on; empty on another day."""
    since: date | None
    """The day of the meeting before."""
    since_words: str
    remarks: Mapping[str, Remark] = field(default_factory=dict)
    """By the code of what it is about, in the programme's order."""


def facts_of(reading: Reading, t: Translate) -> Facts:
    """Return the facts of a reading that holds remarks and groups (asked.OVERVIEW needs them)."""
    before = reading.previous
    return Facts(
        framework=reading.framework,
        choices=reading.choices,
        period=reading.period.title,
        known_on=reading.moment.known_on,
        on=reading.on,
        position=printed(reading, t),
        unreviewed=not_reviewed(reading, t),
        demonstration=demonstration_sentence(reading, t),
        meeting=_meeting(reading.moment, t),
        since=None if before is None else before.moment.known_on,
        since_words=words.day_of(before, t),
        remarks=_remarks(reading, t),
    )


def _meeting(moment: Moment, t: Translate) -> str:
    """Return what a meeting is called: by its month in the language, unless it has its own name."""
    if not moment.meeting or not named_by_month(moment):
        return moment.title
    return t("Governing Board, {day}", day=t.date(moment.known_on, "MMMM y"))


def _remarks(reading: Reading, t: Translate) -> dict[str, Remark]:
    framework, frame = reading.framework, reading.frame("remarks")
    told = frame[[day <= reading.on for day in frame["as_of"]]] if len(frame) else frame
    latest = {str(row["subject"]): row for row in records(told.sort_values("as_of"))}
    served = reading.choices.direction
    found = {}
    for subject, row in latest.items():
        node, name = _subject(subject, framework)
        if node is None or (served and served not in framework.directions_of(node.code)):
            continue
        ask = str(row["ask"] or "")
        found[subject] = Remark(
            subject=name,
            why=str(row["why"] or ""),
            ask="" if folded(ask) in ASKS_NOTHING else ask,
            owner=words.group_name(str(row["group"] or ""), reading, t),
            as_of=row["as_of"],
            of_a_row=node.code == subject,
        )
    order = _order(framework)
    return dict(sorted(found.items(), key=lambda one: order.get(one[0], len(order))))


def _subject(code: str, framework: Framework) -> tuple[Node | None, str]:
    """Return the node that a remark is about and how it is called; None for an unknown one."""
    for indicator in framework.indicators:
        if indicator.code == code:
            return framework.node(indicator.node), indicator.title
    for node in framework.nodes:
        if node.code == code:
            return node, words.node_name(node, framework)
    return None, ""


def _order(framework: Framework) -> dict[str, int]:
    """Return the place of each row and indicator: a row, then what is measured below it."""
    codes: list[str] = []
    for indicator in framework.indicators:
        codes += [framework.row_of(indicator.node), indicator.code]
    return {code: place for place, code in enumerate(dict.fromkeys(codes))}
