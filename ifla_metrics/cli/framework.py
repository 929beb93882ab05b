"""`check`: every fault of the framework files, and what loading them would change."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from ifla_metrics.cli.connection import open_database
from ifla_metrics.cli.options import FOUND, Commands, print_first
from ifla_metrics.errors import Fault, FaultyData, NotReady
from ifla_metrics.framework import Framework
from ifla_metrics.framework.checks import untranslated
from ifla_metrics.framework.files import folders, read_folder
from ifla_metrics.i18n import FIGURE_LANGUAGES, Translate
from ifla_metrics.settings import DATA
from ifla_metrics.store import frameworks as stored
from ifla_metrics.store.migrate import REAL_ONLY, loaded
from ifla_metrics.store.reference import read_crosswalk, read_reference

SHOWN = 5
"""Texts that a language lacks and that are printed; the rest is counted."""

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
) -> None:
    """Check the framework files. Lists faults, and what loading would change."""
    found: list[Framework] = []
    faults: list[Fault] = []
    for path in [folder] if folder else folders(DATA / "frameworks"):
        with _collected(faults):
            found.append(read_folder(path))
            _print_counts(found[-1], t)
    if not folder:
        with _collected(faults):
            files = read_reference(DATA / "reference")
            rows = t.number(sum(map(len, files.values())))
            print(t("reference: {files} files, {rows} rows, no fault", files=len(files), rows=rows))
        with _collected(faults):
            nodes = [(framework.id, node.code) for framework in found for node in framework.nodes]
            steps = read_crosswalk(DATA / "frameworks", nodes)
            print(t("crosswalk: {rows} rows, no fault", rows=t.number(len(steps))))
    for fault in faults:
        print(fault)
    if faults:
        raise typer.Exit(FOUND)
    _preview(found, t)


@contextmanager
def _collected(faults: list[Fault]) -> Iterator[None]:
    """Add what reading finds to `faults`, so that all of it is listed."""
    try:
        yield
    except FaultyData as faulty:
        faults += faulty.faults


def _print_counts(framework: Framework, t: Translate) -> None:
    """Print what a framework has, and how much of it is translated; what is not is no fault."""
    print(
        t(
            "{framework}: {nodes} parts, {links} links, {indicators} indicators, "
            "{targets} targets, {periods} periods, no fault",
            framework=framework.id,
            nodes=t.number(len(framework.nodes)),
            links=t.number(len(framework.links)),
            indicators=t.number(len(framework.indicators)),
            targets=t.number(len(framework.targets)),
            periods=t.number(len(framework.periods)),
        )
    )
    for language in FIGURE_LANGUAGES[1:]:
        lacking = untranslated(framework, language)
        print(
            t.plural(
                "{framework}: {language}: {n} text is not translated",
                "{framework}: {language}: {n} texts are not translated",
                len(lacking),
                framework=framework.id,
                language=language,
            )
        )
        print_first(lacking, SHOWN, t)


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
                frameworks = [framework.real_only() for framework in frameworks]
            changes = [(f.id, c) for f in frameworks for c in stored.preview(connection, f)]
    except NotReady:
        return  # Nothing has been loaded that could change.
    for framework, change in changes:
        line = words[change.kind].format(**change._asdict())
        print(f"{framework}: {line}".rstrip())
    if not changes:
        print(t("The database has all of this already."))
