"""The command `check`: faults in the data files, and what loading them would change."""

import csv
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any

import typer

from ifla_metrics.cli.commands import FOUND, Commands, Context
from ifla_metrics.cli.options import argument, choice
from ifla_metrics.errors import Fault, FaultyData, NotReady
from ifla_metrics.framework import Framework
from ifla_metrics.framework.checks import untranslated
from ifla_metrics.framework.files import folders, read_folder
from ifla_metrics.framework.model import Translation
from ifla_metrics.i18n import FIGURE_LANGUAGES
from ifla_metrics.settings import DATA
from ifla_metrics.store.database import NOT_PREPARED
from ifla_metrics.store.loaded_parts import REAL_ONLY, loaded_parts
from ifla_metrics.store.operations.reference import read_crosswalk, read_reference
from ifla_metrics.store.write import frameworks as stored

FRAMEWORKS, REFERENCE = DATA / "frameworks", DATA / "reference"

app = Commands()


@app.command(example="check data/frameworks/2010-2015")
def check(
    context: Context,
    folder: Annotated[Path | None, argument("FOLDER", "of one strategy; default: all")] = None,
    untranslated_in: Annotated[
        str, choice("print rows of translations.csv to fill in", FIGURE_LANGUAGES, "--untranslated")
    ] = "",
) -> None:
    """Check the files of strategies and reference data. Lists faults, or what loading changes."""
    faults: list[Fault] = []

    def read(reader: Callable[..., Any], *args: object) -> Any:
        try:
            return reader(*args)
        except FaultyData as error:
            faults.extend(error.faults)

    paths = [folder] if folder else folders(FRAMEWORKS)
    frameworks: list[Framework] = [f for path in paths if (f := read(read_folder, path))]
    if not folder:
        read(read_reference, REFERENCE)
    if not folder and not faults:  # Links to a strategy with faults would all be faults.
        nodes = [(framework.id, node.code) for framework in frameworks for node in framework.nodes]
        read(read_crosswalk, FRAMEWORKS, nodes)
    if faults:
        print(*faults, sep="\n")
        raise typer.Exit(FOUND)
    if untranslated_in:
        rows = csv.writer(sys.stdout, lineterminator="\n")
        rows.writerow(field.name for field in fields(Translation))
        for framework in frameworks:
            for text in untranslated(framework, untranslated_in):
                rows.writerow((untranslated_in, text, "", "unofficial", "", ""))
        return
    names = ", ".join(framework.id for framework in frameworks)
    print(context.t("{names}: no faults.", names=names))
    _preview(frameworks, context)


def _preview(frameworks: list[Framework], context: Context) -> None:
    """Print what loading would add, change and retire in the current database."""
    t = context.t
    messages = {
        stored.ADDED: t("would be added: {part} {code} {new}"),
        stored.CHANGED: t("would change: {part} {code}, {field}: '{old}' becomes '{new}'"),
        stored.RETIRED: t("would be retired: {part} {code} {old}"),
    }
    try:
        connection = context.connection
        if REAL_ONLY in loaded_parts(connection):
            frameworks = [framework.without_synthetic() for framework in frameworks]
        changes = [(f.id, c) for f in frameworks for c in stored.preview_changes(connection, f)]
    except NotReady as error:
        if error.message.text != NOT_PREPARED:
            raise
        return
    for framework_id, change in changes:
        line = messages[change.kind].format(**change._asdict())
        print(f"{framework_id}: {line}".rstrip())
    if not changes:
        print(t("The database already has all of this."))
