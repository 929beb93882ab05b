"""What was read though a sheet hides it: told beside the rows.

Hidden rows are read like all others, because data is never dropped in silence; but whoever has
filtered a sheet may not know that the rows out of sight come along.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ifla_metrics.errors import n_
from ifla_metrics.exchange.faults import Fault, Place, because
from ifla_metrics.exchange.headers import Header
from ifla_metrics.exchange.hidden_reading import Span, spans_of
from ifla_metrics.exchange.named import letters
from ifla_metrics.exchange.sheets import Sheet

ROWS = n_("Hidden rows were read like all others: {listed}. Show them to see what comes in.")
FILTERED = n_(
    "A filter hides rows; they were read like all others: {listed}. Clear it to see what comes in."
)
COLUMNS = n_("Hidden columns were read like all others: {listed}. Show them to see what comes in.")
MOST = 12
"""Stretches of rows or columns that are listed; then how many rows there are says enough."""


def told_hidden(sheet: Sheet, header: Header, numbers: Sequence[int]) -> list[Fault]:
    """Return what was read of a sheet though it is hidden; of columns those that people write in.

    Args:
        sheet: The sheet.
        header: What its columns are.
        numbers: The rows that were read, as a spreadsheet counts.
    """
    found, unseen = [], sheet.unseen
    hidden = _within(unseen.rows, [number - 1 for number in numbers])
    if hidden:
        first = Place(sheet.name, hidden[0][0] + 1)
        message = FILTERED if unseen.filtered else ROWS
        listed = _listed([_named(str(a + 1), str(b + 1)) for a, b in hidden], hidden)
        found.append(Fault(first, "", because(message, listed=listed)))
    by_key = header.format.by_key
    columns = sorted(n.place for key, n in header.columns.items() if by_key[key].editable)
    aside = _within(unseen.columns, columns)
    if aside:
        listed = _listed([_named(letters(a), letters(b)) for a, b in aside], aside)
        found.append(Fault(Place(sheet.name, 0), "", because(COLUMNS, listed=listed)))
    return found


def _within(hidden: Sequence[Span], read: Iterable[int]) -> tuple[Span, ...]:
    """Return the stretches of what was read that are hidden; both in order."""
    found, spans = [], iter(hidden)
    span = next(spans, None)
    for place in read:
        while span is not None and span[1] < place:
            span = next(spans, None)
        if span is None:
            break
        if span[0] <= place:
            found.append(place)
    return spans_of(found)


def _named(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"


def _listed(named: Sequence[str], spans: Sequence[Span]) -> str:
    """Return the stretches, the first ones only where they are many, and how many it is about."""
    if len(named) <= MOST:
        return ", ".join(named)
    return f"{', '.join(named[:MOST])}, … ({sum(b - a + 1 for a, b in spans)})"
