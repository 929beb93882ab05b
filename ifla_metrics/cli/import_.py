"""`import`: list row by row what a file would change, and apply it, all or none."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from ifla_metrics.access import LOCAL
from ifla_metrics.cli.choices import framework_code, require_group
from ifla_metrics.cli.connection import open_database, writing
from ifla_metrics.cli.options import (
    Language,
    argument,
    commands,
    flag,
    option,
    print_json,
    with_options,
)
from ifla_metrics.errors import n_

if TYPE_CHECKING:
    from ifla_metrics.i18n import Translate
    from ifla_metrics.imports.compare import Preview

SHOWN = 40
"""Reasons that are printed for people; the JSON has all."""
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
    framework: Annotated[
        str,
        option("ID", n_("the strategy that is meant where a row does not say, such as 2010-2015")),
    ] = ""
    mapping: Annotated[
        str,
        option("FILE", n_("which column is which, and answers to questions, as a TOML file")),
    ] = ""
    suggest_mapping: Annotated[
        str,
        option("FILE", n_("write such a TOML file, to be checked; nothing is saved")),
    ] = ""
    reason: Annotated[
        str,
        option("WORDS", n_("why entries change; needed when the file changes or withdraws any")),
    ] = ""
    take_valid: Annotated[
        bool, flag("--take-valid", n_("apply the valid rows while others wait"))
    ] = False
    withdraw_missing: Annotated[
        bool,
        flag("--withdraw-missing", n_("withdraw entries of the workbook that the file lacks")),
    ] = False
    max_rows: Annotated[
        int | None,
        typer.Option(min=1, metavar=n_("NUMBER"), help=n_("refuse a sheet with more rows")),
    ] = None
    dry_run: Annotated[bool, flag("--dry-run", n_("change nothing"))] = False
    json: Annotated[bool, flag("--json", n_("as JSON, with every row"))] = False
    language: Language = ""


@app.command("import", epilog="import ALP.xlsx --group ALP --dry-run --json")
@with_options
def import_(
    context: typer.Context,
    file: Annotated[str, argument("FILE", n_("a workbook (.xlsx) or a CSV file"))],
    options: ImportOptions,
) -> int:
    """Show what a file would change, and apply it. All rows or none."""
    from ifla_metrics.imports import answers as mappings
    from ifla_metrics.imports.compare import WITHDRAW_MISSING
    from ifla_metrics.imports.limits import COMMAND, FileRefused
    from ifla_metrics.imports.preview import (
        apply,
        as_json,
        preview_table,
        refused_file,
        verdict_of,
    )
    from ifla_metrics.imports.read import read

    t, path, mapping = context.obj, Path(file), Path(options.mapping)
    limits = replace(COMMAND, rows=options.max_rows) if options.max_rows else COMMAND
    answers = mappings.read_toml(mapping.read_bytes(), mapping.name) if options.mapping else {}
    with _progress(t) as show_step:
        with open_database() as connection:
            framework = framework_code(connection, options.framework)
            require_group(connection, options.group)
            show_step(0)
            try:
                table = read(path.read_bytes(), path.name, limits, answers=answers)
            except FileRefused as refused:
                if options.json:
                    nothing = refused_file(path.name, refused)
                    print_json(as_json(nothing, path.name, t, verdict="refused", applied=None))
                raise
            show_step(1)
            if options.withdraw_missing:
                answers[WITHDRAW_MISSING] = "yes"
            preview = preview_table(
                connection,
                table,
                t,
                group=options.group,
                actor=LOCAL,
                framework=framework,
                answers=answers,
            )
        if options.suggest_mapping:
            text = mappings.write_toml(preview.file, preview.answers)
            Path(options.suggest_mapping).write_text(text, "utf-8")
        applied = None
        verdict = verdict_of(preview, take_valid=options.take_valid)
        saves = not (options.dry_run or options.suggest_mapping)
        if saves and verdict in ("taken", "partly") and preview.written:
            show_step(2)
            with writing() as database:
                applied = apply(
                    database,
                    preview,
                    t,
                    actor=LOCAL,
                    key=uuid4().hex,
                    reason=options.reason,
                    take_valid=options.take_valid,
                ).id
    if options.json:
        print_json(as_json(preview, path.name, t, verdict=verdict, applied=applied))
    else:
        _print(preview, verdict, applied, t)
    return 0 if verdict == "taken" else 1


@contextmanager
def _progress(t: "Translate") -> Iterator[Callable[[int], None]]:
    """Give what draws the current step on a terminal; wipe it at the end."""
    from ifla_metrics.imports.preview import STEPS

    if not sys.stderr.isatty():
        yield lambda _step: None
        return
    width = max(len(t(step)) for step in STEPS) + len(STEPS) + 3

    def draw(words: str) -> None:
        print(f"\r{words:{width}}\r", end="", file=sys.stderr, flush=True)

    try:
        yield lambda step: draw("█" * step + "░" * (len(STEPS) - step) + f" {t(STEPS[step])} …")
    finally:
        draw("")


def _print(preview: "Preview", verdict: str, applied: int | None, t: "Translate") -> None:
    """Print for people: what is wrong at which cell, then how many rows become what."""
    from ifla_metrics.imports.compare import Verdict
    from ifla_metrics.imports.preview import VERDICTS

    file = preview.file
    reasons = [*file.notes, *file.reasons, *(r for row in preview.rows for r in row.reasons)]
    lines = [
        t("{place}: {reason}", place=r.cell.describe(t), reason=_with_value(r.value, r.describe(t)))
        for r in reasons
    ]
    lines += [question.message.describe(t) for question in preview.questions]
    for line in lines[:SHOWN]:
        print(line)
    if len(lines) > SHOWN:
        print(t("  and {n} more", n=t.number(len(lines) - SHOWN)))
    counts = {verdict.value: t.number(len(preview.of(verdict))) for verdict in Verdict}
    print(
        t(
            "{add} to add, {change} to change, {withdraw} to withdraw, {same} unchanged, "
            "{conflict} in conflict, {ask} open, {refuse} to correct",
            **counts,
        )
    )
    if preview.missing:
        titles = "; ".join(one.title for one in preview.missing[:SHOWN])
        print(t("Not in the file any more: {titles}", titles=titles))
    print(t(VERDICTS[verdict]))
    if applied is not None:
        print(t("Saved as import {number}.", number=applied))
    else:
        print(t("Nothing was saved."))


def _with_value(value: str, reason: str) -> str:
    return f"“{value}” – {reason}" if value else reason
