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
    from ifla_metrics.report import data_out

    reading = _reading(asked, t)
    made = data_out.write(
        asked.format,
        reading,
        t,
        hide_small=data_out.hides_small(asked.format, asked.public),
        reporting_org=data_out.organisation(asked.reporting_org, asked.organisation),
    )
    if asked.out == TERMINAL:
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
    else:
        Path(asked.out).write_bytes(made)
        print(t("{file}: {n} bytes", file=asked.out, n=t.number(len(made))))
    return 0


def _reading(asked: Namespace, t: Translate) -> Reading:
    from ifla_metrics.report import data_out
    from ifla_metrics.store.read import read

    with opened() as connection:
        framework = framework_of(connection, asked)
        needs, previous = data_out.needs(asked.format, framework)
        return read(connection, choices_of(asked, framework, t), needs, previous)
