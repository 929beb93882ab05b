"""Commands that write reports, freeze them as editions, and check what has changed since."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Annotated, Any

import typer

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
from ifla_metrics.cli.commands import FOUND, Commands, Context, print_json
from ifla_metrics.cli.options import ChoiceOptions, Json, Out, argument, choice, format_of, option
from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.exports import editions as printed
from ifla_metrics.exports import report as report_files
from ifla_metrics.exports import report_content, templates
from ifla_metrics.exports.document import FORMATS, Document
from ifla_metrics.exports.templates import Template
from ifla_metrics.figures import registry
from ifla_metrics.figures.figure import Figure
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.reading import Reading
from ifla_metrics.store import rights
from ifla_metrics.store.write import editions
from ifla_metrics.text import clean_line

app = Commands()
edition = Commands("edition", "Freeze a report, and see what has changed since.")
app.add_typer(edition)

TemplateName = Annotated[str, option("NAME", "a shipped or saved template, or a .toml file")]
By = Annotated[str, choice("how to divide the report", ("initiative", "direction"))]


@app.command(example="report --template board-paper --known-on 2012-12 --out board-paper.pdf")
def report(
    context: Context,
    *,
    out: Out,
    choices: ChoiceOptions,
    template: TemplateName = "board-paper",
    file_format: Annotated[str, choice("default: from the file's name", FORMATS, "--format")] = "",
    by: By = "",
) -> bytes:
    """Write the Board paper or the annual report. The file is .pdf, .docx, .pptx or .html."""
    chosen_format = format_of(out, file_format, FORMATS)
    document, figures = _build(context, template, by, context.choices(choices))
    content: bytes = report_files.write(document, chosen_format, figures, context.t)
    return content


def _build(context: Context, template_name: str, by: Any, choices: Choices) -> tuple[Document, Any]:
    """Return a report and its figures."""
    template, t = _find_template(context, template_name), context.t

    @cache
    def reading_for(direction: str) -> Reading:
        filtered = replace(choices, direction=direction or choices.direction)
        return context.figures(filtered)[1]

    def make(name: str, direction: str) -> tuple[Figure, Reading]:
        reading = reading_for(direction)
        return registry.build(name, reading, t), reading

    document, figures = report_content.build(template.split_by(by) if by else template, make, t)
    context.end_read()  # Drawing takes seconds.
    return document, figures


def _find_template(context: Context, name: str) -> Template:
    """Return a template that is shipped, in a file, or saved in the database."""
    if name in templates.TITLES:
        return templates.load_shipped(name)
    if name.endswith(".toml"):
        return templates.from_toml(Path(name).read_text("utf-8-sig", errors="replace"))
    saved = editions.templates(context.connection)
    if clean_line(name) not in saved:
        raise UnknownCode(n_("template"), name, [*templates.TITLES, *saved])
    return templates.from_json(saved[clean_line(name)])


@edition.command(
    "list", example="edition list", columns="uid name framework known_on frozen_at frozen_by"
)
def list_editions(context: Context) -> list[dict[str, Any]]:
    """List the frozen editions, newest first."""
    names = rights.person_names(context.connection)
    internal = {"id", "idempotency_key"}
    return [
        {**row.model_dump(exclude=internal), "frozen_by": names.get(row.frozen_by, row.frozen_by)}
        for row in editions.editions(context.connection)
    ]


@edition.command(
    example='edition freeze "Annual report 2012" --template annual-report --known-on 2012-12'
)
def freeze(
    context: Context,
    *,
    name: Annotated[str, argument("NAME", "the name of the edition")],
    choices: ChoiceOptions,
    template: TemplateName = "board-paper",
    by: By = "",
    note: Annotated[str, option("TEXT", "a note to keep with it")] = "",
    corrects: Annotated[str, option("ID", "the id of the edition that it corrects")] = "",
) -> str:
    """Freeze a report with its figures and files. Prints the id of the edition."""
    resolved = context.choices(choices)
    document, figures = _build(context, template, by, resolved)
    draft = printed.draft_edition(
        document, figures, resolved, context.t, name=name, note=note, corrects=corrects
    )
    return editions.freeze_edition(context.engine, draft, actor=LOCAL)


@edition.command(example="edition check annual-report.pdf")
def check(
    context: Context,
    what: Annotated[list[str], argument("WHAT", "an edition's id, figures' ids, or a report")],
    json: Json = False,
) -> None:
    """List what has changed since printing. Exit code 1 if anything has or cannot be compared."""

    def make(name: str, choices: Choices) -> Figure:
        [spec], reading = context.figures(choices, name)
        return spec.build(reading, translate(choices.language))

    t, connection = context.t, context.connection
    name, uid, ids = _resolve(connection, what)
    entries = editions.printed_figures(connection, uid=uid, figure_ids=ids)
    earlier_day = partial(editions.earlier_day, connection)
    since = partial(editions.changes_since, connection)
    comparison = printed.compare_printed(entries, make, earlier_day, since)
    unknown = {*ids} - {figure.figure_id for figure, _edition in entries}
    text = printed.errata(comparison.changed, t, edition=name, day=datetime.now(UTC).date())
    if json:
        print_json(
            {
                "checked": name,
                "figures": comparison.checked,
                "moved": [
                    {
                        "figure": figure.figure_id,
                        "title": figure.title,
                        "cells": [vars(cell) for cell in figure.cells],
                        "entries": [entry._asdict() for entry in figure.entries],
                    }
                    for figure in comparison.changed
                ],
                "lost": [
                    {"figure": figure_id, "reason": error.translate(t)}
                    for figure_id, error in comparison.unavailable
                ],
                "unknown": sorted(unknown),
                "errata": text,
            }
        )
    else:
        _print(comparison, unknown, text, t)
    if comparison.changed or comparison.unavailable or unknown:
        raise typer.Exit(FOUND)


def _print(comparison: printed.Comparison, unknown: set[str], text: str, t: Translate) -> None:
    for figure_id, error in comparison.unavailable:
        print(t("{label}: {value}", label=figure_id, value=error.translate(t)))
    if unknown:
        ids = ", ".join(sorted(unknown))
        print(t("Not in any edition: {ids}. Freeze one to check them later.", ids=ids))
    print(text, end="")
    if not text and comparison.checked:
        print(printed.headline(comparison, t))


def _resolve(connection: Any, what: Sequence[str]) -> tuple[str, str, list[str]]:
    """Return a name for what to check, with the uid of an edition or the ids of figures."""
    if len(what) == 1 and Path(what[0]).is_file():
        return Path(what[0]).name, "", list(printed.figure_ids(Path(what[0]).read_bytes()))
    if len(what) == 1 and registry.ID_SEPARATOR not in what[0]:
        return editions.edition(connection, what[0]).name, what[0], []
    return ", ".join(what), "", list(what)
