"""The composing process: a form and a report come in, the file goes out."""

from __future__ import annotations

import base64
import json
import os
import sys
from importlib import import_module
from typing import Any, BinaryIO

from ifla_metrics.report import own_time
from ifla_metrics.report.book.book import Book
from ifla_metrics.report.messages import DRAWN, FAILED, receive, send, why

NEEDED = {
    "pdf": ("typst_pdf",),
    "pages": ("typst_pdf",),
    "docx": ("docx_file",),
    "pptx": ("pptx_file",),
    "html": ("html_file", "typst_pdf"),
}
"""The modules of each form; a form loads no other's, because they are large."""


def composed(asked: dict[str, Any]) -> bytes:
    """Return the file that is asked for: pdf, pages (JSON of PNG), docx, pptx or html."""
    wanted, drawings = asked["format"], asked["drawings"]
    if wanted in {"pdf", "pages"}:
        from ifla_metrics.report.book import typst_pdf

        made = typst_pdf.compiled(asked["book"], drawings, fonts=asked["fonts"])
        if wanted == "pdf":
            return made.pdf
        pages = [base64.b64encode(page).decode() for page in made.pages()]
        return json.dumps(pages).encode()
    book = Book.unpacked(asked["book"])
    if wanted == "docx":
        from ifla_metrics.report.book import docx_file

        return docx_file.written(book, drawings)
    if wanted == "pptx":
        from ifla_metrics.report.book import pptx_file

        return pptx_file.written(book, drawings)
    from ifla_metrics.report.book import html_file, typst_pdf

    scale = 1.0
    if book.pages:  # As large as in the PDF, so that it prints on as many pages.
        scale = typst_pdf.compiled(asked["book"], drawings, fonts=asked["fonts"]).scale
    return html_file.written(book, drawings, fonts=asked["fonts"], scale=scale)


def main() -> None:
    """Compose the one report that comes in; say why when it cannot be done."""
    pipe: BinaryIO = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    form = receive(sys.stdin.buffer)
    if form is None:
        return
    for name in NEEDED[form[1].decode()]:  # While the pictures are drawn.
        import_module(f"ifla_metrics.report.book.{name}")
    message = receive(sys.stdin.buffer)
    if message is None:
        return
    reasons = (ArithmeticError, LookupError, OSError, RuntimeError, TypeError, ValueError)
    try:
        send(pipe, DRAWN, composed(json.loads(own_time.begun(message[1]))))
    except reasons as reason:
        send(pipe, FAILED, why(reason).encode(errors="replace")[:2000])
