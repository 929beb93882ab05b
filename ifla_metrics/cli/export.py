"""`export`: a group's entries, or everybody's, as a workbook or as CSV."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ifla_metrics.cli.database import opened

if TYPE_CHECKING:
    from argparse import Namespace

    from ifla_metrics.i18n import Translate


def export(asked: Namespace, t: Translate) -> int:
    """Write the file.

    Raises:
        UnknownCode: There is no such group, strategy or sheet.
    """
    from ifla_metrics.cli.asked import framework_code
    from ifla_metrics.intake.exporting import csv_of, workbook_of

    group = asked.group or ""
    with opened() as connection:
        framework = framework_code(connection, asked)
        if asked.out.lower().endswith(".csv"):
            data = csv_of(connection, group, asked.sheet, t, framework=framework)
        else:
            data = workbook_of(connection, group, t, framework=framework)
    if asked.out == "-":
        sys.stdout.buffer.write(data)
    else:
        Path(asked.out).write_bytes(data)
        print(t("{file}: written.", file=asked.out))
    return 0
