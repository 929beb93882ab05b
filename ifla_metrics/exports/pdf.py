"""Write PDF with Typst: reports as PDF/UA-1, and figures. Runs in a worker process."""

import base64
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf
import typst
from lxml import etree

from ifla_metrics.exports.document import Document
from ifla_metrics.exports.sizes import MIN_FONT_SIZE, POINTS_PER_PIXEL, PictureJob
from ifla_metrics.settings import DATA, FONT_FAMILY, FONT_FAMILY_ARABIC, FONTS

TEMPLATES = DATA / "reports"
PRODUCER = "IFLA Metrics"
PREVIEW_DPI = 80.0
SVG_PARSER = etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True)
_VOWEL_SIGNS = re.compile("[\u064b-\u065f\u0670]")
"""Arabic vowel signs. Typst finds no glyph for them in an SVG and refuses to write PDF/UA."""
_EMBEDDED_SVG = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")


def _compiler(
    template: bytes, files: Mapping[str, bytes] | None = None, folder: Path = TEMPLATES
) -> typst.Compiler:
    """Return a compiler of a template that can read these text files, a folder and our fonts."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS]
    )
    source: Any = {"main.typ": template, **(files or {})}
    return typst.Compiler(source, root=folder, font_paths=fonts)


def write(document: Document) -> bytes:
    """Return the document as PDF. The drawings must be SVG.

    Raises:
        typst.TypstError: The report cannot be laid out, or breaks PDF/UA-1.
    """
    day = datetime.fromisoformat(document.known_on).replace(tzinfo=UTC)
    content: Any = _report_compiler(document).compile(
        format="pdf", pdf_standards=["ua-1"], timestamp=int(day.timestamp())
    )
    return bytes(content)


def pages(document: Document) -> list[bytes]:
    """Return each page of the PDF as PNG."""
    images = _report_compiler(document).compile(format="png", ppi=PREVIEW_DPI)
    return images if isinstance(images, list) else [images] if images else []


def _report_compiler(document: Document) -> typst.Compiler:
    """Return a compiler of the report. Its drawings become files."""
    files: dict[str, bytes] = {}

    def file_name(content: bytes) -> str:
        name = f"{len(files)}.svg"
        files[name] = _VOWEL_SIGNS.sub("", content.decode()).encode()
        return name

    fonts = [FONT_FAMILY, FONT_FAMILY_ARABIC]
    data = {**asdict(document), "figures": document.figure_ids, "fonts": fonts}
    content = json.dumps(data, default=file_name).encode()
    template = (TEMPLATES / "report.typ").read_bytes()
    return _compiler(template, {**files, "document.json": content})


def figure_pdf(job: PictureJob, pictures: Sequence[etree._Element]) -> bytes:
    """Return a figure's drawings as pages of a PDF, or its table if there are no drawings.

    Rows that do not fit the height of the page are left out, and a note says so.
    """
    files = {f"{number}.svg": etree.tostring(svg) for number, svg in enumerate(pictures)}
    document = asdict(job) | {
        "author": PRODUCER,
        "pictures": [*files],
        "spec": None,
        "t": None,
        "language": job.t.language,
        "right_to_left": job.t.right_to_left,
        "max_height_mm": job.size.height_limit_mm,
        "pixel": job.size.scales[-1 if job.size.height_mm else 0] * POINTS_PER_PIXEL,
        "min_font_size": MIN_FONT_SIZE,
        "font": FONT_FAMILY_ARABIC if job.t.right_to_left else FONT_FAMILY,
    }
    inputs = {"document": json.dumps(document)}
    compiler = _compiler((TEMPLATES / "figure.typ").read_bytes(), files)
    content: Any = compiler.compile(format="pdf", sys_inputs=inputs, timestamp=0)
    return bytes(content)


def text_to_paths(content: bytes) -> list[etree._Element]:
    """Return each page of a PDF as an SVG of its size, with all text converted to paths.

    Typst converts the text of an embedded PDF to paths, ligatures and joined letters included.
    """
    with pikepdf.open(io.BytesIO(content)) as file:
        sizes = [[float(side) for side in list(page.mediabox)[2:]] for page in file.pages]
    template = "".join(
        f"#page(width: {width:.8g}pt, height: {height:.8g}pt, margin: 0pt, fill: none)"
        f'[#image("figure.pdf", page: {number}, width: 100%)]\n'
        for number, (width, height) in enumerate(sizes, start=1)
    )
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "figure.pdf").write_bytes(content)
        compiled: Any = _compiler(template.encode(), folder=folder).compile(format="svg")
    svgs = compiled if isinstance(compiled, list) else [compiled]
    pages = []
    for (width, height), svg in zip(sizes, svgs, strict=True):
        [embedded] = _EMBEDDED_SVG.findall(svg.decode())
        root = etree.fromstring(base64.b64decode(embedded), SVG_PARSER)
        root.set("viewBox", f"0 0 {width:.8g} {height:.8g}")
        root.set("width", f"{width / 72 * 25.4:.8g}mm")
        root.set("height", f"{height / 72 * 25.4:.8g}mm")
        pages.append(root)
    return pages
