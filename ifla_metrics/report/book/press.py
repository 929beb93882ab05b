"""From a book to the bytes of a file: pictures drawn, then set in a process of its own.

The process ends with the report, or when its time is up: whatever happens in it, the server lives.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, cast, get_args

from ifla_metrics.assets import FONTS
from ifla_metrics.report import apart
from ifla_metrics.report.book.drawings import Drawing, Form, Progress, drawings, wanted_of
from ifla_metrics.report.messages import send

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.report.book.asked import Asked
    from ifla_metrics.report.book.book import Book

Format = Literal["pdf", "docx", "pptx", "html"]
FORMATS: tuple[Format, ...] = get_args(Format)
MEDIA_TYPES: dict[Format, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "html": "text/html; charset=utf-8",
}
LIMIT = 120.0
"""Seconds of the processor that setting a report may take, its pictures apart; a usual one takes
two."""


def write(
    book: Book,
    file_format: Format,
    figures: Mapping[Asked, Figure],
    t: Translate,
    *,
    progress: Progress | None = None,
    limit: float = LIMIT,
) -> bytes:
    """Return the report as a file. The same book gives the same bytes.

    Args:
        book: What `contents.build` has made of `figures`.
        file_format: One of FORMATS.
        figures: The figures, for their charts.
        t: The words of the report's language.
        progress: Told after each picture.
        limit: Seconds of the processor that the setting may take.

    Raises:
        NotDrawn: A picture or the report could not be made, or took too long.
    """
    return _written(book, file_format, figures, t, progress=progress, limit=limit)


def pages(
    book: Book,
    figures: Mapping[Asked, Figure],
    t: Translate,
    *,
    progress: Progress | None = None,
    limit: float = LIMIT,
) -> list[bytes]:
    """Return the pages of the PDF as PNG pictures, to be looked at before it is downloaded."""
    packed = _written(book, "pages", figures, t, progress=progress, limit=limit)
    return [base64.b64decode(page) for page in json.loads(packed)]


def _written(
    book: Book,
    wanted: str,
    figures: Mapping[Asked, Figure],
    t: Translate,
    *,
    progress: Progress | None,
    limit: float,
) -> bytes:
    by_id = {figure.id: figure for figure in figures.values()}
    form: Form = "png" if wanted in {"docx", "pptx"} else "svg"
    slides = wanted == "pptx"
    needed = wanted_of((p for p in book.pictures if not slides or p.native is None), slides=slides)
    with apart.process("book") as process:
        with suppress(OSError):  # It has died already; the answer will say so.
            send(cast(BinaryIO, process.stdin), b"F", wanted.encode())
        # It loads what it needs while the pictures are drawn.
        made = drawings(by_id, needed, form, t, progress=progress)
        packed = json.dumps(
            {
                "format": wanted,
                "fonts": str(FONTS),
                "book": book.packed(),
                "drawings": {i: [_packed(one, form) for one in parts] for i, parts in made.items()},
            }
        ).encode()
        return apart.answer(process, packed, limit)


def _packed(drawing: Drawing, form: Form) -> dict[str, Any]:
    body = drawing.body
    text = body.decode() if form == "svg" else base64.b64encode(body).decode()
    return {form: text, "width": drawing.width_mm, "height": drawing.height_mm}
