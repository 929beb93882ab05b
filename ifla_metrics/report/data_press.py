"""Data made apart: everything of a reading as one file, in a process with a time limit."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import TYPE_CHECKING

from ifla_metrics.report import apart

if TYPE_CHECKING:
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading
    from ifla_metrics.report.data_out import Format
    from ifla_metrics.report.iati.organisation import Organisation

LIMIT = 120.0
"""Seconds of the processor that a file may take; a usual one takes four."""


def write(
    file_format: Format,
    reading: Reading,
    t: Translate,
    *,
    hide_small: bool,
    reporting_org: Organisation,
    limit: float = LIMIT,
) -> bytes:
    """Return what `data_out.write` does.

    Raises:
        NotDrawn: It could not be made, or took too long.
        NotAllowed: A choice that the public does not have.
    """
    if hide_small:
        reading.choices.require_public()
    order = {
        "file_format": file_format,
        "reading": replace(reading, hide_small=hide_small),
        "language": t.language,
        "hide_small": hide_small,
        "reporting_org": reporting_org,
    }
    with apart.process("data") as process:
        return apart.answer(process, pickle.dumps(order, protocol=5), limit)
