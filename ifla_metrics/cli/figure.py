"""`figure list`, `figure data`, `figure render`: the figures of the screen, outside it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ifla_metrics.cli.asked import choices_of, framework_of, reading_of
from ifla_metrics.cli.database import opened
from ifla_metrics.cli.parser import FILES
from ifla_metrics.errors import UnknownCode
from ifla_metrics.figures import catalogue

if TYPE_CHECKING:
    from argparse import Namespace

    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading
    from ifla_metrics.report.rendering import Format

TERMINAL = "-"


def listed(asked: Namespace, t: Translate) -> int:
    """Print a line for each figure: its name, its page and, if asked, what it says."""
    with opened() as connection:
        framework = framework_of(connection, asked)
        kinds = catalogue.kinds(framework)
        choices = choices_of(asked, framework, t)
        reading = reading_of(connection, choices, kinds) if asked.titles else None
    names = max(len(kind.name) for kind in kinds)
    pages = max(len(kind.page) for kind in kinds)
    for kind in kinds:
        title = kind.build(reading, t).title if reading else ""
        print(f"{kind.name:<{names}}  {kind.page:<{pages}}  {title}".rstrip())
    return 0


def data(asked: Namespace, t: Translate) -> int:
    """Write the table of a figure to standard output, as JSON or CSV."""
    figure, reading = _figure(asked, t)
    _write(figure, reading, asked.format, TERMINAL, t)
    return 0


def rendered(asked: Namespace, t: Translate) -> int:
    """Write a figure to a file in the format asked for, else the one that the name ends in."""
    ending = asked.format or Path(asked.out).suffix.removeprefix(".").lower()
    file_format = next((known for known in FILES if known == ending), None)
    if file_format is None:
        raise UnknownCode("format", ending, FILES)
    figure, reading = _figure(asked, t)
    _write(figure, reading, file_format, asked.out, t)
    if asked.out != TERMINAL:
        print(t("{file}: {title}", file=asked.out, title=figure.title))
    return 0


def _figure(asked: Namespace, t: Translate) -> tuple[Figure, Reading]:
    with opened() as connection:
        framework = framework_of(connection, asked)
        kind = catalogue.find(asked.name, framework)
        reading = reading_of(connection, choices_of(asked, framework, t), [kind])
    return kind.build(reading, t), reading


def _write(figure: Figure, reading: Reading, file_format: Format, out: str, t: Translate) -> None:
    from ifla_metrics.report.rendering import render

    written = render(figure, file_format, t, reading=reading)
    if out == TERMINAL:
        sys.stdout.buffer.write(written)
        sys.stdout.buffer.flush()
    else:
        Path(out).write_bytes(written)
