"""The types of evidence files, recognised by their bytes and not by their name."""

from __future__ import annotations

import io
import zipfile

from ifla_metrics.errors import InvalidRecord, n_

LARGEST = 5_000_000
"""Bytes of one file at most."""

MAGIC = (
    (b"%PDF-", "application/pdf", ".pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
)
OFFICE = {
    "word/document.xml": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".docx",
    ),
    "xl/workbook.xml": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".xlsx",
    ),
    "ppt/presentation.xml": (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ".pptx",
    ),
}
ENDINGS = (".pdf", ".png", ".jpg", ".docx", ".xlsx", ".pptx")
"""For the list of files that a browser offers; the bytes decide."""


def media_type_of(content: bytes) -> tuple[str, str]:
    """Return the media type and the suffix of an evidence file.

    Raises:
        InvalidRecord: It is empty, too large, of another type, or carries macros.
    """
    if not content:
        raise InvalidRecord(n_("The file is empty."))
    if len(content) > LARGEST:
        raise InvalidRecord(
            n_("The file has {size} MB; evidence may have up to {most} MB."),
            size=round(len(content) / 1e6, 1),
            most=LARGEST // 1_000_000,
        )
    for start, media, ending in MAGIC:
        if content.startswith(start):
            return media, ending
    found = _office(content)
    if found is None:
        raise InvalidRecord(
            n_("Evidence is a PDF, a PNG or JPEG picture, or a Word, Excel or PowerPoint file.")
        )
    return found


def _office(content: bytes) -> tuple[str, str] | None:
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise InvalidRecord(n_("The file carries macros; save it without them."))
    return next((kind for part, kind in OFFICE.items() if part in names), None)
