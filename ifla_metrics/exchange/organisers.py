"""A column “Organised by” that holds no working group: who else organised it is not read."""

from __future__ import annotations

from ifla_metrics.errors import n_
from ifla_metrics.exchange.cell_texts import SEPARATORS, text_of
from ifla_metrics.exchange.columns import ACTIVITY
from ifla_metrics.exchange.faults import Fault, Place, because
from ifla_metrics.exchange.header_shapes import header_key
from ifla_metrics.exchange.header_words import ORGANISERS
from ifla_metrics.exchange.known import Known
from ifla_metrics.exchange.rows_aside import is_empty
from ifla_metrics.exchange.tables import Table

NO_GROUPS = because(n_("None of these is a working group of IFLA; the column was not read."))


def leave_organisers(table: Table, known: Known) -> None:
    """Take no column for working groups that may be of others, and holds nothing like a group."""
    named = table.header.columns.get("groups")
    if table.header.format.record != ACTIVITY or named is None or "id" in table.header.columns:
        return
    if header_key(named.header) not in ORGANISERS or "groups" in table.header.doubled:
        return
    cells = {cell for cell in table.cells["groups"] if not is_empty(cell)}
    parts = {p.strip() for c in cells for p in SEPARATORS.split(text_of(c) or str(c)) if p.strip()}
    if not parts or any(_is_like_one(part, known) for part in parts):
        return
    del table.cells["groups"]
    place = Place(table.sheet.name, table.header.row + 1, named.letters, named.header)
    table.notices.append(Fault(place, "", NO_GROUPS))


def _is_like_one(text: str, known: Known) -> bool:
    return bool(
        known.find("working_groups", text, known.framework)
        or known.nearest("working_groups", text, known.framework)
        or "ifla" in text.casefold()
    )
