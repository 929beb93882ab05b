"""Commands that export entries to a file and import them from one."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from ifla_metrics.access import LOCAL
from ifla_metrics.cli.commands import FOUND, Commands, Context, print_json
from ifla_metrics.cli.options import (
    Language,
    Out,
    argument,
    choice,
    exactly_one,
    flag,
    format_of,
    option,
)
from ifla_metrics.i18n import Translate
from ifla_metrics.imports import answers as mappings
from ifla_metrics.imports import preview as previews
from ifla_metrics.imports.columns import SHEET_FORMATS
from ifla_metrics.imports.compare import WITHDRAW_MISSING
from ifla_metrics.imports.read import COMMAND_LIMITS, FileRefused, read
from ifla_metrics.imports.rows import Preview, Verdict
from ifla_metrics.imports.workbook import write_csv, write_workbook
from ifla_metrics.store.catalogue import read_catalogue

app = Commands()


@app.command(example="export --group ALP --out ALP.xlsx")
def export(
    context: Context,
    *,
    out: Out,
    group: Annotated[str, option("CODE", "a working group, such as ALP; default: all")] = "",
    every: Annotated[bool, flag("--all", "all groups, the same as without --group")] = False,
    sheet: Annotated[str, choice("the sheet to write to a CSV file", SHEET_FORMATS)] = "activities",
    framework: Annotated[str, option("ID", "the strategy for the workbook's lists")] = "",
    language: Language = "",
) -> bytes:
    """Write entries to a workbook (.xlsx) or CSV file (.csv), which you can import again."""
    if every:
        exactly_one({"--group": group, "--all": every})
    file_format = format_of(out, "", ("xlsx", "csv"))
    framework = context.framework(framework).id
    if file_format == "csv":
        return write_csv(context.connection, group, sheet, context.t, framework=framework)
    return write_workbook(context.connection, group, context.t, framework=framework)


@app.command("import", example="import ALP.xlsx --group ALP --dry-run --json")
def import_(
    context: Context,
    *,
    file: Annotated[Path, argument("FILE", "a workbook (.xlsx) or a CSV file")],
    group: Annotated[str, option("CODE", "the file's group; default: rows of any group")] = "",
    framework: Annotated[str, option("ID", "the strategy of rows that name none")] = "",
    mapping: Annotated[Path | None, option("FILE", "its columns and answers, as TOML")] = None,
    suggest_mapping: Annotated[Path | None, option("FILE", "only write such a TOML file")] = None,
    reason: Annotated[str, option("TEXT", "why entries change or are withdrawn")] = "",
    take_valid: Annotated[bool, flag("--take-valid", "save the valid rows of the file")] = False,
    withdraw_missing: Annotated[
        bool, flag("--withdraw-missing", "withdraw entries that are missing from the workbook")
    ] = False,
    max_rows: Annotated[int, option("NUMBER", "refuse longer sheets")] = COMMAND_LIMITS.rows,
    dry_run: Annotated[bool, flag("--dry-run", "change nothing")] = False,
    json: Annotated[bool, flag("--json", "as JSON, with every row")] = False,
    language: Language = "",
) -> None:
    """Show what a file would change, and apply it: all rows or none."""
    answers = mappings.read_toml(mapping.read_bytes(), mapping.name) if mapping else {}
    t, connection = context.t, context.connection
    framework = context.framework(framework).id
    if group:
        read_catalogue(connection).require_group(group)
    limits = replace(COMMAND_LIMITS, rows=max_rows)
    try:
        table = read(file.read_bytes(), file.name, limits, answers=answers)
    except FileRefused as error:
        if json:
            refusal = previews.refused_preview(file.name, error)
            print_json(previews.as_json(refusal, t, verdict="refused", applied=None))
        raise
    if withdraw_missing:
        answers[WITHDRAW_MISSING] = "yes"
    preview = previews.preview_table(
        connection, table, t, group=group, actor=LOCAL, framework=framework, answers=answers
    )
    if suggest_mapping:
        suggest_mapping.write_text(mappings.write_toml(preview, t), "utf-8")
    applied = None
    verdict = previews.verdict_of(preview, take_valid=take_valid)
    save = not (dry_run or suggest_mapping) and verdict in ("taken", "partly")
    if save and preview.rows_to_write:
        key, engine = uuid4().hex, context.engine
        applied = previews.apply(
            engine, preview, t, actor=LOCAL, key=key, reason=reason, take_valid=take_valid
        ).id
    if json:
        print_json(previews.as_json(preview, t, verdict=verdict, applied=applied))
    else:
        _print(preview, applied, take_valid, t)
    if verdict != "taken":
        raise typer.Exit(FOUND)


def _print(preview: Preview, applied: int | None, take_valid: bool, t: Translate) -> None:
    """Print the faults of each cell, the open questions, and the number of rows by verdict."""
    reasons = [*preview.notes, *preview.reasons, *(r for row in preview.rows for r in row.reasons)]
    for reason in reasons:
        text = reason.describe(t)
        if reason.value:
            text = f"{t('“{words}”', words=reason.value)} – {text}"
        print(t("{label}: {value}", label=reason.cell.describe(t), value=text))
    for question in preview.questions:
        print(question.message.translate(t))
    if preview.questions:
        print(t("Answer in a file: write it with --suggest-mapping, use it with --mapping."))
    counts = {verdict.value: t.number(len(preview.with_verdict(verdict))) for verdict in Verdict}
    print(
        t(
            "{add} to add, {change} to change, {withdraw} to withdraw, {same} unchanged, "
            "{conflict} in conflict, {ask} open, {refuse} to correct",
            **counts,
        )
    )
    if preview.missing:
        titles = "; ".join(entry.title for entry in preview.missing)
        print(t("Not in the file any more: {titles}", titles=titles))
    if blocked := preview.blocking_message(take_valid=take_valid):
        print(blocked.translate(t))
    if applied is None:
        print(t("Nothing was saved."))
    else:
        print(t("Saved as import {number}.", number=applied))
