"""Rows that say the same where they are read, and are told apart by a column that is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from ifla_metrics.exchange.header_shapes import header_key
from ifla_metrics.exchange.row_reading import ReadRow
from ifla_metrics.exchange.sheets import Cell
from ifla_metrics.exchange.tables import Table

_PLACES = re.compile(
    r"(?<!\w)(?:city|cities|towns?|villages?|districts?|province|region|county|municipality|venues?"
    r"|places?|locations?|where|sites?|branch(?:es)?|librar(?:y|ies)|schools?|universit(?:y|ies)|institutions?"
    r"|villes?|communes?|lieux?|bibliotheques?|ecoles?|universites?|etablissements?|departement"
    r"|ciudad(?:es)?|localidad|municipio|provincia|lugar|sede|bibliotecas?|escuelas?|universidad"
    r"|cidades?|municipio|local|escolas?|universidade|stadt|ort|veranstaltungsort|bibliothek"
    r"|bucherei|schule|universitat|gemeinde|город|место|библиотека|школа|университет|регион"
    r"|المدينة|المكان|المكتبة|المدرسة|城市|地点|图书馆|学校)(?!\w)"
)
"""Words for places in the languages whose headers are read."""
_BESIDE = re.compile(
    r"(?<!\w)(?:name|names|nom|nombre|nome|of|the|or|and|event|activity|host|held|visited|de|du|des"
    r"|la|le|les|el|los|l'|d'|et|ou|y|o|e|der|des|und|oder)(?!\w)|[/(),&-]"
)
"""What may stand beside them; “Library staff” and “Place approved by” are about something else."""


def telling_apart(tables: Iterable[Table]) -> Callable[[ReadRow, ReadRow], bool]:
    """Return what says whether an unread column that names a place differs between two rows.

    A town, a library, a school; who entered a row or the state of its report tells nothing apart.
    """
    by_sheet = {table.sheet.name: table for table in tables}

    def apart(one: ReadRow, other: ReadRow) -> bool:
        table = by_sheet.get(one.sheet)
        if table is None or one.sheet != other.sheet:
            return False
        rows = table.sheet.rows[one.row - 1], table.sheet.rows[other.row - 1]
        return any(
            _differ(*(row[n.place] if n.place < len(row) else None for row in rows))
            for n, _ in table.header.unknown
            if _names_place(n.header)
        )

    return apart


def _names_place(header: str) -> bool:
    key = header_key(header)
    rest = _BESIDE.sub(" ", _PLACES.sub(" ", key))
    return bool(_PLACES.search(key)) and not rest.strip()


def _differ(one: Cell, other: Cell) -> bool:
    if not isinstance(one, str) or not isinstance(other, str):
        return False
    words = one.strip().casefold(), other.strip().casefold()
    return all(words) and words[0] != words[1] and not any(map(str.isdigit, one + other))
