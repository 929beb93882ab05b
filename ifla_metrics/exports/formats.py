"""The formats of a report, and the function that a worker process makes one of them with."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Literal, get_args

from ifla_metrics.exports.document import Document, Drawings

Format = Literal["pdf", "docx", "pptx", "html"]
FORMATS: tuple[Format, ...] = get_args(Format)
MEDIA_TYPES: dict[Format, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "html": "text/html; charset=utf-8",
}
_BACK_ENDS = {"pdf": "pdf", "docx": "word", "pptx": "slides", "html": "html"}


def compose(file_format: Format, document: Document, drawings: Drawings) -> bytes:
    """Return a document as a file.

    Loads the libraries of this format only: they are large, and the server needs none of them.
    """
    back_end: Any = import_module(f"ifla_metrics.exports.{_BACK_ENDS[file_format]}")
    content: bytes = back_end.write(document, drawings)
    return content


def preview(document: Document, drawings: Drawings) -> list[bytes]:
    """Return the pages of a document's PDF as PNG pictures."""
    from ifla_metrics.exports import pdf

    return pdf.pages(document, drawings)
