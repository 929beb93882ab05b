"""Reports as editions keep them, and printed figures compared with the same figures now."""

import io
import json
import lzma
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import pikepdf

from ifla_metrics.choices import NOW, Choices
from ifla_metrics.errors import IflaMetricsError, Refused, n_
from ifla_metrics.exports import report
from ifla_metrics.exports.data_files import Value, as_json
from ifla_metrics.exports.document import MEDIA_TYPES, Document, Format
from ifla_metrics.figures import registry, words
from ifla_metrics.figures.figure import Figure
from ifla_metrics.figures.registry import MARK
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.models.editions import (
    ChangedEntry,
    EditionDraft,
    FrozenFigure,
    FrozenFile,
    PrintedFigure,
)

OF_ACTIVITIES = {
    *("month_cells", "country_cells", "association_cells", "profile_cells", "activities"),
    *("evidence", "partners", "strategy_years", "newly_logged", "amended"),
}
"""Frames that are made of activities."""
FORMATS: tuple[Format, ...] = ("pdf", "docx")
"""Files that an edition keeps: the one that was printed, and the one that editors went on with."""
LARGEST_UNPACKED = 200_000_000
"""Bytes of the text in a Word file once unpacked."""
FILE_ERRORS = (
    *(pikepdf.PdfError, zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(ValueError, KeyError, OSError, EOFError, RuntimeError),
)
"""What reading a damaged or locked file raises; RuntimeError: a password, an unknown packing."""
FIGURE_ID = re.compile(rf"[A-Z]-[\w.\-]+(?:{MARK}[\w.\-]+){{7}}(?:{MARK}[\w.\-=]+)*")
"""An id has eight parts, and one for each filter (figures.registry)."""


def draft_edition(
    document: Document,
    figures: Sequence[Figure],
    choices: Choices,
    t: Translate,
    *,
    name: str,
    note: str = "",
    corrects: str = "",
) -> EditionDraft:
    """Return what is kept of a report: its figures as data and its files.

    `choices` are those of its figures; `corrects` is the uid of an earlier edition.

    Raises:
        JobFailed: One of the files could not be made.
    """
    files = [
        FrozenFile(
            f"{document.template}.{kind}",
            MEDIA_TYPES[kind],
            report.write(document, kind, figures, t),
        )
        for kind in FORMATS
    ]
    return EditionDraft(
        framework=choices.framework,
        period=choices.period,
        known_on=date.fromisoformat(document.known_on),
        language=t.language,
        figures=tuple(
            FrozenFigure(figure.id, figure.title, as_json(figure, t).decode())
            for figure in {figure.id: figure for figure in figures}.values()
        ),
        files=tuple(files),
        template=document.template,
        name=name,
        note=note,
        corrects=corrects or None,
    )


def figure_ids(content: bytes) -> tuple[str, ...]:
    """Return the figure ids in a PDF or Word file made here, each once, in order.

    Raises:
        Refused: It cannot be read, or has none.
    """
    try:
        found = dict.fromkeys(FIGURE_ID.findall(_text(content)))
    except FILE_ERRORS as fault:
        raise Refused(n_("This is not a readable PDF or Word file.")) from fault
    if not found:
        raise Refused(n_("The file contains no figure id: it was not made with this tool."))
    return tuple(found)


def _text(content: bytes) -> str:
    """Return the part of a file in which ids stand."""
    if content.startswith(b"%PDF-"):
        with pikepdf.open(io.BytesIO(content)) as document:
            return " ".join(map(str, document.docinfo.values()))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = archive.getinfo("word/document.xml")
        if part.file_size > LARGEST_UNPACKED:
            raise ValueError("A Word file that is too large once unpacked.")
        return archive.read(part).decode("utf-8", errors="replace")


# What has changed since printing


MAX_NAMED = 6
"""Entries behind one figure that the errata name; more are counted."""


@dataclass(frozen=True)
class ChangedCell:
    """One cell that is no longer what was printed; `row` is empty for the title."""

    row: str
    column: str
    before: str
    now: str


@dataclass(frozen=True)
class FigureChanges:
    """A printed figure compared with the same figure now."""

    figure_id: str
    title: str
    """As it was printed."""
    cells: tuple[ChangedCell, ...]
    """What has changed."""
    entries: tuple[ChangedEntry, ...]
    """The entries recorded since that the figure is made from."""


@dataclass(frozen=True)
class Comparison:
    """Printed figures compared with the same figures now."""

    checked: int
    """Figures that were compared."""
    changed: tuple[FigureChanges, ...]
    """Those that no longer say what was printed."""
    unavailable: tuple[tuple[str, IflaMetricsError], ...]
    """Ids of figures that can no longer be built, with the reason."""
    unknown: tuple[str, ...]
    """Ids that no edition has printed: there is nothing to compare them with."""


def compare_printed(
    printed: Collection[PrintedFigure],
    make: Callable[[str, Choices], Figure],
    since: Callable[[str], Sequence[ChangedEntry]],
    asked: Iterable[str] = (),
) -> Comparison:
    """Compare printed figures with the same figures as known now.

    `make` builds a figure by its name and choices and raises what a page raises; `since` returns,
    by the uid of an edition, what bears on it and was recorded since; `asked` are the ids that were
    asked for.
    """
    since = cache(since)
    changed, unavailable = [], []
    known = {figure.id for figure, _edition in printed}
    for frozen, edition in printed:
        try:
            name, choices = registry.parse_figure_id(frozen.id)
            t = translate(choices.language)
            now = as_json(make(name, replace(choices, known_on=NOW)), t).decode()
        except IflaMetricsError as reason:
            unavailable.append((frozen.id, reason))
            continue
        if cells := compare(frozen.content, now, t):
            entries = entries_for_figure(name, since(edition))
            changed.append(FigureChanges(frozen.id, frozen.title, cells, entries))
    unknown = tuple(one for one in asked if one not in known)
    return Comparison(len(known) - len(unavailable), tuple(changed), tuple(unavailable), unknown)


def headline(comparison: Comparison, t: Translate) -> str:
    """Return how many of the figures have changed, in words."""
    if comparison.changed:
        return t.plural(
            "{n} of {all} figures has changed since printing",
            "{n} of {all} figures have changed since printing",
            len(comparison.changed),
            all=comparison.checked,
        )
    return t.plural(
        "{n} figure has not changed since printing",
        "{n} figures have not changed since printing",
        comparison.checked,
    )


def entries_for_figure(name: str, entries: Iterable[ChangedEntry]) -> tuple[ChangedEntry, ...]:
    """Return those of some entries that a figure is made from."""
    frames = {need.partition(":")[0] for need in registry.find_spec(name).needs}
    if not frames.isdisjoint(OF_ACTIVITIES):
        frames.add("activities")
    return tuple(one for one in entries if one.frame in frames)


def compare(printed: str, now: str, t: Translate) -> tuple[ChangedCell, ...]:
    """Return the cells that differ between two states of a figure, as `as_json` writes them.

    Rows are the same where their codes are; a figure without codes has its days. The columns are
    those that were printed.
    """
    old, new = json.loads(printed), json.loads(now)
    cells = []
    if old["title"] != new["title"]:
        cells.append(ChangedCell("", t("Title"), old["title"], new["title"]))
    columns = [column for column in old["columns"] if column.get("shown", True)]
    codes, days = ([c["key"] for c in old["columns"] if c["kind"] == k] for k in ("code", "date"))
    keys = codes or days[:1]
    name = _row_name(old["rows"] or new["rows"], columns, keys)
    before, after = _rows(old, keys), _rows(new, keys)
    for row in dict.fromkeys((*before, *after)):
        old_row, new_row = before.get(row), after.get(row)
        label = str((old_row or new_row or {}).get(name) or "")
        if old_row is None or new_row is None:
            texts = (t("listed"), t("not listed")) if old_row else (t("not listed"), t("listed"))
            cells.append(ChangedCell(label, t("Whole row"), *texts))
            continue
        for column in columns:
            key, kind = column["key"], column["kind"]
            if old_row.get(key) != new_row.get(key):
                texts = _in_words(old_row.get(key), kind, t), _in_words(new_row.get(key), kind, t)
                cells.append(ChangedCell(label, column["title"], *texts))
    return tuple(cells)


def errata(figures: Iterable[FigureChanges], t: Translate, *, edition: str, day: date) -> str:
    """Return the errata of an edition (its name) as plain text; "" when nothing has changed."""
    lines = []
    for figure in figures:
        lines += ["", t("{title} (figure {id})", title=figure.title, id=figure.figure_id)]
        for cell in figure.cells:
            place = ", ".join(part for part in (cell.row, cell.column) if part)
            lines.append(
                t(
                    "{place}: instead of “{before}” read “{now}”.",
                    place=place,
                    before=cell.before,
                    now=cell.now,
                )
            )
        because = describe_entries(figure.entries, t)
        lines.append(t("Recorded since: {entries}.", entries=because))
    if not lines:
        return ""
    head = t("Errata to “{edition}”, {day}", edition=edition, day=t.date(day))
    return "\n".join([head, *lines]) + "\n"


def describe_entries(entries: Sequence[ChangedEntry], t: Translate) -> str:
    """Return the entries behind a change in words: the first few, or that there is none."""
    if not entries:
        return t("no entry: time passed, or the strategy or reference data changed")
    more = len(entries) - MAX_NAMED
    named = [
        f"{entry.title} ({t('version {n}', n=entry.version)})" for entry in entries[:MAX_NAMED]
    ]
    named += [t.plural("and {n} more", "and {n} more", more)] if more > 0 else []
    return t(", ").join(named)


def _row_name(
    rows: Sequence[Mapping[str, Value]],
    columns: Sequence[Mapping[str, Any]],
    keys: Sequence[str],
) -> str:
    """Return the key of the column that names a row: the first of text that differs in each."""
    texts = [column["key"] for column in columns if column["kind"] == "text"]
    unique = [key for key in texts if len({row.get(key) for row in rows}) == len(rows)]
    return next(iter((*unique, *texts, *keys)), "")


def _rows(
    figure: Mapping[str, Any], keys: Sequence[str]
) -> dict[tuple[Value, ...], Mapping[str, Value]]:
    """Return the rows by their keys and, where several have the same, by their number."""
    seen: Counter[tuple[Value, ...]] = Counter()
    rows = {}
    for row in figure["rows"]:
        key = tuple(row.get(one) for one in keys)
        rows[*key, seen[key]] = row
        seen[key] += 1
    return rows


def _in_words(value: Value, kind: str, t: Translate) -> str:
    if kind == "date" and isinstance(value, str) and value:
        return t.date(date.fromisoformat(value[:10]), "medium")
    return words.cell(value, kind, t)
