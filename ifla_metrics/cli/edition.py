"""`edition`: freeze a report, list what is frozen, see what has changed since."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
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
from ifla_metrics.cli.report import TemplateOptions, find_template, make_from
from ifla_metrics.errors import n_

if TYPE_CHECKING:
    from ifla_metrics.exports.print_comparison import Comparison, Make
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.models.editions import Changed, FrozenFigure

app = commands("edition", n_("Freeze a report, and see what has changed since."))


@app.command("list", epilog="edition list")
def list_editions(context: typer.Context, json: Json = False) -> None:
    """List the frozen editions, the newest first."""
    from ifla_metrics.store import editions, rights

    t = context.obj
    with open_database() as connection:
        names = rights.names(connection)
        found = editions.editions(connection)
    if json:
        print_json(
            [{**vars(one), "frozen_by": names.get(one.frozen_by, one.frozen_by)} for one in found]
        )
        return
    for one in found:
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
    from ifla_metrics.exports import report_content
    from ifla_metrics.exports.editions import edition_of
    from ifla_metrics.store.editions import freeze_edition

    t = context.obj
    found = find_template(template)
    with open_database() as connection:
        make, chosen = make_from(connection, choices, t)
        document, figures = report_content.build(found, make, t)
    draft = edition_of(document, figures, chosen, t, name=name, note=note, corrects=corrects)
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
    from ifla_metrics.exports import print_comparison
    from ifla_metrics.store.editions import since_printed

    t = context.obj
    with open_database() as connection:
        name, figures, unknown = _printed(connection, what)
        comparison = print_comparison.check(figures, _from_log(connection), unknown)
        since = since_printed(connection, [one.figure_id for one in comparison.changed])
    entries = print_comparison.entries_behind(comparison.changed, since)
    text = print_comparison.errata(
        comparison.changed, entries, t, edition=name, day=datetime.now(UTC).date()
    )
    if json:
        moved = [
            {
                "figure": one.figure_id,
                "title": one.title,
                "cells": [vars(cell) for cell in one.cells],
                "entries": [_entry(entry) for entry in entries[one.figure_id]],
            }
            for one in comparison.changed
        ]
        lost = [{"figure": one, "reason": reason.say(t)} for one, reason in comparison.lost]
        print_json(
            {
                "checked": name,
                "figures": len(comparison.figures),
                "moved": moved,
                "lost": lost,
                "unknown": list(comparison.unknown),
                "errata": text,
            }
        )
    else:
        _print(comparison, text, t)
    if comparison.changed or comparison.lost:
        raise typer.Exit(FOUND)


def _print(comparison: "Comparison", text: str, t: "Translate") -> None:
    for one, error in comparison.lost:
        print(t("{id}: {reason}", id=one, reason=error.say(t)))
    if comparison.unknown:
        ids = ", ".join(comparison.unknown)
        print(t("Not in any edition: {ids}. Freeze one to check them later.", ids=ids))
    print(text, end="")
    if not text and comparison.figures:
        print(
            t.plural(
                "{n} figure has not changed since printing",
                "{n} figures have not changed since printing",
                len(comparison.figures),
            )
        )


def _entry(entry: "Changed") -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "uid": entry.uid,
        "title": entry.title,
        "version": entry.version,
        "recorded_on": entry.at.date(),
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
    unknown = [one for one in ids if one not in printed]
    return name, [printed[one][0] for one in ids if one in printed], unknown


def _from_log(connection: Any) -> "Make":
    """Return what builds figures from the log."""
    from ifla_metrics.figures import registry
    from ifla_metrics.i18n import translate
    from ifla_metrics.store.read import known_framework

    def make(name: str, choices: Choices) -> "Figure":
        framework = known_framework(connection, choices.framework, choices.known_on)
        choices = replace(choices, period=framework.period(choices.period).code)
        reading = reading_of(connection, choices, [registry.find_spec(name, framework)])
        return registry.build(name, reading, translate(choices.language))

    return make
