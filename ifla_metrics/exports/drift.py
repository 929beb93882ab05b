"""What printed figures say now: cell by cell, and the entries behind each change."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ifla_metrics.choices import NOW, Choices
from ifla_metrics.errors import IflaMetricsError, n_
from ifla_metrics.exports.data_files import as_json
from ifla_metrics.figures import registry, words
from ifla_metrics.i18n import LANGUAGES, translate

if TYPE_CHECKING:
    from ifla_metrics.exports.data_files import Value
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.models.editions import Changed, FrozenFigure

Make = Callable[[str, Choices], "Figure"]
"""Builds a figure by its name and choices; raises what a page raises."""
Document = Mapping[str, Any]
"""A figure as `data_files.as_json` writes it, parsed."""
MOST_SPANS = 8
"""Spans of days that are compared one by one; more days are put together."""
ADDED, REMOVED = n_("Add the row “{row}”."), n_("Delete the row “{row}”.")
MOST_NAMED = 6
"""Entries behind one cell that are named; more are counted."""


@dataclass(frozen=True)
class ChangedCell:
    """One cell that is no longer what was printed; `row` is empty for the title."""

    row: str
    column: str
    before: str
    now: str
    place: tuple[tuple[Value, ...], str] = field(repr=False)
    """Codes of the row and key of the column, "" of a whole row: the same in each language."""


@dataclass(frozen=True)
class Drift:
    """A printed figure compared with the same figure now."""

    figure_id: str
    title: str
    """As it was printed."""
    cells: tuple[ChangedCell, ...]
    """What has changed."""
    printed: str = field(default="", repr=False)
    """The figure as it was printed, as JSON."""
    reworded: bool = False
    """Whether words of a translated figure differ in which no number does."""


@dataclass(frozen=True)
class Check:
    """Printed figures compared with the same figures now."""

    drifts: tuple[Drift, ...]
    lost: tuple[tuple[str, IflaMetricsError], ...] = ()
    """Ids of figures that can no longer be built, with the reason."""
    unknown: tuple[str, ...] = ()
    """Ids that no edition has printed: there is nothing to compare them with."""

    @property
    def changed(self) -> tuple[Drift, ...]:
        """The figures that no longer say what was printed."""
        return tuple(drift for drift in self.drifts if drift.cells)

    @property
    def reworded(self) -> tuple[Drift, ...]:
        """The figures of which only words have changed."""
        return tuple(drift for drift in self.drifts if drift.reworded and not drift.cells)


@dataclass(frozen=True)
class Causes:
    """The entries behind the changed cells of a figure."""

    entries: Mapping[ChangedCell, Sequence[Changed]]
    not_made: tuple[tuple[date, IflaMetricsError], ...] = ()
    """Days as known on which the figure cannot be built, with the reason."""


Behind = Mapping[str, Causes]
"""By figure id."""


def check(figures: Iterable[FrozenFigure], make: Make, unknown: Iterable[str] = ()) -> Check:
    """Compare printed figures with the same figures as known now."""
    drifts: list[Drift] = []
    lost: list[tuple[str, IflaMetricsError]] = []
    for frozen in figures:
        try:
            name, choices = registry.reopened(frozen.id)
            now = _content(make(name, replace(choices, known_on=NOW)), choices)
            drifts.append(compare(frozen.content, now, translate(choices.language)))
        except IflaMetricsError as reason:
            lost.append((frozen.id, reason))
    return Check(tuple(drifts), tuple(lost), tuple(unknown))


def compare(printed: str, now: str, t: Translate) -> Drift:
    """Return what differs between two states of a figure, as `data_files.as_json` writes them.

    Rows are the same where their codes are; a figure without codes has its days, else its names.
    Words of a translated figure may differ, because translations are corrected: they count as
    changed only where a number in them does. The columns are those that were printed.
    """
    old, new = json.loads(printed), json.loads(now)
    translated = old["language"] != LANGUAGES[0]
    reworded = False
    cells = []
    for cell, is_text in _differences(old, new, t):
        if translated and is_text and _numbers(cell.before) == _numbers(cell.now):
            reworded = True
        else:
            cells.append(cell)
    return Drift(old["figure"], old["title"], tuple(cells), printed, reworded)


def causes(drift: Drift, entries: Iterable[Changed], make: Make) -> Causes:
    """Return the entries behind each changed cell of a figure.

    The figure is built as known at the end of each span of days on which something was recorded. A
    cell that differs from the span before was changed by what was recorded in between. Entries of a
    day on which the figure cannot be built count with the next, at last with the log as it is now.

    Args:
        drift: What has changed in the figure.
        entries: What was recorded since it was printed, of its strategy and period.
        make: Builds a figure.
    """
    name, choices = registry.reopened(drift.figure_id)
    frames = {re.split("[:;]", need)[0] for need in registry.named(name).needs}
    entries = [entry for entry in entries if _can_change(entry, frames)]
    t, before = translate(choices.language), drift.printed
    found: dict[tuple[Any, str], list[Changed]] = {cell.place: [] for cell in drift.cells}
    recorded: list[Changed] = []
    """Since `before`."""
    not_made: list[tuple[date, IflaMetricsError]] = []
    spans = _spans(sorted({entry.day for entry in entries}))
    for span in spans:
        recorded += [entry for entry in entries if entry.day in span]
        try:
            figure = make(name, replace(choices, known_on=span[-1].isoformat()))
        except IflaMetricsError as reason:
            not_made.append((span[-1], reason))
            if span is not spans[-1]:
                continue
            figure = make(name, replace(choices, known_on=NOW))
        now = _content(figure, choices)
        for cell in compare(before, now, t).cells:
            if cell.place in found:
                found[cell.place] += recorded
        before, recorded = now, []
    cells = {cell: tuple(dict.fromkeys(found[cell.place])) for cell in drift.cells}
    return Causes(cells, tuple(not_made))


def behind(drifts: Iterable[Drift], since: Mapping[str, Sequence[Changed]], make: Make) -> Behind:
    """Return the entries behind each changed cell of figures.

    Args:
        drifts: What has changed in each figure.
        since: By figure id what was recorded since it was printed.
        make: Builds a figure.
    """
    return {one.figure_id: causes(one, since.get(one.figure_id, ()), make) for one in drifts}


def errata(
    drifts: Iterable[Drift],
    t: Translate,
    *,
    edition: str,
    day: date,
    behind: Behind | None = None,
) -> str:
    """Return the errata of an edition as plain text; "" when nothing has changed.

    Args:
        drifts: Its figures compared with what was printed.
        t: The reader's words.
        edition: Its name.
        day: The day of the errata.
        behind: The entries behind each changed cell, where they are to be named.
    """
    lines = []
    for drift in drifts:
        if drift.cells:
            lines += ["", t("{title} (figure {id})", title=drift.title, id=drift.figure_id)]
        for cell in drift.cells:
            line = _correction(cell, t)
            if behind is not None:
                entries = behind[drift.figure_id].entries[cell]
                line += " " + t("Because of: {entries}.", entries=entries_in_words(entries, t))
            lines.append(line)
    if not lines:
        return ""
    head = t("Errata to “{edition}”, {day}", edition=edition, day=t.date(day))
    return "\n".join([head, *lines]) + "\n"


def _correction(cell: ChangedCell, t: Translate) -> str:
    if not cell.place[1]:
        message = ADDED if cell.now == t("listed") else REMOVED
        return t(message, row=cell.row)
    return t(
        "{place}: instead of “{before}” read “{now}”.",
        place=", ".join(part for part in (cell.row, cell.column) if part),
        before=cell.before,
        now=cell.now,
    )


def entries_in_words(entries: Sequence[Changed], t: Translate) -> str:
    """Return the entries behind a change in words: the first few, or that there is none."""
    if not entries:
        return t("no entry: time passed, or the strategy or reference data changed")
    more = len(entries) - MOST_NAMED
    named = [entry_in_words(entry, t) for entry in entries[:MOST_NAMED]]
    named += [t.plural("and {n} more", "and {n} more", more)] if more > 0 else []
    return t(", ").join(named)


def entry_in_words(entry: Changed, t: Translate) -> str:
    """Return the title and version of an entry."""
    return f"{entry.title} ({t('version {n}', n=entry.version)})"


def reworded_in_words(check: Check, t: Translate) -> str:
    """Return a sentence that names the figures of which only words have changed."""
    return t.plural(
        "Only words changed in {n} figure, no number: {titles}",
        "Only words changed in {n} figures, no number: {titles}",
        len(check.reworded),
        titles=t("; ").join(drift.title for drift in check.reworded),
    )


def _content(figure: Figure, choices: Choices) -> str:
    return as_json(figure, translate(choices.language)).decode("utf-8")


def _differences(old: Document, new: Document, t: Translate) -> Iterator[tuple[ChangedCell, bool]]:
    """Yield each cell that differs, and whether it holds words."""
    if old["title"] != new["title"]:
        title = ChangedCell("", t("Title"), old["title"], new["title"], ((), "title"))
        yield title, True
    columns = [column for column in old["columns"] if column.get("shown", True)]
    keys = _row_keys(old["columns"])
    name = _row_name(old["rows"] or new["rows"], columns, keys)
    before, after = _rows(old, keys), _rows(new, keys)
    for row in dict.fromkeys((*before, *after)):
        was, now = before.get(row), after.get(row)
        label = str((was or now or {}).get(name) or "")
        if was is None or now is None:
            said = (t("listed"), t("not listed")) if was else (t("not listed"), t("listed"))
            yield ChangedCell(label, t("Whole row"), *said, (row, "")), False
            continue
        for column in columns:
            key, kind = column["key"], column["kind"]
            if was.get(key) != now.get(key):
                said = (_in_words(was.get(key), kind, t), _in_words(now.get(key), kind, t))
                yield ChangedCell(label, column["title"], *said, (row, key)), kind == "text"


def _row_keys(columns: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return the keys of the columns that identify a row: its codes, else its day or its name."""
    codes = tuple(column["key"] for column in columns if column["kind"] == "code")
    others = [c["key"] for kind in ("date", "year", "text") for c in columns if c["kind"] == kind]
    return codes or tuple(others[:1])


def _row_name(
    rows: Sequence[Mapping[str, Value]], columns: Sequence[Document], keys: tuple[str, ...]
) -> str:
    """Return the key of the column that names a row: the first of text that differs in each."""
    texts = [column["key"] for column in columns if column["kind"] == "text"]
    unique = [key for key in texts if len({row.get(key) for row in rows}) == len(rows)]
    return next(iter((*unique, *texts, *keys)), "")


def _rows(figure: Document, keys: Sequence[str]) -> dict[tuple[Value, ...], Mapping[str, Value]]:
    """Return the rows by their keys and, where several have the same, by their number."""
    seen: Counter[tuple[Value, ...]] = Counter()
    found = {}
    for row in figure["rows"]:
        key = tuple(row.get(one) for one in keys)
        found[*key, seen[key]] = row
        seen[key] += 1
    return found


def _in_words(value: Value, kind: str, t: Translate) -> str:
    if kind == "date" and isinstance(value, str) and value:
        return t.date(date.fromisoformat(value[:10]), "medium")
    return words.cell(value, kind, t)


def _numbers(text: str) -> list[str]:
    """Return the numbers in a text; a translation may put them in another order."""
    return sorted(re.findall(r"\d+", text))


def _can_change(entry: Changed, frames: set[str]) -> bool:
    """Say whether a figure of these frames can change with an entry."""
    if entry.frame:
        return entry.frame in frames
    return any(frame.endswith(("_cells", "activities")) for frame in frames)


def _spans(days: list[date]) -> list[list[date]]:
    """Return the days in order, in at most MOST_SPANS parts of about the same length."""
    parts = min(MOST_SPANS, len(days))
    cuts = [round(part * len(days) / parts) for part in range(parts + 1)] if parts else []
    return [days[start:end] for start, end in pairwise(cuts)]
