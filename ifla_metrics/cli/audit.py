"""`audit list`: print the audit, the newest entry first."""

from __future__ import annotations

import json
import sys
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from ifla_metrics.access import LOCAL
from ifla_metrics.cli.database import opened
from ifla_metrics.errors import UnknownCode

if TYPE_CHECKING:
    from argparse import Namespace

    from ifla_metrics.cli.parser import Parser
    from ifla_metrics.i18n import Translate


def add_audit(parser: Parser, t: Translate) -> None:
    """Add the commands of the audit."""
    listed = parser.below()(
        "list", t("list who changed what, the newest first"), "list --since 2012-01-01 --json"
    )
    for name, says in (
        ("--since", t("from this day on, in UTC")),
        ("--until", t("up to this day, in UTC")),
    ):
        listed.add_argument(name, type=date.fromisoformat, metavar="YYYY-MM-DD", help=says)
    listed.add_argument(
        "--actor", default="", metavar="CODE", help=t("a person's code, 'local' or 'loader'")
    )
    listed.add_argument(
        "--group", default="", metavar="CODE", help=t("only entries about this group's data")
    )
    listed.add_argument(
        "--kind", default="", metavar="KIND", help=t("about this kind of thing, such as activity")
    )
    listed.add_argument(
        "--limit", type=int, metavar=t("NUMBER"), help=t("at most this many; default: all")
    )
    listed.add_argument("--json", action="store_true", help=t("as JSON, with the hash of each"))


def listed(asked: Namespace, _t: Translate) -> int:
    """Write one line an entry: moment, who, what was done, to what, version, why."""
    from ifla_metrics.store.audit_query import Wanted, every_entry
    from ifla_metrics.store.catalogue import catalogue
    from ifla_metrics.store.rights import names

    wanted = Wanted(asked.actor, asked.group, asked.kind, asked.since, asked.until)
    with opened() as connection:
        groups = catalogue(connection).groups
        if asked.group and asked.group not in groups:
            raise UnknownCode("working group", asked.group, groups)
        called = names(connection)
        found = list(islice(every_entry(connection, wanted, actor=LOCAL), asked.limit))
    rows = [{**e._asdict(), "at": e.at.isoformat(), "name": called.get(e.actor, "")} for e in found]
    if asked.json:
        json.dump(rows, sys.stdout, ensure_ascii=False, indent=1)
        print()
        return 0
    for entry in found:
        version = "" if entry.version is None else str(entry.version)
        when, who = entry.at.isoformat(timespec="seconds"), called.get(entry.actor) or entry.actor
        what = [entry.action, entry.kind, entry.subject, version, entry.reason]
        print("\t".join([when, who, *what]).rstrip("\t"))
    return 0
