"""The report as PDF through Typst: tagged, built to PDF/UA-1, nothing read but the shipped fonts.

Runs in the composing process only.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from ifla_metrics.assets import FONT_FAMILY
from ifla_metrics.i18n import translate
from ifla_metrics.report.book.parts import Drawings

SOURCE = Path(__file__).with_name("book.typ")
STANDARD: typst.PDFStandard = "ua-1"
FITS = ((1.0, 1.0), (0.94, 0.94), (0.88, 0.88), (0.85, 0.75), (0.85, 0.6), (0.85, 0.45))
"""How much smaller figures and the spaces between parts become, one after the other, until a report
fits its pages.

Type in figures stays at `sizes.LEAST_TYPE` or above; after that only spaces give way, and at the
last the text is half a point smaller. A report without a bound keeps its size."""
PREVIEW = 80.0
"""Dots per inch of a page that is looked at."""


@dataclass(frozen=True)
class Compiled:
    """A report as PDF, and its pages as pictures when asked for."""

    pdf: bytes
    scale: float
    """How large its figures are: 1 is their own size."""
    compiler: typst.Compiler = field(repr=False)
    """It remembers what it has set, so that the next form of the same report is quick."""

    def pages(self) -> list[bytes]:
        """Return each page as PNG."""
        made = self.compiler.compile(SOURCE.read_bytes(), format="png", ppi=PREVIEW)
        return made if isinstance(made, list) else [made] if made else []


def compiled(book: Mapping[str, Any], drawings: Drawings, *, fonts: str) -> Compiled:
    """Return the report as PDF, its figures as large as its number of pages allows.

    Args:
        book: A packed book.
        drawings: By figure id: of each part `svg`, and `width` and `height` in millimetres.
        fonts: Folder of the shipped fonts.

    Raises:
        typst.TypstError: It breaks PDF/UA-1 or cannot be set.
    """
    data = json.dumps(
        {
            **book,
            "drawings": drawings,
            "fonts": families(fonts),
            "right_to_left": translate(book["language"]).right_to_left,
        }
    )
    most, day = int(book["pages"]), datetime.fromisoformat(book["known_on"])
    source = SOURCE.read_bytes()
    with TemporaryDirectory() as empty:  # Nothing to be read, whatever the text says.
        compiler = typst.Compiler(
            source,
            root=empty,
            ignore_system_fonts=True,
            font_paths=_faces(fonts),
            package_path=empty,
            package_cache_path=empty,
        )
        for scale, tight in FITS:
            pdf = compiler.compile(
                source,
                format="pdf",
                pdf_standards=[STANDARD],
                sys_inputs={"book": data, "scale": str(scale), "tight": str(tight)},
                timestamp=int(day.replace(tzinfo=UTC).timestamp()),
            )
            if not isinstance(pdf, bytes):
                raise TypeError("A PDF is one file.")
            made = Compiled(pdf, scale, compiler)
            if not most or _pages(pdf) <= most:
                break
    return made


def _faces(fonts: str) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts])


def families(fonts: str) -> list[str]:
    """Return the font families of the folder, the main one first."""
    found = set(_faces(fonts).families())
    return [FONT_FAMILY, *sorted(found - {FONT_FAMILY})]


def _pages(pdf: bytes) -> int:
    import pikepdf  # Slow to load, and most reports take the pages they need.

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)
