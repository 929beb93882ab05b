"""`audit list`: who changed what, the newest entry first."""

from datetime import date
from itertools import islice
from typing import Annotated

from ifla_metrics.access import LOCAL
from ifla_metrics.cli.choices import require_group
from ifla_metrics.cli.connection import open_database
from ifla_metrics.cli.options import commands, day_option, flag, option, print_rows
from ifla_metrics.errors import n_

app = commands("audit", n_("See who changed what."))


@app.command("list", epilog="audit list --since 2012-01-01 --json")
def list_entries(
    *,
    since: Annotated[date | None, day_option(n_("from this day on, in UTC"))] = None,
    until: Annotated[date | None, day_option(n_("up to this day, in UTC"))] = None,
    actor: Annotated[str, option("CODE", n_("a person's code, 'local' or 'loader'"))] = "",
    group: Annotated[str, option("CODE", n_("only entries about this group's data"))] = "",
    kind: Annotated[str, option("KIND", n_("about this kind of thing, such as activity"))] = "",
    limit: Annotated[int | None, option("NUMBER", n_("at most this many; default: all"))] = None,
    json: Annotated[bool, flag("--json", n_("as JSON, with the hash of each"))] = False,
) -> None:
    """List who changed what, the newest first."""
    from ifla_metrics.store.audit_query import Wanted, every_entry
    from ifla_metrics.store.rights import names

    wanted = Wanted(actor, group, kind, since, until)
    with open_database() as connection:
        require_group(connection, group)
        people = names(connection)
        entries = list(islice(every_entry(connection, wanted, actor=LOCAL), limit))
    rows = [
        {
            **entry._asdict(),
            "at": entry.at.isoformat(timespec="microseconds" if json else "seconds"),
            "name": people.get(entry.actor, ""),
            "who": people.get(entry.actor) or entry.actor,
        }
        for entry in entries
    ]
    shown = ("at", "who", "action", "kind", "subject", "version", "reason")
    print_rows(rows, as_json=json, shown=shown)
