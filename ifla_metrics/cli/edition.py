"""`edition`: freeze a report, list what is frozen, see what has changed since."""

import json as json_format
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import NOW, Choices
from ifla_metrics.cli.choices import ChoiceOptions, reading_of
from ifla_metrics.cli.connection import open_database, writing
from ifla_metrics.cli.options import (
    FOUND,
    Json,
    argument,
    commands,
    option,
    print_json,
    with_options,
)
from ifla_metrics.cli.report import TemplateOptions, find_template, read_figures
from ifla_metrics.errors import IflaMetricsError, n_

if TYPE_CHECKING:
    from ifla_metrics.exports.drift import Behind, Check, Make
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.models.editions import Changed, FrozenFigure
    from ifla_metrics.reading import Reading

app = commands("edition", n_("Freeze a report, and see what has changed since."))

MOST_READINGS = 16
"""Readings that are kept while figures are built again, day by day."""


@app.command("list", epilog="edition list")
def list_editions(context: typer.Context) -> None:
    """List the frozen editions, the newest first."""
    from ifla_metrics.store import editions, rights

    t = context.obj
    with open_database() as connection:
        names = rights.names(connection)
        for one in editions.editions(connection):
            known = t("Log as known on {day}", day=t.date(one.known_on, "medium"))
            frozen = f"{one.frozen_at:%Y-%m-%d}  {names.get(one.frozen_by, one.frozen_by)}"
            print(f"{one.uid}  {one.name}  {one.framework}  {known}  {frozen}")


@app.command(
    epilog='edition freeze "Annual report 2012" --template annual-report --known-on 2012-12'
)
@with_options
def freeze(
    context: typer.Context,
    *,
    name: Annotated[str, argument("NAME", n_("the name of the edition"))],
    template: TemplateOptions,
    choices: ChoiceOptions,
    note: Annotated[str, option("WORDS", n_("a note that is kept with it"))] = "",
    corrects: Annotated[str, option("ID", n_("the edition that it corrects"))] = "",
) -> None:
    """Keep a report as it is: its figures, words and files. Prints the id of the edition."""
    from ifla_metrics.exports import report, report_content
    from ifla_metrics.exports.editions import edition_of
    from ifla_metrics.exports.formats import MEDIA_TYPES, Format
    from ifla_metrics.store.editions import freeze_edition

    t = context.obj
    found = find_template(template)
    figures, reading = read_figures(found, choices, t)
    document = report_content.build(found, figures, reading, t)
    formats: tuple[Format, ...] = ("pdf", "docx")
    draft = edition_of(
        figures.values(),
        t,
        name=name,
        choices=reading.choices,
        known_on=reading.moment.known_on,
        files={
            f"{found.name}.{kind}": (MEDIA_TYPES[kind], report.write(document, kind, figures, t))
            for kind in formats
        },
        template=found.name,
        texts=json_format.dumps(document.as_dict(), ensure_ascii=False),
        note=note,
        corrects=corrects,
    )
    with writing() as database:
        print(freeze_edition(database, draft, actor=LOCAL))


@app.command(epilog="edition check annual-report.pdf")
def check(
    context: typer.Context,
    what: Annotated[
        list[str],
        argument("WHAT", n_("the id of an edition, ids of figures, or a file that was made here")),
    ],
    json: Json = False,
) -> None:
    """List what has changed since. Exit code 1 when anything has."""
    from ifla_metrics.exports import drift
    from ifla_metrics.store.editions import since_printed

    t = context.obj
    with open_database() as connection:
        name, figures, unknown = _printed(connection, what)
        make = _from_log(connection, figures)
        found = drift.check(figures, make, unknown)
        since = since_printed(connection, [one.figure_id for one in found.changed])
        behind = drift.behind(found.changed, since, make)
    day = datetime.now(UTC).date()
    text = drift.errata(found.changed, t, edition=name, day=day, behind=behind)
    if json:
        print_json({"checked": name, **_as_values(found, behind, t), "errata": text})
    else:
        _print(found, text, t)
    if found.changed or found.lost:
        raise typer.Exit(FOUND)


def _print(found: "Check", text: str, t: "Translate") -> None:
    from ifla_metrics.exports.drift import reworded_in_words

    for one, error in found.lost:
        print(t("{id}: {reason}", id=one, reason=error.say(t)))
    if found.unknown:
        ids = ", ".join(found.unknown)
        print(t("Not in any edition: {ids}. Freeze one to check them later.", ids=ids))
    if found.reworded:
        print(reworded_in_words(found, t))
    print(text, end="")
    if not text and found.drifts:
        print(
            t.plural(
                "{n} figure has not changed since printing",
                "{n} figures have not changed since printing",
                len(found.drifts),
            )
        )


def _as_values(found: "Check", behind: "Behind", t: "Translate") -> dict[str, Any]:
    return {
        "figures": len(found.drifts),
        "moved": [
            {
                "figure": one.figure_id,
                "title": one.title,
                "cells": [
                    {
                        "row": cell.row,
                        "column": cell.column,
                        "before": cell.before,
                        "now": cell.now,
                        "entries": [_entry(entry) for entry in behind[one.figure_id].entries[cell]],
                    }
                    for cell in one.cells
                ],
                "not_made": [
                    {"known_on": day.isoformat(), "reason": reason.say(t)}
                    for day, reason in behind[one.figure_id].not_made
                ],
            }
            for one in found.changed
        ],
        "translation_changed": [one.figure_id for one in found.reworded],
        "lost": [{"figure": one, "reason": reason.say(t)} for one, reason in found.lost],
        "unknown": list(found.unknown),
    }


def _entry(entry: "Changed") -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "uid": entry.uid,
        "title": entry.title,
        "version": entry.version,
        "recorded_on": entry.day.isoformat(),
    }


def _printed(connection: Any, what: Sequence[str]) -> "tuple[str, list[FrozenFigure], list[str]]":
    """Return what is asked about: its name, its figures as printed, ids that no edition has."""
    from ifla_metrics.exports.editions import figure_ids
    from ifla_metrics.store import editions

    if len(what) == 1 and Path(what[0]).is_file():
        name, ids = Path(what[0]).name, list(figure_ids(Path(what[0]).read_bytes()))
    elif len(what) == 1 and "~" not in what[0]:
        one = editions.edition(connection, what[0])
        return one.name, editions.figures_of(connection, one.uid), []
    else:
        name, ids = ", ".join(what), list(what)
    printed = editions.printed(connection, ids)
    return name, [printed[i] for i in ids if i in printed], [i for i in ids if i not in printed]


def _from_log(connection: Any, figures: "Iterable[FrozenFigure]") -> "Make":
    """Return what builds figures from the log; what all of them need is read once for each day."""
    from ifla_metrics.figures import registry
    from ifla_metrics.i18n import translate
    from ifla_metrics.store.read import known_framework

    names: defaultdict[Choices, set[str]] = defaultdict(set)
    for one in figures:
        with suppress(IflaMetricsError):  # The check says so of each.
            name, choices = registry.reopened(one.id)
            names[replace(choices, known_on=NOW)].add(name)

    @lru_cache(maxsize=MOST_READINGS)
    def read(choices: Choices) -> "Reading":
        framework = known_framework(connection, choices.framework, choices.known_on)
        period = framework.period(choices.period).code
        wanted = names[replace(choices, known_on=NOW)]
        kinds = [kind for kind in registry.kinds(framework) if kind.name in wanted]
        return reading_of(connection, replace(choices, period=period), kinds)

    def make(name: str, choices: Choices) -> "Figure":
        return registry.build(name, read(choices), translate(choices.language))

    return make
