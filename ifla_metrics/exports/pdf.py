"""Write PDF with Typst: reports as PDF/UA-1, and figures. Runs in a worker process."""

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import typst
from lxml import etree

from ifla_metrics.exports.document import Document
from ifla_metrics.exports.sizes import MIN_FONT_SIZE, POINTS_PER_PIXEL, PictureJob
from ifla_metrics.settings import DATA, FONT_FAMILY, FONT_FAMILY_ARABIC, FONTS

TEMPLATES = DATA / "reports"
PREVIEW_DPI = 80.0
SVG_PARSER = etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True)
_EMBEDDED_SVG = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")


def write(document: Document) -> bytes:
    """Return the document as PDF. The drawings must be SVG.

    Raises:
        typst.TypstError: The report cannot be laid out, or breaks PDF/UA-1.
    """
    day = datetime.fromisoformat(document.known_on).replace(tzinfo=UTC)
    options = {"pdf_standards": ["ua-1"], "timestamp": int(day.timestamp())}
    return _compile("report.typ", _report(document), format="pdf", **options)[0]


def pages(document: Document) -> list[bytes]:
    """Return each page of the PDF as PNG."""
    return _compile("report.typ", _report(document), format="png", ppi=PREVIEW_DPI)


def _report(document: Document) -> dict[str, Any]:
    fonts = [FONT_FAMILY, FONT_FAMILY_ARABIC]
    return {**asdict(document), "figures": document.figure_ids, "fonts": fonts}


def figure_pdf(job: PictureJob, pictures: Sequence[etree._Element]) -> bytes:
    """Return a figure's drawings as pages of a PDF, or its table if there are no drawings.

    Rows that do not fit the height of the page are left out, and a note says so.
    """
    document = asdict(job) | {
        "pictures": [etree.tostring(svg) for svg in pictures],
        "spec": None,
        "t": None,
        "right_to_left": job.t.right_to_left,
        "max_height_mm": job.size.height_limit_mm,
        "pixels": [scale * POINTS_PER_PIXEL for scale in job.size.scales],
        "min_font_size": MIN_FONT_SIZE,
        "font": FONT_FAMILY_ARABIC if job.t.right_to_left else FONT_FAMILY,
    }
    return _compile("figure.typ", document, format="pdf", timestamp=0)[0]


def outlined_pages(job: PictureJob, pictures: Sequence[etree._Element]) -> list[etree._Element]:
    """Return the pages of a figure as SVG, with all text converted to paths.

    Typst converts the text of an embedded PDF to paths, ligatures and joined letters included.
    """
    content = {"pdf": list(figure_pdf(job, pictures)), "count": max(1, len(pictures))}
    roots = []
    for svg in _compile("outlines.typ", content, format="svg"):
        [embedded] = _EMBEDDED_SVG.findall(svg.decode())
        root = etree.fromstring(base64.b64decode(embedded), SVG_PARSER)
        for side in ("width", "height"):  # In points, without a unit.
            root.set(side, f"{float(root.get(side, '')) / 72 * 25.4:.8g}mm")
        roots.append(root)
    return roots


def _compile(template: str, content: dict[str, Any], **options: Any) -> list[bytes]:
    """Return the files that a template makes: one PDF, or one image per page.

    The template reads the content from `document.json`. SVG drawings in it become files.
    """
    files: dict[str, bytes] = {}

    def file_name(drawing: bytes) -> str:
        name = f"{len(files)}.svg"
        files[name] = drawing
        return name

    document = json.dumps(content, default=file_name).encode()
    main = (TEMPLATES / template).read_bytes()
    source: Any = {"main.typ": main, "document.json": document, **files}
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS]
    )
    made: Any = typst.Compiler(source, root=TEMPLATES, font_paths=fonts).compile(**options)
    return made if isinstance(made, list) else [made]
