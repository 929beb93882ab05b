"""The sheet of instructions: what to do, in steps, and what may stand in each column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ifla_metrics.errors import n_
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import SheetFormat

CODES = n_("Codes")
INSTRUCTIONS = n_("Instructions")

STEPS = (
    n_("1. Each row is one entry. Change what has changed; write new entries in empty rows."),
    n_("2. Leave the grey columns as they are: the tool knows your rows again by them."),
    n_("3. To withdraw an entry, choose “yes” in “Withdraw”. A deleted row stays in the log."),
    n_("4. Cells with a list offer its values. Between several values stands a semicolon."),
    n_("5. A number of people that is not known stays empty; 0 means that nobody came."),
    n_("6. Send the file back on the page “Workbook”. You see what would change before it does."),
)

Written = tuple[str, Sequence[str]]
"""(look of the row, its cells)."""


def instructions(formats: Sequence[SheetFormat], t: Translate, title: str) -> Iterator[Written]:
    """Yield the rows of the sheet."""
    yield "title", (title,)
    yield "lead", (t("Work offline as long as you like, then send the file back."),)
    yield "step", ()
    for step in STEPS:
        yield "step", (t(step),)
    yield "step", ()
    yield "head", (t("Sheet"), t("Column"), t("What may stand in a cell"))
    for sheet in formats:
        for place, column in enumerate(sheet.columns):
            needed = t("{column} (needed)", column=t(column.title))
            name = needed if column.required else t(column.title)
            yield "plain", (t(sheet.title) if place == 0 else "", name, t(column.hint))
