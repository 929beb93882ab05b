"""Commands for the whole database: init, verify, rebuild, backup, restore, copy and audit."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from ifla_metrics.access import LOCAL
from ifla_metrics.cli.commands import FOUND, Commands, Context
from ifla_metrics.cli.options import argument, day_option, exactly_one, flag, option
from ifla_metrics.i18n import Translate
from ifla_metrics.settings import DATA, database_url
from ifla_metrics.store import summary_cells
from ifla_metrics.store.audit import AuditFilters, Chain, check_chain, entries_for_file
from ifla_metrics.store.database import engine, engine_of
from ifla_metrics.store.operations import backups
from ifla_metrics.store.operations.copying import copy_database
from ifla_metrics.store.operations.initialise import initialise

app = Commands()
audit = Commands("audit", "See who changed what.")
app.add_typer(audit)


@app.command(example="init --documented-only")
def init(
    context: Context,
    empty: Annotated[bool, flag("--empty", "load no history and no demonstration data")] = False,
    documented_only: Annotated[bool, flag("--documented-only", "no demonstration data")] = False,
) -> str:
    """Prepare the database and load the shipped data. Your own entries stay as they are."""
    documented_only = documented_only or empty
    initialise(database_url(), data=DATA, empty=empty, documented_only=documented_only)
    return context.t("The database {place} is ready.", place=url_without_password(engine()))


@app.command(example="verify")
def verify(context: Context) -> None:
    """Check the summaries against the log, and the audit log for alterations."""
    differences, chain = summary_cells.verify(context.connection), check_chain(context.connection)
    print(
        context.t.plural(
            "{n} difference between summaries and log",
            "{n} differences between summaries and log",
            len(differences),
        )
    )
    print(_audit_line(chain, context.t))
    if differences or chain.broken or chain.missing:
        raise typer.Exit(FOUND)


def _audit_line(chain: Chain, t: Translate) -> str:
    """Describe the first alteration of the audit log, or say that there is none."""
    if chain.broken:
        entry = chain.broken
        return t(
            "Audit: entry {n} ({subject}) was altered, or an entry before it was added, moved or "
            "removed",
            n=entry.id,
            subject=entry.subject,
        )
    if chain.missing:
        return t.plural(
            "Audit: the last {n} entry is missing",
            "Audit: the last {n} entries are missing",
            chain.missing,
        )
    return t(
        "Audit: {n} entries, unaltered; last hash {hash}", n=chain.entries, hash=chain.hash or "-"
    )


@app.command(example="rebuild")
def rebuild(context: Context) -> str:
    """Compute all summaries again from the log."""
    summary_cells.rebuild(context.engine, actor=LOCAL)
    return context.t("The summaries have been recomputed.")


@app.command(example="backup --out ifla-2026-11-24.ifla-backup.zip")
def backup(
    context: Context,
    out: Annotated[str, option("FILE", "the file to write; it must not exist")] = "",
    check: Annotated[str, option("FILE", "only check that this backup is unaltered")] = "",
) -> str:
    """Back up everything to one file, or check a backup. Others can keep working."""
    exactly_one({"--out": out, "--check": check})
    if check:
        manifest = backups.check_backup(Path(check))
        return context.t(
            "{file} is intact: made {at} from {kind}, schema {schema}, {n} rows.",
            file=check,
            at=manifest.made_at,
            kind=manifest.made_from,
            schema=manifest.schema,
            n=manifest.total,
        )
    manifest = backups.write_backup(engine(), Path(out))
    return context.t("{file}: {n} rows.", file=out, n=manifest.total)


@app.command(example="restore ifla-2026-11-24.ifla-backup.zip --over")
def restore(
    context: Context,
    file: Annotated[str, argument("FILE", "a file that 'backup' wrote")],
    over: Annotated[bool, flag("--over", "replace the existing log")] = False,
) -> str:
    """Restore a backup, in full or not at all."""
    manifest = backups.restore(engine(), Path(file), actor=LOCAL, overwrite=over)
    return context.t(
        "{place} is restored to {at}: {n} rows. Everybody has to sign in again. Next: python "
        "-m ifla_metrics init",
        place=url_without_password(engine()),
        at=manifest.made_at,
        n=manifest.total,
    )


@app.command(example="copy --to postgresql://ifla@db.example.org/ifla")
def copy(
    context: Context,
    to: Annotated[str, option("URL", "an empty database, written like IFLA_DATABASE_URL")],
) -> str:
    """Copy everything to another database, such as PostgreSQL."""
    target = engine_of(to)
    rows_by_table = copy_database(engine(), target)
    return context.t(
        "{place}: {n} rows in {tables} tables, all equal to the original.",
        place=url_without_password(target),
        n=sum(rows_by_table.values()),
        tables=context.t.number(len(rows_by_table)),
    )


@audit.command(
    "list",
    example="audit list --since 2012-01-01 --json",
    columns="at who action kind subject version reason",
)
def list_audit(
    context: Context, since: Annotated[date | None, day_option("the first day, in UTC")] = None
) -> list[dict[str, Any]]:
    """List who changed what, newest first."""
    return entries_for_file(context.connection, AuditFilters(first=since), actor=LOCAL)


def url_without_password(engine: Any) -> str:
    """Return the URL of a database without the passwords in its user part and query."""
    return repr(engine.url.set(query={}))
