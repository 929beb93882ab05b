"""`import`: what a group's file would do, row by row; and doing it, all or none."""

import json
import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer

from ifla_metrics.access import LOCAL
from ifla_metrics.cli.connection import open_database, writing
from ifla_metrics.cli.options import Language, argument, commands, flag, option, with_options
from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.exchange.many_objects import many_objects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ifla_metrics.exchange.reading_ahead import Read
    from ifla_metrics.i18n import Translate
    from ifla_metrics.intake.preparing import OpenedFile, Preview, Told
    from ifla_metrics.intake.verdicts import RowVerdict
    from ifla_metrics.store.imports import Applied

SHOWN = 40
"""Rows that are written out for people; the JSON has all."""
WORDS = {
    "accepted": n_("All rows can be taken."),
    "asked": n_("Something has to be answered or chosen first."),
    "rejected": n_("Some rows cannot be taken."),
    "empty": n_("There is no row to take."),
}


app = commands()


@dataclass(frozen=True)
class ImportOptions:
    """What a person says of a file."""

    group: Annotated[
        str,
        option(
            "CODE",
            n_("the working group whose file it is; without it, rows of all groups are taken"),
        ),
    ] = ""
    dry_run: Annotated[bool, flag("--dry-run", n_("change nothing"))] = False
    json: Annotated[bool, flag("--json", n_("as JSON, with every row"))] = False
    take_valid: Annotated[
        bool, flag("--take-valid", n_("apply the valid rows while others wait"))
    ] = False
    reason: Annotated[
        str,
        option("WORDS", n_("why entries change; needed when the file changes or withdraws any")),
    ] = ""
    max_rows: Annotated[
        int | None,
        typer.Option(min=1, metavar=n_("NUMBER"), help=n_("refuse a sheet with more rows")),
    ] = None
    framework: Annotated[
        str,
        option("ID", n_("the strategy that is meant where a row does not say, such as 2010-2015")),
    ] = ""
    language: Language = ""


@app.command("import", epilog="import ALP.xlsx --group ALP --dry-run --json")
@with_options
@many_objects()
def import_(
    context: typer.Context,
    file: Annotated[str, argument("FILE", n_("a workbook (.xlsx) or a CSV file"))],
    options: ImportOptions,
) -> int:
    """Show what a file would change, and apply it. All rows or none."""
    from ifla_metrics.exchange.limits import COMMAND
    from ifla_metrics.exchange.reading_ahead import read_ahead

    t = context.obj
    path = Path(file)
    limits = replace(COMMAND, rows=options.max_rows) if options.max_rows else COMMAND
    data = path.read_bytes()
    with read_ahead(data, path.name, limits) as read:  # What else is needed is loaded meanwhile.
        from ifla_metrics.intake import preparing

        with _bar(t, preparing.STEPS) as told:
            return _imported(options, t, partial(_opened, data, path.name, read), told)


def _opened(data: bytes, name: str, read: "Read", told: "Told") -> "OpenedFile":
    from ifla_metrics.intake import preparing

    return preparing.opened_file(data, name, read(partial(told, preparing.READ)))


def _imported(
    options: ImportOptions,
    t: "Translate",
    opened_file: "Callable[[Told], OpenedFile]",
    told: "Told",
) -> int:
    from ifla_metrics.cli.choices import framework_code
    from ifla_metrics.intake import preparing, verdicts
    from ifla_metrics.intake.applying import apply
    from ifla_metrics.intake.known_codes import known_of

    group = options.group
    with open_database() as connection:
        framework = framework_code(connection, options.framework)
        groups = known_of(connection, framework).groups
        if group and group not in groups:
            raise UnknownCode("working group", group, groups)
        file = opened_file(told)
        preview = preparing.compare(
            connection,
            file,
            t,
            group=group,
            framework=framework,
            keeps_names=True,
            told=told,
        )
    verdict = verdicts.of_file(preview)
    rows = verdicts.rows(preview, t) if options.json else verdicts.not_taken(preview, t)
    whole = verdicts.of_the_whole(preview, t)
    applied = None
    if not options.dry_run and preview.brings and (preview.is_whole or options.take_valid):
        told(preparing.WRITTEN)
        with writing() as database:
            applied = apply(
                database,
                preview,
                t,
                actor=LOCAL,
                key=uuid4().hex,
                take_valid=options.take_valid,
                reason=options.reason,
            )
    if options.json:
        said = _told(preview, rows, verdict, applied, whole=whole, t=t)
        print(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        _say(preview, rows, verdict, applied, whole=whole, t=t)
    return 0 if preview.is_whole else 1


@contextmanager
def _bar(t: "Translate", steps: "Sequence[str]") -> "Iterator[Told]":
    """Give what draws the step that is being taken where somebody looks on; wipe it at the end."""
    if not sys.stderr.isatty():
        yield lambda _step: None
        return
    wide = max(len(t(step)) for step in steps) + len(steps) + 3

    def draw(words: str) -> None:
        print(f"\r{words:{wide}}\r", end="", file=sys.stderr, flush=True)

    try:
        yield lambda step: draw("█" * step + "░" * (len(steps) - step) + f" {t(steps[step])} …")
    finally:
        draw("")


def _told(
    preview: "Preview",
    rows: "Sequence[RowVerdict]",
    verdict: str,
    applied: "Applied | None",
    *,
    whole: list[str],
    t: "Translate",
) -> dict[str, Any]:
    return {
        "file": preview.file.name,
        "hash": preview.file.hash,
        "group": preview.group or None,
        "verdict": verdict,
        "reasons": whole,
        "notices": preview.notices(t),
        "rows": [row._asdict() for row in rows],
        "applied": None
        if applied is None
        else {
            "import": applied.id,
            "added": applied.added,
            "changed": applied.changed,
            "withdrawn": applied.withdrawn,
        },
    }


def _say(
    preview: "Preview",
    not_taken: "Sequence[RowVerdict]",
    verdict: str,
    applied: "Applied | None",
    *,
    whole: list[str],
    t: "Translate",
) -> None:
    """Write for people: what is wrong, row by row, then how many rows become what."""
    for notice in preview.notices(t):
        print(notice)
    told = whole + [reason for row in not_taken for reason in row.reasons]
    for reason in told[:SHOWN]:
        print(reason)
    if len(told) > SHOWN:
        print(t("  and {n} more", n=t.number(len(told) - SHOWN)))
    plan = preview.plan
    print(
        t(
            "{added} to add, {changed} to change, {withdrawn} to withdraw, {same} the same, "
            "{conflicts} in conflict, {waiting} not taken",
            added=t.number(len(plan.added)),
            changed=t.number(len(plan.changed)),
            withdrawn=t.number(len(plan.withdrawn)),
            same=t.number(len(plan.same)),
            conflicts=t.number(len(plan.conflicts)),
            waiting=t.number(len(plan.refused) + len(preview.waiting)),
        )
    )
    print(t(WORDS[verdict]))
    if applied is not None:
        print(t("Saved as import {number}.", number=applied.id))
    else:
        print(t("Nothing was saved."))
