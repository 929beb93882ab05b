"""Typst, and a figure as tagged PDF set by it: drawn pages, or its table. Runs in a worker."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pikepdf
import typst
from lxml import etree

from ifla_metrics.exports.document import column_widths
from ifla_metrics.exports.metadata import MAKER
from ifla_metrics.exports.sizes import LEAST_TYPE, POINTS_PER_PIXEL
from ifla_metrics.settings import DATA, FONT_FAMILY, FONT_FAMILY_ARABIC, FONTS

if TYPE_CHECKING:
    from ifla_metrics.exports.chart_files import PictureJob

TEMPLATE = DATA / "reports" / "figure.typ"
LETTER_PX = 6.0
"""Width of a letter of a cell, on average and a little over."""
ROOMY = 0.8
"""Part of a line that the longest words may take: else the type gets smaller, or rows records."""
_INSIDE = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")


def pdf(job: PictureJob, pictures: Sequence[etree._Element], with_table: bool = False) -> bytes:
    """Return drawn pages as PDF, or one page with the figure's table and a picture over it.

    On a page of fixed height (or after `size.tallest_mm`) rows that have no room are counted in
    words. A place too narrow for the columns has its rows as records, a name and the rest under it.

    Args:
        job: The figure.
        pictures: Its parts, or the picture of the width between the margins that stands over the
            table.
        with_table: Set the table.
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
    with compiler(TEMPLATE.read_bytes(), files) as page:
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
