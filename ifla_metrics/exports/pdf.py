"""A document as tagged PDF/UA-1, set by Typst from `data/reports/report.typ`."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf
import typst

from ifla_metrics.exports.document import Document, Drawings
from ifla_metrics.settings import DATA, FONT_FAMILY, FONTS

TEMPLATE = DATA / "reports" / "report.typ"
FITS = ((1.0, 1.0), (0.94, 0.94), (0.88, 0.88), (0.85, 0.75), (0.85, 0.6), (0.85, 0.45))
"""How much smaller figures and spaces become until a report fits its pages.

Type in figures stays legible; at the last the text is half a point smaller."""
PREVIEW_DPI = 80.0


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


@contextmanager
def _compiler(document: Document, drawings: Drawings) -> Iterator[typst.Compiler]:
    """Yield a compiler in a folder of its own, where it finds the report and nothing else."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        files: dict[str, list[dict[str, str | float]]] = {}
        for number, (key, parts) in enumerate(drawings.items()):
            files[key] = []
            for place, part in enumerate(parts):
                name = f"{number}-{place}.svg"
                (root / name).write_bytes(part.content)
                size = {"width_mm": part.width_mm, "height_mm": part.height_mm}
                files[key].append({"file": name, **size})
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS]
        )
        families = sorted(fonts.families(), key=lambda name: (name != FONT_FAMILY, name))
        data = {**document.as_dict(), "drawings": files, "fonts": families}
        (root / "document.json").write_text(json.dumps(data), "utf-8")
        shutil.copy(TEMPLATE, root / "report.typ")
        yield typst.Compiler(
            root / "report.typ",
            root=root,
            font_paths=fonts,
            package_path=root,
            package_cache_path=root,
        )


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
