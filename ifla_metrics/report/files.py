"""Names and kinds of the files that figures leave in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.report.rendering import Format

MEDIA_TYPES: dict[Format, str] = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


def file_name(figure: Figure, file_format: Format) -> str:
    """Return a name that every file system takes: the figure's id in plain letters and digits."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", figure.id).strip("-.")[:100]
    return f"{plain or 'figure'}.{file_format}"
