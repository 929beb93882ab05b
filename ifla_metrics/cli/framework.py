"""`check`: every fault in the files of strategies and reference data, and what loading changes."""

import csv
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ifla_metrics.cli.connection import open_database
from ifla_metrics.cli.options import FOUND, Commands, one_of
from ifla_metrics.errors import Fault, FaultyData, NotReady
from ifla_metrics.framework import Framework
from ifla_metrics.framework.checks import untranslated
from ifla_metrics.framework.files import folders, read_folder
from ifla_metrics.i18n import FIGURE_LANGUAGES, LANGUAGES, Translate
from ifla_metrics.settings import DATA
from ifla_metrics.store import frameworks as stored
from ifla_metrics.store.migrate import REAL_ONLY, loaded
from ifla_metrics.store.reference import read_crosswalk, read_reference

FRAMEWORKS, REFERENCE = DATA / "frameworks", DATA / "reference"

app = Commands()


@app.command(example="check data/frameworks/2010-2015")
def check(
    t: Translate,
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="FOLDER", exists=True, help="of one framework; without it, all that are shipped"
        ),
    ] = None,
    lacking_in: Annotated[
        str,
        one_of(
            "write what it lacks as rows of translations.csv", FIGURE_LANGUAGES, "--untranslated"
        ),
    ] = "",
) -> None:
    """Check the files of strategies and reference data. Lists faults, and what loading changes."""
    found: list[Framework] = []
    faults: list[Fault] = []
    chosen = [folder] if folder else folders(FRAMEWORKS)
    for path in chosen:
        try:
            found.append(read_folder(path))
        except FaultyData as faulty:
            faults += faulty.faults
    shared: list[Callable[[], object]] = [] if folder else [partial(read_reference, REFERENCE)]
    if not folder and not faults:  # Else each link to a strategy that was not read would be one.
        nodes = [(framework.id, node.code) for framework in found for node in framework.nodes]
        shared.append(partial(read_crosswalk, FRAMEWORKS, nodes))
    for read in shared:
        try:
            read()
        except FaultyData as faulty:
            faults += faulty.faults
    if faults:
        print(*faults, sep="\n")
        raise typer.Exit(FOUND)
    if lacking_in:
        rows = csv.writer(sys.stdout, lineterminator="\n")
        rows.writerow(("language", "original", "text", "status", "source", "note"))
        for framework in found:
            for words in untranslated(framework, lacking_in):
                rows.writerow((lacking_in, words, "", "unofficial", "", ""))
        return
    checked = {
        "names": ", ".join(framework.id for framework in found),
        "languages": ", ".join(map(t.language_name, LANGUAGES[1:])),
    }
    print(t("{names}: no faults. Translations checked: {languages}.", **checked))
    for framework in found:
        for language in LANGUAGES[1:]:
            for text in untranslated(framework, language):
                print(
                    t(
                        "{id}, not translated ({language}): {text}",
                        id=framework.id,
                        language=t.language_name(language),
                        text=text,
                    )
                )
    _preview(found, t)


def _preview(frameworks: list[Framework], t: Translate) -> None:
    """Print what loading would add, change and retire in the database that there is."""
    words = {
        stored.ADDED: t("would be added: {part} {code} {new}"),
        stored.CHANGED: t("would change: {part} {code}, {field}: '{old}' becomes '{new}'"),
        stored.RETIRED: t("would be retired: {part} {code} {old}"),
    }
    try:
        with open_database() as connection:
            if REAL_ONLY in loaded(connection):
                frameworks = [framework.without_synthetic() for framework in frameworks]
            changes = [(f.id, c) for f in frameworks for c in stored.preview(connection, f)]
    except NotReady:
        return  # Nothing has been loaded that could change.
    for framework, change in changes:
        line = words[change.kind].format(**change._asdict())
        print(f"{framework}: {line}".rstrip())
    if not changes:
        print(t("The database already has all of this."))
