"""Letters as shapes, for presses that refuse fonts. Runs in the drawing process only."""

from __future__ import annotations

import base64
import re
import tempfile
from pathlib import Path

import typst
import vl_convert

_INSIDE = re.compile(rb"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")


def outlined(svg: str, *, width: float, height: float) -> str:
    """Return an SVG with every letter drawn as a path.

    The picture goes through PDF, where the letters are already chosen and placed (joined letters
    of Arabic too), and Typst writes a PDF's letters as paths.

    Args:
        svg: The picture, its lengths in points.
        width: Points.
        height: Points.

    Raises:
        ValueError: The picture came back without its drawing.
    """
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "figure.pdf").write_bytes(vl_convert.svg_to_pdf(svg))
        Path(folder, "page.typ").write_text(
            f"#set page(width: {width:.8g}pt, height: {height:.8g}pt, margin: 0pt, fill: none)\n"
            f'#image("figure.pdf", width: {width:.8g}pt, height: {height:.8g}pt)',
            encoding="utf-8",
        )
        written = typst.compile(Path(folder, "page.typ"), root=Path(folder), format="svg")
    found = _INSIDE.search(written if isinstance(written, bytes) else written[0])
    if found is None:
        raise ValueError("The letters could not be turned into shapes.")
    return base64.b64decode(found.group(1)).decode()
