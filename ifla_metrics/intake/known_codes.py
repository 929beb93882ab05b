"""The codes that the database knows, as reading and writing files need them."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from ifla_metrics.exchange.known import Known
from ifla_metrics.store.import_known import names
from ifla_metrics.store.revision_row import reference_stamp

HELD = 4
_held: OrderedDict[tuple[str, str], Known] = OrderedDict()


def known_of(connection: Any, framework: str = "") -> Known:
    """Return what files may name; `framework` is the one meant where a row does not say.

    Held until frameworks or reference data change, because finding a name is prepared once.
    """
    key = (reference_stamp(connection), framework)
    if key not in _held:
        found = names(connection)
        _held[key] = Known(
            countries=found.countries,
            groups=found.groups,
            associations=found.associations,
            frameworks=found.frameworks,
            terms=found.terms,
            further=found.further,
            framework=framework or next(iter(found.frameworks), ""),
        )
        while len(_held) > HELD:
            _held.popitem(last=False)
    return _held[key]
