"""`data`: every figure of a strategy as a workbook, CSV or data package; results as IATI."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ifla_metrics.cli.asked import choices_of, framework_of
from ifla_metrics.cli.database import opened

if TYPE_CHECKING:
    from argparse import Namespace

    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading

TERMINAL = "-"


def written(asked: Namespace, t: Translate) -> int:
    """Write what is known to a file in the format asked for."""
    from ifla_metrics.exports import open_data
    from ifla_metrics.exports.iati import Organisation

    reading = _reading(asked, t)
    made = open_data.write(
        asked.format,
        reading,
        t,
        hide_small=asked.format in open_data.PUBLISHED if asked.public is None else asked.public,
        organisation=Organisation(asked.reporting_org, asked.organisation),
    )
    if asked.out == TERMINAL:
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
    else:
        Path(asked.out).write_bytes(made)
        print(t("{file}: {n} bytes", file=asked.out, n=t.number(len(made))))
    return 0


def _reading(asked: Namespace, t: Translate) -> Reading:
    from ifla_metrics.exports import open_data
    from ifla_metrics.store.read import read

    with opened() as connection:
        framework = framework_of(connection, asked)
        needs, previous = open_data.needs(asked.format, framework)
        return read(connection, choices_of(asked, framework, t), needs, previous)
