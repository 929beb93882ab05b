"""Freeze reports as editions, and compare printed figures with their current state."""

import io
import json
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
from ifla_metrics.exports import MEDIA_TYPES, report
from ifla_metrics.exports.data_files import Value, as_json
from ifla_metrics.exports.document import Document, Format
from ifla_metrics.figures import registry, words
from ifla_metrics.figures.figure import Figure
from ifla_metrics.figures.registry import ID_SEPARATOR
from ifla_metrics.figures.unreviewed_entries import title_with_count
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.metrics.selection import SYNTHETIC
from ifla_metrics.models.editions import (
    ChangedEntry,
    EditionDraft,
    FrozenFigure,
    FrozenFile,
    PrintedFigure,
)

ACTIVITY_FRAMES = {
    *("month_cells", "country_cells", "association_cells", "profile_cells", "activities"),
    *("evidence", "partners", "strategy_years", "newly_logged", "amended"),
}
"""Frames built from activities."""
FORMATS: tuple[Format, ...] = ("pdf", "docx")
"""Files stored with an edition: one for printing, one for further editing."""
FIGURE_ID = re.compile(rf"[A-Z]-[\w.-]+(?:{ID_SEPARATOR}[\w.=-]+){{7,}}")
"""A figure id: eight parts, and one more per filter (see figures.registry)."""
MAX_NAMED = 6
"""Entries per figure that the errata name; further ones are counted."""


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
    """Return an edition of a report: its figures as JSON, and its files.

    `choices` are those of the figures; `corrects` is the uid of an earlier edition. Raises Refused
    before files are written if the edition cannot be frozen, and JobFailed if a file fails.
    """
    draft = EditionDraft(
        framework=choices.framework,
        period=choices.period,
        known_on=date.fromisoformat(document.known_on),
        language=t.language,
        figures=tuple(
            FrozenFigure(figure.id, figure.title, as_json(figure, t).decode())
            for figure in {figure.id: figure for figure in figures}.values()
        ),
        template=document.template,
        name=name,
        note=note,
        corrects=corrects or None,
    )
    files = []
    for suffix in FORMATS:
        content = report.write(document, suffix, figures, t)
        files.append(FrozenFile(f"{document.template}.{suffix}", MEDIA_TYPES[suffix], content))
    return replace(draft, files=tuple(files))


def figure_ids(content: bytes) -> tuple[str, ...]:
    """Return the figure ids in a PDF or Word file written by this tool, without repetition.

    Raises:
        Refused: The file cannot be read, or has no figure ids.
    """
    try:
        if content.startswith(b"%PDF-"):
            with pikepdf.open(io.BytesIO(content)) as document:
                text = " ".join(map(str, document.docinfo.values()))
        else:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                text = archive.read("word/document.xml").decode("utf-8", errors="replace")
    except (pikepdf.PdfError, zipfile.BadZipFile, zlib.error, KeyError) as fault:
        raise Refused(n_("This is not a readable PDF or Word file.")) from fault
    ids = dict.fromkeys(FIGURE_ID.findall(text))
    if not ids:
        raise Refused(n_("The file contains no figure id: it was not made with this tool."))
    return tuple(ids)


@dataclass(frozen=True)
class ChangedCell:
    """One cell that differs from the printed figure; `row` is empty for the title."""

    row: str
    column: str
    before: str
    now: str


@dataclass(frozen=True)
class FigureChanges:
    """A printed figure that has changed."""

    figure_id: str
    title: str
    """The title as printed."""
    cells: tuple[ChangedCell, ...]
    entries: tuple[ChangedEntry, ...]
    """Entries recorded since printing that the figure is built from."""


@dataclass(frozen=True)
class Comparison:
    """Printed figures compared with their current state."""

    checked: int
    """Number of figures compared."""
    changed: tuple[FigureChanges, ...]
    """Figures that differ from what was printed."""
    unavailable: tuple[tuple[str, IflaMetricsError], ...]
    """Ids of figures that can no longer be built, with the reason."""


def compare_printed(
    printed: Collection[PrintedFigure],
    build_figure: Callable[[str, Choices], Figure],
    earlier_day: Callable[[Choices], str],
    entries_since: Callable[[str], Sequence[ChangedEntry]],
) -> Comparison:
    """Compare printed figures, each with another id, with the same figures as known now.

    `build_figure` takes the name and choices of a figure, `earlier_day` the choices as printed (see
    store.write.editions). `entries_since` takes the uid of an edition.
    """
    entries_since = cache(entries_since)
    changed, unavailable = [], []
    for frozen, edition in printed:
        try:
            name, choices = registry.parse_figure_id(frozen.figure_id)
            spec, t = registry.find_spec(name), translate(choices.language)
            if spec.needs_previous:
                choices = replace(choices, since=earlier_day(choices))
            if spec.page == registry.CHANGES_PAGE and not choices.since:
                continue  # No earlier meeting was on record.
            now = as_json(build_figure(name, replace(choices, known_on=NOW)), t).decode()
        except IflaMetricsError as reason:
            unavailable.append((frozen.figure_id, reason))
            continue
        if cells := compare(frozen.content, now, t):
            entries = entries_for_figure(name, choices, entries_since(edition))
            changed.append(FigureChanges(frozen.figure_id, frozen.title, cells, entries))
    return Comparison(len(printed) - len(unavailable), tuple(changed), tuple(unavailable))


def headline(comparison: Comparison, t: Translate) -> str:
    """Return a sentence on how many figures have changed."""
    return t.plural(
        "{n} of {all} figures has changed since printing",
        "{n} of {all} figures have changed since printing",
        len(comparison.changed),
        all=comparison.checked,
    )


def entries_for_figure(
    name: str, choices: Choices, entries: Iterable[ChangedEntry]
) -> tuple[ChangedEntry, ...]:
    """Return the entries that a figure is built from."""
    frames = {need.partition(":")[0] for need in registry.find_spec(name).needs}
    if not frames.isdisjoint(ACTIVITY_FRAMES):
        frames.add("activities")
    return tuple(
        entry
        for entry in entries
        if entry.frame in frames and not (choices.documented_only and entry.provenance == SYNTHETIC)
    )


def compare(printed: str, now: str, t: Translate) -> tuple[ChangedCell, ...]:
    """Return the cells that differ, as printed, between two states of a figure (`as_json`).

    Rows are matched by their codes, or by their day if a figure has no codes. Only printed columns
    are compared, without the numbers of unreviewed entries there and in titles: reviews change no
    result.
    """
    old, new = json.loads(printed), json.loads(now)
    cells = []
    if _finding(old, t) != _finding(new, t):
        cells.append(ChangedCell("", t("Title"), old["title"], new["title"]))
    columns = [c for c in old["columns"] if c["shown"] and c["key"] != "unreviewed"]
    codes, days = ([c["key"] for c in old["columns"] if c["kind"] == k] for k in ("code", "date"))
    before, after = (_printed_rows(state, codes or days[:1], columns, t) for state in (old, new))
    rows = {**after, **before}
    texts = [column["key"] for column in columns if column["kind"] in ("text", "date")]
    unique = [key for key in texts if len({row[key] for row in rows.values()}) == len(rows)]
    [name, *_] = unique or texts or [columns[0]["key"]]
    for key in dict.fromkeys((*before, *after)):
        label = rows[key][name]
        if key not in before or key not in after:
            listed = (t("listed"), t("not listed"))[:: 1 if key in before else -1]
            cells.append(ChangedCell(label, t("Whole row"), *listed))
            continue
        for column in columns:
            was, is_now = (state[key][column["key"]] for state in (before, after))
            if was != is_now:
                cells.append(ChangedCell(label, column["title"], was, is_now))
    return tuple(cells)


def _printed_rows(
    figure: Mapping[str, Any],
    keys: Sequence[str],
    columns: Sequence[Mapping[str, Any]],
    t: Translate,
) -> dict[tuple[Value, ...], dict[str, str]]:
    """Return the text of each cell by row, and by a counter if several rows have the same keys."""
    seen: Counter[tuple[Value, ...]] = Counter()
    rows = {}
    for row in figure["rows"]:
        key = tuple(row.get(column) for column in keys)
        rows[*key, seen[key]] = {
            c["key"]: _cell_text(row.get(c["key"]), c["kind"], t) for c in columns
        }
        seen[key] += 1
    return rows


def _finding(figure: Mapping[str, Any], t: Translate) -> str:
    """Return the title of a figure without its number of unreviewed entries."""
    count = title_with_count("", figure["rows_counted"]["unreviewed"], t)
    return str(figure["title"]).removesuffix(t("{title} ({note})", title="", note=count))


def errata(figures: Iterable[FigureChanges], t: Translate, *, edition: str, day: date) -> str:
    """Return the errata of an edition as plain text, or "" if nothing has changed."""
    lines = []
    for figure in figures:
        lines += ["", t("{title} (figure {id})", title=figure.title, id=figure.figure_id)]
        for cell in figure.cells:
            place = ", ".join(part for part in (cell.row, cell.column) if part)
            correction = n_("{place}: instead of “{before}” read “{now}”.")
            lines.append(t(correction, place=place, before=cell.before, now=cell.now))
        lines.append(recorded_since(figure, t))
    if not lines:
        return ""
    heading = t("Errata to “{edition}”, {day}", edition=edition, day=t.date(day))
    return "\n".join([heading, *lines]) + "\n"


def recorded_since(figure: FigureChanges, t: Translate) -> str:
    """Return a sentence that names the first entries recorded since printing."""
    entries = [f"{entry.title} ({t('version {n}', n=entry.version)})" for entry in figure.entries]
    if not entries:
        return t("No entry since: time passed, or the strategy or reference data changed.")
    return t("Recorded since: {entries}.", entries=words.comma_list(entries, t, limit=MAX_NAMED))


def _cell_text(value: Value, kind: str, t: Translate) -> str:
    if kind == "date" and isinstance(value, str) and value:
        return t.date(date.fromisoformat(value[:10]), "medium")
    return words.cell(value, kind, t)
