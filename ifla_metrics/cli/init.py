"""`init`: a database that is ready to be read. Quick when it is so already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifla_metrics.cli.database import place, plainly
from ifla_metrics.settings import DATA, database_url

if TYPE_CHECKING:
    from argparse import Namespace

    from ifla_metrics.i18n import Translate


def init(asked: Namespace, t: Translate) -> int:
    """Bring the database to this program and its data; what a user entered stays as it is."""
    with plainly():
        from ifla_metrics.store.initialise import initialise

        initialise(
            database_url(),
            data=DATA,
            empty=asked.empty,
            documented_only=asked.documented_only or asked.empty,
        )
    print(t("The database {place} is ready.", place=place()))
    return 0
