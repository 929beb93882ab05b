"""What a printed figure says and what it says now: cell by cell, from the two as data."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ifla_metrics.figures.words import cell
from ifla_metrics.i18n import Translate
from ifla_metrics.report.drift_words import Document, as_printed, reworded

NAMES = ("text", "code")
"""Kinds of column that name a row."""
Value = str | int | float | bool | None


@dataclass(frozen=True)
class Moved:
    """One cell that is no longer what was printed; `row` is empty for the title.

    `before` is None with `gone` False where the row is new.
    """

    row: str
    column: str
    before: str
    now: str


@dataclass(frozen=True)
class Drift:
    """A printed figure against the same one now."""

    figure_id: str
    title: str
    """As it was printed."""
    moved: tuple[Moved, ...]
    printed: str = field(default="", repr=False)
    """The figure as it was printed, in today's words."""
    reworded: bool = False
    """Whether it was printed in other words than today's."""

    @property
    def stands(self) -> bool:
        """Whether the figure still says what was printed, in whatever words."""
        return not self.moved


def drift(printed: str, now: str, t: Translate, wordings: Iterable[str] = ()) -> Drift:
    """Return what has changed between two figures as `data_files.as_json` writes them.

    Args:
        printed: The figure as it was frozen.
        now: The same figure, with the same choices, as the log is known now.
        t: The words of the reader.
        wordings: The figure of now in further words that say the same: a change from these to
            those of now is none, but told (`Drift.reworded`). They are asked for when it differs.
    """
    old, new = json.loads(printed), json.loads(now)
    moved = _difference(old, new, t)
    others = [json.loads(one) for one in wordings] if moved else []
    if not others:
        return Drift(old["figure"], old["title"], tuple(moved), printed)
    told = reworded(old, new, others)
    left = _difference(told, as_printed(old, new, others), t)
    said = json.dumps(told, ensure_ascii=False)
    return Drift(old["figure"], old["title"], tuple(left), said, reworded=left != moved)


def _difference(old: Document, new: Document, t: Translate) -> list[Moved]:
    moved: list[Moved] = []
    if old["title"] != new["title"]:
        moved.append(Moved("", t("Title"), old["title"], new["title"]))
    before, after = _rows(old), _rows(new)
    both = (*old["columns"], *new["columns"])
    columns = {c["key"]: c for c in both if c.get("shown", True)}
    for name in dict.fromkeys((*before, *after)):
        moved += _cells(_named(name), before.get(name), after.get(name), columns, t)
    return moved


def _cells(
    name: str,
    before: Mapping[str, Value] | None,
    after: Mapping[str, Value] | None,
    columns: Mapping[str, Mapping[str, Any]],
    t: Translate,
) -> list[Moved]:
    if before is None or after is None:
        whole = t("the whole row")
        if before is None:
            return [Moved(name, whole, t("not in it"), t("new"))]
        return [Moved(name, whole, t("printed"), t("no longer in it"))]
    return [
        Moved(
            name,
            str(columns[key]["title"]),
            _said(before.get(key), columns[key], t),
            _said(after.get(key), columns[key], t),
        )
        for key in columns
        if before.get(key) != after.get(key)
    ]


def _rows(figure: Document) -> dict[tuple[Value, ...], Mapping[str, Value]]:
    """Return the rows by their name: what stands in the first column of words, and which it is."""
    shown = [c for c in figure["columns"] if c.get("shown", True)]
    keys = [c["key"] for c in shown if c["kind"] in NAMES]
    first = keys[0] if keys else figure["columns"][0]["key"] if figure["columns"] else ""
    seen: Counter[Value] = Counter()
    found: dict[tuple[Value, ...], Mapping[str, Value]] = {}
    for row in figure["rows"]:
        name = row.get(first)
        found[name, seen[name]] = row
        seen[name] += 1
    return found


def _named(name: Sequence[Value]) -> str:
    said = "" if name[0] is None else str(name[0])
    return f"{said} ({int(str(name[1])) + 1})" if name[1] else said


def _said(value: Value, column: Mapping[str, Any], t: Translate) -> str:
    kind = str(column["kind"])
    if kind == "date" and isinstance(value, str) and value:
        return t.date(date.fromisoformat(value[:10]), "medium")
    return cell(value, kind, t)


def errata(
    drifts: Sequence[Drift],
    t: Translate,
    *,
    edition: str,
    day: date,
    behind: Mapping[str, Mapping[tuple[str, str], str]] | None = None,
) -> str:
    """Return the errata of an edition as plain text; empty when everything still stands.

    Args:
        drifts: The figures against what was printed.
        t: The words of the reader.
        edition: Its name.
        day: The day of the errata.
        behind: By figure id and changed cell (row, column) the entries behind it, in words.
    """
    wrong = [d for d in drifts if not d.stands]
    if not wrong:
        return ""
    lines = [t("Errata to “{edition}”, {day}", edition=edition, day=t.date(day))]
    for one in wrong:
        lines += ["", t("{title} (figure {id})", title=one.title, id=one.figure_id)]
        for cell_ in one.moved:
            place = ", ".join(part for part in (cell_.row, cell_.column) if part)
            lines.append(
                t(
                    "{place}: instead of “{before}” read “{now}”.",
                    place=place,
                    before=cell_.before,
                    now=cell_.now,
                )
            )
            cause = (behind or {}).get(one.figure_id, {}).get((cell_.row, cell_.column), "")
            if cause:
                lines[-1] += " " + t("Because of: {entries}.", entries=cause)
    return "\n".join(lines) + "\n"
