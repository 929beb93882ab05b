"""`check`: every fault of the framework files, and what loading them would change."""

import csv
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ifla_metrics.cli.connection import missing, open_database
from ifla_metrics.cli.options import FOUND, argument, commands, one_of
from ifla_metrics.errors import Fault, FaultyData, NotReady, UnknownCode, n_
from ifla_metrics.i18n import FIGURE_LANGUAGES
from ifla_metrics.settings import DATA

if TYPE_CHECKING:
    from ifla_metrics.framework import Framework
    from ifla_metrics.i18n import Translate

app = commands()


@app.command(epilog="check data/frameworks/2010-2015")
def check(
    context: typer.Context,
    folder: Annotated[
        str, argument("FOLDER", n_("the folder of one framework; without it, all that are shipped"))
    ] = "",
    untranslated: Annotated[
        str,
        one_of(
            n_("write what a language lacks as rows of translations.csv, to be filled in"),
            FIGURE_LANGUAGES,
        ),
    ] = "",
) -> None:
    """Check the framework files. Lists faults, and what loading would change."""
    from ifla_metrics.framework.files import folders, read_folder

    t = context.obj
    shipped = folders(DATA / "frameworks")
    if folder and not Path(folder).is_dir():
        raise UnknownCode("folder", folder, map(str, shipped))
    chosen = [Path(folder)] if folder else shipped
    if untranslated:
        _rows_to_fill([read_folder(path) for path in chosen], untranslated)
        return
    found: list[Framework] = []
    sound = True
    for path in chosen:
        with _faults_printed() as faults:
            found.append(read_folder(path))
            print(_counts(found[-1], t))
            for language in FIGURE_LANGUAGES[1:]:
                print(_translated(found[-1], language, t))
        sound &= not faults
    if not folder:
        for check_rest in (_reference, _crosswalk):
            with _faults_printed() as faults:
                check_rest(found, t)
            sound &= not faults
    if not sound:
        raise typer.Exit(FOUND)
    if not missing():
        _preview(found, t)


@contextmanager
def _faults_printed() -> Iterator[list[Fault]]:
    """Print each fault that reading finds in a line of its own; gives the list of them."""
    found: list[Fault] = []
    try:
        yield found
    except FaultyData as faulty:
        found += faulty.faults
        for fault in found:
            print(fault)


def _reference(_frameworks: "list[Framework]", t: "Translate") -> None:
    from ifla_metrics.store.reference import read_reference

    files = read_reference(DATA / "reference")
    counted = {"files": t.number(len(files)), "rows": t.number(sum(map(len, files.values())))}
    print(t("reference: {files} files, {rows} rows, no fault", **counted))


def _crosswalk(frameworks: "list[Framework]", t: "Translate") -> None:
    from ifla_metrics.store.reference import read_crosswalk

    nodes = [(framework.id, node.code) for framework in frameworks for node in framework.nodes]
    rows = read_crosswalk(DATA / "frameworks", nodes)
    print(t("crosswalk: {rows} rows, no fault", rows=t.number(len(rows))))


def _counts(framework: "Framework", t: "Translate") -> str:
    return t(
        "{framework}: {nodes} parts, {links} links, {indicators} indicators, {targets} targets, "
        "{periods} periods, no fault",
        framework=framework.id,
        nodes=t.number(len(framework.nodes)),
        links=t.number(len(framework.links)),
        indicators=t.number(len(framework.indicators)),
        targets=t.number(len(framework.targets)),
        periods=t.number(len(framework.periods)),
    )


def _translated(framework: "Framework", language: str, t: "Translate") -> str:
    """Return how much of a framework is translated; what is not is no fault."""
    from ifla_metrics.framework.checks import untranslated

    texts = [text for text in framework.texts if text.language == language]
    return t(
        "{framework}: {language}: {translated} texts translated, {official} of them officially; "
        "{lacking} stay as they are",
        framework=framework.id,
        language=language,
        translated=t.number(len(texts)),
        official=t.number(sum(text.status == "official" for text in texts)),
        lacking=t.number(len(untranslated(framework, language))),
    )


def _rows_to_fill(frameworks: "list[Framework]", language: str) -> None:
    """Print what a language lacks as rows of `translations.csv`, to be filled in."""
    from ifla_metrics.framework.checks import untranslated
    from ifla_metrics.framework.files import TEXT_COLUMNS

    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(TEXT_COLUMNS)
    for framework in frameworks:
        for words in untranslated(framework, language):
            rows.writerow((language, words, "", "unofficial", "", ""))


def _preview(frameworks: "list[Framework]", t: "Translate") -> None:
    """Print what loading would add, change and retire in the database that there is."""
    from ifla_metrics.store import frameworks as stored
    from ifla_metrics.store.loaded import REAL_ONLY, is_loaded

    words = {
        stored.ADDED: t("would be added: {part} {code} {new}"),
        stored.CHANGED: t("would change: {part} {code}, {field}: '{old}' becomes '{new}'"),
        stored.RETIRED: t("would be retired: {part} {code} {old}"),
    }
    try:
        with open_database() as connection:
            if is_loaded(connection, REAL_ONLY):
                frameworks = [framework.real_only() for framework in frameworks]
            changes = [(f.id, c) for f in frameworks for c in stored.preview(connection, f)]
    except NotReady:
        return  # Nothing has been loaded that could change.
    for framework, change in changes:
        line = words[change.kind].format(**change._asdict())
        print(f"{framework}: {line}".rstrip())
    if not changes:
        print(t("The database has all of this already."))
