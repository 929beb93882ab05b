"""Reports as an edition keeps them, and the figures that a printed file names."""

from __future__ import annotations

import io
import json
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import pikepdf

from ifla_metrics.choices import Choices
from ifla_metrics.errors import IflaMetricsError, n_
from ifla_metrics.exports import report
from ifla_metrics.exports.data_files import as_json
from ifla_metrics.exports.document import MEDIA_TYPES, Document, Format
from ifla_metrics.figures.registry import MARK
from ifla_metrics.models.editions import EditionDraft, FrozenFigure, FrozenFile

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate

FORMATS: tuple[Format, ...] = ("pdf", "docx")
"""Files that an edition keeps: the one that was printed, and the one that editors went on with."""
LARGEST, LARGEST_UNPACKED = 60_000_000, 200_000_000
"""Bytes of a file that is read for ids, and of all texts in it once unpacked."""
DAMAGED = (
    *(pikepdf.PdfError, zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(ValueError, OSError, EOFError, RuntimeError),
)
"""What reading a damaged or locked file raises; RuntimeError: a password, an unknown packing."""
FIGURE_ID = re.compile(rf"[A-Z]-[\w.\-]+(?:{MARK}[\w.\-]+){{7}}(?:{MARK}[\w.\-=]+)*")
"""An id has eight parts, and one for each filter (figures.registry)."""


class NotOurs(IflaMetricsError):
    """The file carries no id of a figure."""


def edition_of(
    document: Document,
    figures: Sequence[Figure],
    choices: Choices,
    t: Translate,
    **words: str,
) -> EditionDraft:
    """Return what is kept of a report: its figures as data, its words and its files.

    Args:
        document: The report.
        figures: What it is made from.
        choices: What the figures were made with.
        t: The words of the report's language.
        **words: `name`, `note` and `corrects`.

    Raises:
        NotDrawn: One of the files could not be made.
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
        figures=tuple({figure.id: frozen(figure, t) for figure in figures}.values()),
        files=tuple(files),
        template=document.template,
        texts=json.dumps(document.as_dict(), ensure_ascii=False),
        **words,
    )


def frozen(figure: Figure, t: Translate) -> FrozenFigure:
    """Return a figure as data: all its numbers, unrounded, and its words."""
    return FrozenFigure(figure.id, figure.title, as_json(figure, t).decode("utf-8"))


def figure_ids(content: bytes) -> tuple[str, ...]:
    """Return the figure ids in a PDF, DOCX, PPTX, SVG or HTML made here, each once, in order.

    Raises:
        NotOurs: It is too large, cannot be read, or has none.
    """
    if len(content) > LARGEST:
        raise NotOurs(n_("The file is too large to be one of ours."))
    try:
        found = dict.fromkeys(id_ for text in _texts(content) for id_ in FIGURE_ID.findall(text))
    except DAMAGED as fault:
        raise NotOurs(n_("The file cannot be read.")) from fault
    if not found:
        raise NotOurs(n_("The file carries no id of a figure: it was not made here."))
    return tuple(found)


def _texts(content: bytes) -> Iterator[str]:
    """Yield the texts of a file in which ids stand."""
    if content.startswith(b"%PDF-"):
        with pikepdf.open(io.BytesIO(content)) as document:
            yield from map(str, document.docinfo.values())
            metadata = document.Root.get("/Metadata")
            if metadata is not None:
                yield bytes(metadata.read_bytes()).decode("utf-8", errors="replace")
    elif content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            texts = [
                part
                for part in archive.infolist()
                if re.fullmatch(r"(word|ppt|docProps)/.*\.xml", part.filename)
            ]
            if sum(part.file_size for part in texts) > LARGEST_UNPACKED:
                raise ValueError("An office file that is too large once unpacked.")
            for part in texts:
                text = archive.read(part).decode("utf-8", errors="replace")
                yield re.sub(r"<[^>]+>", "\n", text)
    else:
        yield content.decode("utf-8", errors="replace")
