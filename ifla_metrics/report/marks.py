"""The ids of figures in a file that was made here: what a dropped PDF or DOCX is asked about."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import pikepdf

from ifla_metrics.errors import IflaMetricsError, n_
from ifla_metrics.figures.registry import MARK

LARGEST = 60_000_000
UNPACKED = 200_000_000
"""Bytes that the texts of an office file may have once unpacked."""
ID = re.compile(rf"[A-Z]-[\w.\-]+(?:{MARK}[\w.\-]+){{7}}")
"""An id has eight parts (figures.registry)."""
WORDS = ("word/", "ppt/", "docProps/")


class NotOurs(IflaMetricsError):
    """The file carries no id of a figure."""


def marks(content: bytes) -> tuple[str, ...]:
    """Return the figure ids in a PDF, DOCX, PPTX, SVG or HTML made here, each once, in order.

    Raises:
        NotOurs: It is too large, cannot be read, or has none.
    """
    if len(content) > LARGEST:
        raise NotOurs(n_("The file is too large to be one of ours."))
    try:
        found = dict.fromkeys(found for text in _texts(content) for found in ID.findall(text))
    except (pikepdf.PdfError, zipfile.BadZipFile, ValueError, OSError, EOFError) as fault:
        raise NotOurs(n_("The file cannot be read.")) from fault
    if not found:
        raise NotOurs(n_("The file carries no id of a figure: it was not made here."))
    return tuple(found)


def _texts(content: bytes) -> Iterator[str]:
    if content.startswith(b"%PDF-"):
        yield from _pdf(content)
    elif content.startswith(b"PK\x03\x04"):
        yield from _office(content)
    else:
        yield content.decode("utf-8", errors="replace")


def _pdf(content: bytes) -> Iterator[str]:
    """Give what a PDF says of itself: properties and XMP, where reports list their figures."""
    with pikepdf.open(io.BytesIO(content)) as document:
        for value in document.docinfo.values():
            yield str(value)
        metadata = document.Root.get("/Metadata")
        if metadata is not None:
            yield bytes(metadata.read_bytes()).decode("utf-8", errors="replace")


def _office(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        room = UNPACKED
        for part in archive.infolist():
            if not part.filename.startswith(WORDS) or not part.filename.endswith(".xml"):
                continue
            room -= part.file_size
            if room < 0:
                raise ValueError(part.filename)
            words = archive.read(part).decode("utf-8", errors="replace")
            yield re.sub(r"<[^>]+>", "\n", words)
