"""From a book to the bytes of a file: pictures drawn, then set in a process of its own.

The process ends with the report, or when its time is up: whatever happens in it, the server lives.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, cast, get_args

from ifla_metrics.assets import FONTS
from ifla_metrics.errors import NotDrawn, n_
from ifla_metrics.report.book.drawings import Drawing, Form, Progress, drawings, wanted_of
from ifla_metrics.report.messages import DRAWN, receive, send
from ifla_metrics.report.worker import ROOT

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.report.book.asked import Asked
    from ifla_metrics.report.book.parts import Book

Format = Literal["pdf", "docx", "pptx", "html"]
FORMATS: tuple[Format, ...] = get_args(Format)
MEDIA_TYPES: dict[Format, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "html": "text/html; charset=utf-8",
}
LIMIT = 120.0
"""Seconds that setting a report may take, its pictures apart; a usual one takes two."""


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
        limit: Seconds that the setting may take.

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
    book: Book, wanted: str, figures: Mapping[Asked, Figure], t: Translate,
    *, progress: Progress | None, limit: float,
) -> bytes:
    by_id = {figure.id: figure for figure in figures.values()}
    form: Form = "png" if wanted in {"docx", "pptx"} else "svg"
    slides = wanted == "pptx"
    needed = wanted_of(
        (p for p in book.pictures if not slides or p.native is None), slides=slides
    )
    with _process(wanted) as process:  # It loads what it needs while the pictures are drawn.
        made = drawings(by_id, needed, form, t, progress=progress)
        packed = json.dumps({
            "format": wanted, "fonts": str(FONTS), "book": book.packed(),
            "drawings": {i: [_packed(one, form) for one in parts] for i, parts in made.items()},
        }).encode()  # fmt: skip
        return _answer(process, packed, limit)


def _packed(drawing: Drawing, form: Form) -> dict[str, Any]:
    body = drawing.body
    text = body.decode() if form == "svg" else base64.b64encode(body).decode()
    return {form: text, "width": drawing.width_mm, "height": drawing.height_mm}


@contextmanager
def _process(form: str) -> Iterator[subprocess.Popen[bytes]]:
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    process = subprocess.Popen(
        [sys.executable, "-m", "ifla_metrics.report.book.child"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
    )
    try:
        with suppress(OSError):  # It has died already; the answer will say so.
            send(cast(BinaryIO, process.stdin), b"F", form.encode())
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            try:
                cast(BinaryIO, pipe).close()
            except OSError:
                continue  # What was still to be written has nobody to read it.


def _answer(process: subprocess.Popen[bytes], packed: bytes, limit: float) -> bytes:
    late = threading.Event()

    def end() -> None:
        late.set()
        process.kill()

    watch = threading.Timer(limit, end)
    watch.daemon = True
    watch.start()
    try:
        send(cast(BinaryIO, process.stdin), b"B", packed)
        answer = receive(cast(BinaryIO, process.stdout))
    except OSError:
        answer = None
    finally:
        watch.cancel()
    if late.is_set() and answer is None:
        raise NotDrawn(n_("The report took longer than {seconds} seconds."), seconds=f"{limit:g}")
    if answer is None:
        raise NotDrawn(n_("The report could not be made: its process ended."))
    mark, message = answer
    if mark != DRAWN:
        reason = message.decode(errors="replace")
        raise NotDrawn(n_("The report could not be made: {reason}"), reason=reason)
    return message
