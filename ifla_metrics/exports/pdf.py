"""A document as tagged PDF/UA-1, set by Typst from `data/reports/report.typ`."""

from __future__ import annotations

import io
import json
import re
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pikepdf
import typst

from ifla_metrics.exports import typeset
from ifla_metrics.exports.document import Document, Drawings
from ifla_metrics.settings import DATA, FONT_FAMILY, FONT_FAMILY_ARABIC

TEMPLATE = DATA / "reports" / "report.typ"
FITS = ((1.0, 1.0), (0.94, 0.94), (0.88, 0.88), (0.85, 0.75), (0.85, 0.6), (0.85, 0.45))
"""How much smaller figures and spaces become until a report fits its pages.

Type in figures stays legible; at the last the text is half a point smaller."""
PREVIEW_DPI = 80.0
_VOWEL_SIGNS = re.compile("[\u064b-\u065f\u0670]")
"""Typst finds no letter for them in a drawing and refuses PDF/UA; Arabic is read without them."""


def write(document: Document, drawings: Drawings) -> bytes:
    """Return the document as PDF, its figures as large as its number of pages allows.

    Args:
        document: The report.
        drawings: Of each of its pictures, as SVG.

    Raises:
        typst.TypstError: It breaks PDF/UA-1 or cannot be set.
    """
    with _compiler(document, drawings) as compiler:
        return _fitted(compiler, document)


def pages(document: Document, drawings: Drawings) -> list[bytes]:
    """Return each page of the PDF as PNG."""
    with _compiler(document, drawings) as compiler:
        _fitted(compiler, document)  # It keeps the sizes that fit.
        made = compiler.compile(format="png", ppi=PREVIEW_DPI)
    return made if isinstance(made, list) else [made] if made else []


def _compiler(document: Document, drawings: Drawings) -> AbstractContextManager[typst.Compiler]:
    """Return a compiler of the report, which finds its drawings and nothing else."""
    files: dict[str, bytes] = {}
    parts: dict[str, list[dict[str, str | float]]] = {}
    for key, drawn in drawings.items():
        parts[key] = []
        for part in drawn:
            name = f"{len(files)}.svg"
            files[name] = _VOWEL_SIGNS.sub("", part.content.decode()).encode()
            size = {"width_mm": part.width_mm, "height_mm": part.height_mm}
            parts[key].append({"file": name, **size})
    data = {**document.as_dict(), "drawings": parts, "fonts": [FONT_FAMILY, FONT_FAMILY_ARABIC]}
    files["document.json"] = json.dumps(data).encode()
    return typeset.compiler(TEMPLATE.read_bytes(), files)


def _fitted(compiler: typst.Compiler, document: Document) -> bytes:
    day = datetime.fromisoformat(document.known_on).replace(tzinfo=UTC)
    for scale, tight in FITS:
        pdf: Any = compiler.compile(
            format="pdf",
            pdf_standards=["ua-1"],
            sys_inputs={"scale": str(scale), "tight": str(tight)},
            timestamp=int(day.timestamp()),
        )
        if not document.pages or _page_count(pdf) <= document.pages:
            break
    return bytes(pdf)


def _page_count(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)
