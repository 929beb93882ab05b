"""Typeset a table as a figure on one page, by Typst. `typeset` runs in a worker process."""

from __future__ import annotations

import base64
import io
import json
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import typst
from lxml import etree

from ifla_metrics.exports.document import NUMERIC, column_widths
from ifla_metrics.exports.mirror import with_sentence_ends
from ifla_metrics.exports.sizes import LEAST_TYPE, MM_PER_PIXEL, POINTS_PER_PIXEL
from ifla_metrics.settings import DATA, FONT_FAMILY, FONT_FAMILY_ARABIC, FONTS
from ifla_metrics.text import one_line

if TYPE_CHECKING:
    from ifla_metrics.exports.chart_svg import PictureJob
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate

TEMPLATE = DATA / "reports" / "table.typ"
MOST_ROWS, MOST_COLUMNS = 40, 9
LETTER_PX = 6.0
"""Width of a letter of a cell, on average and a little over."""
LANDSCAPE_MM = 257.0
"""Width of a table of many columns that nobody named a size for."""
_LONG_WORD = re.compile(r"\S{24}(?=\S)")
_INSIDE = re.compile(rb"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")


def left_out(rows: int, columns: int, t: Translate) -> str:
    """Return words about rows and columns that are not printed; "" when none is."""
    words = []
    if columns:
        words.append(
            t.plural(
                "{n} further column is in the data file.",
                "{n} further columns are in the data file.",
                columns,
            )
        )
    if rows > 0:
        words.append(
            t.plural(
                "{n} further row is in the data file.",
                "{n} further rows are in the data file.",
                rows,
            )
        )
    return " ".join(words)


def table_content(figure: Figure, t: Translate) -> dict[str, Any]:
    """Return the first rows of a figure's table, and its first columns that hold a word.

    As the template takes it, in the reader's language. `more` holds words about what is left out,
    by the number of rows that are set.
    """
    marked = with_sentence_ends if t.right_to_left else str
    rows = [
        [_LONG_WORD.sub("\\g<0>\u200b", marked(one_line(cell))) for cell in row]
        for row in figure.table.shown(t)
    ]
    shown = rows[:MOST_ROWS]
    filled = [i for i in range(len(figure.table.columns)) if any(row[i] for row in shown)]
    kept = filled[:MOST_COLUMNS]
    columns = [figure.table.columns[i] for i in kept]
    return {
        "titles": [one_line(column.title) for column in columns],
        "numeric": [column.kind in NUMERIC for column in columns],
        "rows": [[row[i] for i in kept] for row in shown],
        "more": [
            left_out(len(rows) - number, len(filled) - len(kept), t)
            for number in range(len(shown) + 1)
        ],
        "pair": t("{subject}: {told}", subject="{subject}", told="{told}"),
        "empty": one_line(figure.empty) or t("There is nothing to show."),
    }


def typeset(job: PictureJob, picture: bytes | None = None) -> tuple[bytes, float]:
    """Return a page with the table of a figure as PDF, and its width in millimetres.

    On a page of fixed height (or after `size.tallest_mm`) rows that have no room are counted in
    words. A place too narrow for the columns has its rows as records, a name and the rest under it.

    Args:
        job: The figure.
        picture: A PDF of the width between the margins that stands over the table.
    """
    content = json.loads(job.table)
    titles, rows, width = content["titles"], content["rows"], job.size.width_mm
    letters = (width - 2 * job.margin_mm) / MM_PER_PIXEL / job.size.scale / LETTER_PX
    needs, widths = column_widths(titles, rows, letters)
    if not job.size.name and needs > 0.8 * letters:
        width = LANDSCAPE_MM
        letters *= width / job.size.width_mm
        needs, widths = column_widths(titles, rows, letters)
    metadata = job.metadata
    document = content | {
        "framed": job.framed,
        "title": metadata.title,
        "subtitle": metadata.subtitle,
        "source": metadata.source,
        "language": metadata.language,
        "rtl": job.right_to_left,
        "width": width,
        "height": job.size.height_mm if job.framed else None,
        "tallest": job.size.most_mm,
        "margin": job.margin_mm,
        "pixel": job.size.scale * POINTS_PER_PIXEL,
        "least": LEAST_TYPE,
        "ink": job.ink,
        "soft": job.soft,
        "transparent": job.transparent,
        "fonts": [FONT_FAMILY_ARABIC if job.right_to_left else FONT_FAMILY],
        "picture": picture is not None,
        "widths": widths,
        "narrow": needs > letters,
    }
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "page.typ").write_bytes(TEMPLATE.read_bytes())
        if picture is not None:
            (root / "picture.pdf").write_bytes(picture)
        pdf = typst.compile(
            root / "page.typ",
            root=root,
            sys_inputs={"document": json.dumps(document)},
            font_paths=[FONTS],
            ignore_system_fonts=True,
        )
    return bytes(pdf), width


def shapes(pdf: bytes) -> etree._Element:
    """Return a page of a PDF as SVG in points, every letter drawn as a path.

    Typst writes the letters of a PDF as paths, already chosen and placed (joined ones too).
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        width, height = (float(n) for n in list(document.pages[0].mediabox)[2:])
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "figure.pdf").write_bytes(pdf)
        Path(folder, "page.typ").write_text(
            f"#set page(width: {width:.8g}pt, height: {height:.8g}pt, margin: 0pt, fill: none)\n"
            f'#image("figure.pdf", width: {width:.8g}pt, height: {height:.8g}pt)',
            encoding="utf-8",
        )
        written = typst.compile(Path(folder, "page.typ"), root=Path(folder), format="svg")
    found = _INSIDE.search(written if isinstance(written, bytes) else written[0])
    if found is None:
        raise ValueError("The letters could not be turned into shapes.")
    parser = etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(base64.b64decode(found.group(1)), parser)
    root.set("viewBox", f"0 0 {width:.8g} {height:.8g}")
    return root
