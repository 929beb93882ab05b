"""The codes that the database knows, as reading and writing files need them."""

from __future__ import annotations

from typing import Any

from ifla_metrics.exchange.known import Known
from ifla_metrics.store.import_known import names


def known_of(connection: Any, framework: str = "") -> Known:
    """Return what files may name; `framework` is the one meant where a row does not say."""
    found = names(connection)
    return Known(
        countries=found.countries,
        groups=found.groups,
        associations=found.associations,
        frameworks=found.frameworks,
        terms=found.terms,
        further=found.further,
        framework=framework or next(iter(found.frameworks), ""),
    )
