"""Who wrote something, by name: what the log keeps is a code, and a name may change or go."""

from __future__ import annotations

from collections.abc import Mapping

from ifla_metrics.access import LOADER, LOCAL
from ifla_metrics.errors import n_
from ifla_metrics.i18n import Translate
from ifla_metrics.settings import database_url
from ifla_metrics.store import rights
from ifla_metrics.store.database import engine_of, reading

WORDS = {LOADER.name: n_("the documented history"), LOCAL.name: n_("this computer")}
"""What is no person."""


def names() -> dict[str, str]:
    """Return the names of people as they are now, by what the log keeps."""
    with reading(engine_of(database_url())) as connection:
        return rights.names(connection)


def who(kept: str, known: Mapping[str, str], t: Translate) -> str:
    """Return the name behind what the log keeps; of somebody removed, that and no code."""
    if kept in known:
        return known[kept]
    if kept in WORDS:
        return t(WORDS[kept])
    return t("somebody who was removed") if rights.is_code(kept) else kept
