"""How the cells of a workbook look: grey and locked, or white and open to be written in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ifla_metrics.imports.columns import Column

FONT = "Calibri"
INK, SOFT, LINE = "#1C2733", "#5A6672", "#C9CFD6"
LOCKED, HEADER, NEEDED = "#E7E9EC", "#DDE6F0", "#C7D8EB"


@dataclass(frozen=True)
class Looks:
    """The looks of one workbook."""

    title: Any
    lead: Any
    step: Any
    head: Any
    plain: Any
    header: Any
    needed: Any
    locked_header: Any
    locked: Any
    open: Any
    day: Any
    prose: Any

    def of(self, column: Column) -> Any:
        """Return the look of a column's cells."""
        if not column.editable:
            return self.locked
        return {"day": self.day, "prose": self.prose, "partners": self.prose}.get(
            column.kind, self.open
        )

    def header_of(self, column: Column) -> Any:
        """Return the look of a column's title."""
        if not column.editable:
            return self.locked_header
        return self.needed if column.required else self.header


def looks(book: Any) -> Looks:
    """Make the looks of a workbook."""

    def made(**settings: Any) -> Any:
        return book.add_format(
            {"font_name": FONT, "font_size": 11, "font_color": INK, "valign": "top", **settings}
        )

    head = {"bold": True, "text_wrap": True, "bottom": 1, "bottom_color": LINE}
    return Looks(
        title=made(bold=True, font_size=16),
        lead=made(font_color=SOFT),
        step=made(),
        head=made(**head, bg_color=HEADER),
        plain=made(text_wrap=True),
        header=made(**head, bg_color=HEADER),
        needed=made(**head, bg_color=NEEDED),
        locked_header=made(**head, bg_color=LOCKED, font_color=SOFT),
        locked=made(bg_color=LOCKED, font_color=SOFT, locked=True),
        open=made(locked=False),
        day=made(locked=False, num_format="yyyy-mm-dd"),
        prose=made(locked=False, text_wrap=True),
    )
