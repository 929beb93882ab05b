"""PDF by Typst: a report (PDF/UA-1), and a figure's drawn pages or table. Runs in a worker."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pikepdf
import typst
from lxml import etree

from ifla_metrics.exports.document import Document, Drawings, column_widths
from ifla_metrics.exports.metadata import MAKER
from ifla_metrics.exports.sizes import LEAST_TYPE, POINTS_PER_PIXEL
from ifla_metrics.settings import DATA, FONT_FAMILY, FONT_FAMILY_ARABIC, FONTS

if TYPE_CHECKING:
    from ifla_metrics.exports.chart_files import PictureJob

REPORT, FIGURE = DATA / "reports" / "report.typ", DATA / "reports" / "figure.typ"
FITS = (
    (1.0, 1.0),
    (0.94, 0.94),
    (0.88, 0.88),
    (0.85, 0.75),
    (0.85, 0.6),
    (0.85, 0.45),
    (0.8, 0.25),
)
"""How much smaller figures and spaces become until a report fits its pages.

Type in figures stays legible; at the last the text is half a point smaller."""
PREVIEW_DPI = 80.0
_VOWEL_SIGNS = re.compile("[\u064b-\u065f\u0670]")
"""Typst finds no letter for them in a drawing and refuses PDF/UA; Arabic is read without them."""
LETTER_PX = 6.0
"""Width of a letter of a cell, on average and a little over."""
ROOMY = 0.8
"""Part of a line that the longest words may take: else the type gets smaller, or rows records."""
_INSIDE = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")


@contextmanager
def compiler(template: bytes, files: Mapping[str, bytes]) -> Iterator[typst.Compiler]:
    """Yield a compiler of a template that finds these files, our fonts and nothing else."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS]
    )
    with TemporaryDirectory() as folder:
        for name, content in {**files, "page.typ": template}.items():
            Path(folder, name).write_bytes(content)
        yield typst.Compiler(
            Path(folder, "page.typ"),
            root=folder,
            font_paths=fonts,
            package_path=folder,
            package_cache_path=folder,
        )


# A report


def write(document: Document, drawings: Drawings) -> bytes:
    """Return the document as PDF, its figures (SVG) as large as its number of pages allows.

    Raises:
        typst.TypstError: It breaks PDF/UA-1 or cannot be set.
    """
    with _report_compiler(document, drawings) as report:
        return _fitted(report, document)


def pages(document: Document, drawings: Drawings) -> list[bytes]:
    """Return each page of the PDF as PNG."""
    with _report_compiler(document, drawings) as report:
        _fitted(report, document)  # It keeps the sizes that fit.
        made = report.compile(format="png", ppi=PREVIEW_DPI)
    return made if isinstance(made, list) else [made] if made else []


def _report_compiler(
    document: Document, drawings: Drawings
) -> AbstractContextManager[typst.Compiler]:
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
    data = {"drawings": parts, "fonts": [FONT_FAMILY, FONT_FAMILY_ARABIC]}
    data |= {**asdict(document), "figures": document.figure_ids}
    files["document.json"] = json.dumps(data).encode()
    return compiler(REPORT.read_bytes(), files)


def _fitted(report: typst.Compiler, document: Document) -> bytes:
    day = datetime.fromisoformat(document.known_on).replace(tzinfo=UTC)
    for scale, tight in FITS:
        pdf: Any = report.compile(
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


# A figure


def figure_pdf(
    job: PictureJob, pictures: Sequence[etree._Element], with_table: bool = False
) -> bytes:
    """Return drawn pages as PDF, or one page with the figure's table and a picture over it.

    On a page of fixed height (or after `size.tallest_mm`) rows that have no room are counted in
    words. A place too narrow for the columns has its rows as records, a name and the rest under it.
    A picture over a table is as wide as the room between the margins.
    """
    metadata = job.metadata
    document = {
        "title": metadata.title,
        "maker": MAKER,
        "alt": metadata.description,
        "keywords": [metadata.id, metadata.source, *map(": ".join, metadata.facts.items())],
        "language": metadata.language,
        "rtl": job.right_to_left,
        "pictures": [
            {"file": f"{number}.svg", **{side: svg.get(side) for side in ("width", "height")}}
            for number, svg in enumerate(pictures)
        ],
        "table": _table(job) if with_table else None,
    }
    files = {f"{n}.svg": etree.tostring(svg) for n, svg in enumerate(pictures)}
    inputs = {"document": json.dumps(document)}
    with compiler(FIGURE.read_bytes(), files) as page:
        made: Any = page.compile(format="pdf", sys_inputs=inputs, timestamp=0)
    return bytes(made)


def _table(job: PictureJob) -> dict[str, Any]:
    """Return what the template takes for a table and the words around it."""
    content: dict[str, Any] = json.loads(job.table)
    for scale in job.size.scales:
        letters = job.inner_px(scale) / LETTER_PX
        needs, widths = column_widths(content["titles"], content["rows"], letters)
        if needs <= ROOMY * letters:
            break
    return content | {
        "subtitle": job.metadata.subtitle,
        "source": job.metadata.source,
        "width": job.size.width_mm,
        "height": job.size.height_mm,
        "tallest": job.size.most_mm,
        "margin": job.size.margin_mm,
        "pixel": scale * POINTS_PER_PIXEL,
        "least": LEAST_TYPE,
        "ink": job.ink,
        "soft": job.soft,
        "transparent": job.transparent,
        "fonts": [FONT_FAMILY_ARABIC if job.right_to_left else FONT_FAMILY],
        "widths": widths,
        "narrow": needs > ROOMY * letters,
    }


def outlines(content: bytes) -> list[etree._Element]:
    """Return the pages of a PDF as SVG of their size, every letter drawn as a path.

    Typst writes the letters of a PDF as paths, already chosen and placed (joined ones too).
    """
    with pikepdf.open(io.BytesIO(content)) as document:
        sizes = [[float(side) for side in list(page.mediabox)[2:]] for page in document.pages]
    pages = "".join(
        f"#page(width: {width:.8g}pt, height: {height:.8g}pt, margin: 0pt, fill: none)"
        f'[#image("figure.pdf", page: {number}, width: 100%)]\n'
        for number, (width, height) in enumerate(sizes, start=1)
    )
    with compiler(pages.encode(), {"figure.pdf": content}) as page:
        made: Any = page.compile(format="svg")
    written = made if isinstance(made, list) else [made]
    found = []
    parser = etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True)
    for (width, height), svg in zip(sizes, written, strict=True):
        inside = _INSIDE.search(svg.decode())
        if inside is None:
            raise ValueError("The letters could not be turned into shapes.")
        root = etree.fromstring(base64.b64decode(inside.group(1)), parser)
        root.set("viewBox", f"0 0 {width:.8g} {height:.8g}")
        root.set("width", f"{width / 72 * 25.4:.8g}mm")
        root.set("height", f"{height / 72 * 25.4:.8g}mm")
        found.append(root)
    return found
