"""What the owners of indicators and programme parts last wrote, for reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifla_metrics.figures import words
from ifla_metrics.metrics.selection import Record, records
from ifla_metrics.text import folded, one_line

if TYPE_CHECKING:
    from ifla_metrics.framework import Framework, Node
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading

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


def latest_remarks(reading: Reading, t: Translate) -> dict[str, Record]:
    """Return the latest remark about each indicator and programme part, in their order.

    Each by its code: `subject` (a name), `why`, `ask` (empty when nothing is asked), `about` (who
    and when), `of_a_row` (about a part of the programme).
    """
    framework, chosen = reading.framework, reading.choices.direction
    frame = reading.frame("remarks")
    known = frame.loc[[day <= reading.on for day in frame["as_of"]]].sort_values("as_of")
    latest = {str(row["subject"]): row for row in records(known)}
    found = {}
    for code, (node, name) in _subjects(framework).items():
        row = latest.get(code)
        if row is None or (chosen and chosen not in framework.directions_of(node.code)):
            continue
        owner = words.capital(one_line(words.group_name(str(row["group"] or ""), reading, t)))
        ask = one_line(str(row["ask"] or ""))
        found[code] = {
            "subject": one_line(name),
            "why": one_line(str(row["why"] or "")),
            "ask": "" if folded(ask) in ASKS_NOTHING else ask,
            "about": t("{owner}, {day}", owner=owner, day=t.date(row["as_of"], "medium")),
            "of_a_row": node.code == code,
        }
    return found


def _subjects(framework: Framework) -> dict[str, tuple[Node, str]]:
    """Return what a remark may be about: each programme row, then its indicators, then the rest."""
    found: dict[str, tuple[Node, str]] = {}
    for indicator in framework.indicators:
        row = framework.node(framework.row_of(indicator.node))
        found.setdefault(row.code, (row, words.node_name(row, framework)))
        found[indicator.code] = (framework.node(indicator.node), indicator.title)
    for node in framework.nodes:
        found.setdefault(node.code, (node, words.node_name(node, framework)))
    return found
