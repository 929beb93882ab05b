"""PDF by Typst: a report (PDF/UA-1), and a figure's drawn pages or table. Runs in a worker."""

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
from typing import Any

import pikepdf
import typst
from lxml import etree

from ifla_metrics.exports.document import Document, Drawings
from ifla_metrics.exports.metadata import PRODUCER
from ifla_metrics.exports.sizes import MIN_FONT_SIZE, POINTS_PER_PIXEL, PictureJob
from ifla_metrics.settings import DATA, FONT_FAMILY, FONT_FAMILY_ARABIC, FONTS

REPORT, FIGURE = DATA / "reports" / "report.typ", DATA / "reports" / "figure.typ"
PREVIEW_DPI = 80.0
_VOWEL_SIGNS = re.compile("[\u064b-\u065f\u0670]")
"""Typst finds no letter for them in a drawing and refuses PDF/UA; Arabic is read without them."""
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
    """Return the document as PDF; its figures are SVG.

    Raises:
        typst.TypstError: It breaks PDF/UA-1 or cannot be set.
    """
    day = datetime.fromisoformat(document.known_on).replace(tzinfo=UTC)
    with _report_compiler(document, drawings) as report:
        made: Any = report.compile(
            format="pdf", pdf_standards=["ua-1"], timestamp=int(day.timestamp())
        )
    return bytes(made)


def pages(document: Document, drawings: Drawings) -> list[bytes]:
    """Return each page of the PDF as PNG."""
    with _report_compiler(document, drawings) as report:
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


# A figure


def figure_pdf(job: PictureJob, pictures: Sequence[etree._Element]) -> bytes:
    """Return drawn pages as PDF, or without any one page with the figure's table.

    Rows that do not fit the height of the page are left out, with a note that says so.
    """
    document = {
        "title": job.title,
        "maker": PRODUCER,
        "alt": job.description,
        "keywords": [job.id, job.source, *map(": ".join, job.facts.items())],
        "language": job.language,
        "rtl": job.right_to_left,
        "pictures": [
            {"file": f"{number}.svg", **{side: svg.get(side) for side in ("width", "height")}}
            for number, svg in enumerate(pictures)
        ],
        "table": None if pictures else _table(job),
    }
    files = {f"{n}.svg": etree.tostring(svg) for n, svg in enumerate(pictures)}
    inputs = {"document": json.dumps(document)}
    with compiler(FIGURE.read_bytes(), files) as page:
        made: Any = page.compile(format="pdf", sys_inputs=inputs, timestamp=0)
    return bytes(made)


def _table(job: PictureJob) -> dict[str, Any]:
    """Return what the template takes for a table and the words around it."""
    content: dict[str, Any] = json.loads(job.table)
    scale = job.size.min_scale if job.size.height_mm else job.size.scale
    return content | {
        "subtitle": job.subtitle,
        "source": job.source,
        "width": job.size.width_mm,
        "height": job.size.height_mm,
        "tallest": job.size.height_limit_mm,
        "margin": job.size.margin_mm,
        "pixel": scale * POINTS_PER_PIXEL,
        "least": MIN_FONT_SIZE,
        "ink": job.ink,
        "soft": job.soft,
        "transparent": job.transparent,
        "fonts": [FONT_FAMILY_ARABIC if job.right_to_left else FONT_FAMILY],
    }


def text_to_paths(content: bytes) -> list[etree._Element]:
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
