"""`figure list`, `data`, `render`, `reopen`: the figures of the screen, outside it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ifla_metrics.cli.asked import choices_of, framework_of, reading_of
from ifla_metrics.cli.database import opened
from ifla_metrics.cli.figure_parser import FILES
from ifla_metrics.errors import IflaMetricsError, UnknownCode, n_
from ifla_metrics.figures import registry

if TYPE_CHECKING:
    from argparse import Namespace

    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading
    from ifla_metrics.report.rendering import Format

TERMINAL = "-"
LINES = "jsonl"
ALL_AS_LINES = n_("All figures together are written as {format} only.")


def figure(name: str) -> Callable[[Namespace, Translate], int]:
    """Return the function of one of the commands."""
    return {"list": listed, "data": data, "render": rendered, "reopen": reopened}[name]


def listed(asked: Namespace, t: Translate) -> int:
    """Print a line for each figure: its name, its page and, if asked, what it says."""
    with opened() as connection:
        framework = framework_of(connection, asked)
        kinds = registry.kinds(framework)
        choices = choices_of(asked, framework, t)
        reading = reading_of(connection, choices, kinds) if asked.titles else None
    names = max(len(kind.name) for kind in kinds)
    pages = max(len(kind.page) for kind in kinds)
    for kind in kinds:
        title = kind.build(reading, t).title if reading else ""
        print(f"{kind.name:<{names}}  {kind.page:<{pages}}  {title}".rstrip())
    return 0


def data(asked: Namespace, t: Translate) -> int:
    """Write the table of one figure, or of all in the order of `figure list`, to standard output.

    Raises:
        IflaMetricsError: All figures are asked for in a format that holds one.
    """
    from ifla_metrics.exports.data_files import as_json

    if asked.all:
        if asked.format not in (None, LINES):
            raise IflaMetricsError(ALL_AS_LINES, format=LINES)
        with opened() as connection:
            framework = framework_of(connection, asked)
            kinds = registry.kinds(framework)
            reading = reading_of(connection, choices_of(asked, framework, t), kinds)
        for kind in kinds:
            _out(as_json(kind.build(reading, t), t, reading=reading, indent=None))
        return 0
    figure, reading = _figure(asked, t)
    if asked.format == LINES:
        _out(as_json(figure, t, reading=reading, indent=None))
    else:
        _write(figure, reading, asked.format or "json", TERMINAL, t)
    return 0


def rendered(asked: Namespace, t: Translate) -> int:
    """Write a figure to a file in the format asked for, else the one that the name ends in."""
    file_format = _format(asked)
    figure, reading = _figure(asked, t)
    return _give(figure, reading, file_format, asked, t)


def reopened(asked: Namespace, t: Translate) -> int:
    """Write the figure of an id again: the same choices, the same log, the language of the id.

    Raises:
        WrongIdentity: It is not the id of a figure.
        UnknownCode: The figure, or one of its choices, does not exist.
    """
    from ifla_metrics.i18n import FIGURE_LANGUAGES, translate

    name, choices = registry.reopened(asked.id)
    if choices.language not in FIGURE_LANGUAGES:
        raise UnknownCode("language", choices.language, FIGURE_LANGUAGES)
    if asked.out == TERMINAL and not asked.format:
        asked.format = "json"
    asked.out = asked.out or f"{asked.id.replace(registry.MARK, '-')}.{asked.format or 'pdf'}"
    file_format = _format(asked)
    words = translate(choices.language)
    with opened() as connection:
        asked.framework = choices.framework
        framework = framework_of(connection, asked)
        framework.period(choices.period)
        known = [node.code for node in framework.directions]
        if choices.direction and choices.direction not in known:
            raise UnknownCode("direction", choices.direction, known)
        kind = registry.find(name, framework)
        reading = reading_of(connection, choices, [kind])
    return _give(kind.build(reading, words), reading, file_format, asked, words)


def _format(asked: Namespace) -> Format:
    ending = asked.format or Path(asked.out).suffix.removeprefix(".").lower()
    file_format = next((known for known in FILES if known == ending), None)
    if file_format is None:
        raise UnknownCode("format", ending, FILES)
    return file_format


def _give(
    figure: Figure, reading: Reading, file_format: Format, asked: Namespace, t: Translate
) -> int:
    _write(figure, reading, file_format, asked.out, t, asked=asked)
    if asked.out != TERMINAL:
        print(t("{file}: {title}", file=asked.out, title=figure.title))
    return 0


def _figure(asked: Namespace, t: Translate) -> tuple[Figure, Reading]:
    with opened() as connection:
        framework = framework_of(connection, asked)
        kind = registry.find(asked.name, framework)
        reading = reading_of(connection, choices_of(asked, framework, t), [kind])
    return kind.build(reading, t), reading


def _write(
    figure: Figure,
    reading: Reading,
    file_format: Format,
    out: str,
    t: Translate,
    *,
    asked: Namespace | None = None,
) -> None:
    from ifla_metrics.report.rendering import render
    from ifla_metrics.report.sizes import size_of

    made: dict[str, Any] = (
        {}
        if asked is None
        else {
            "size": size_of(asked.size or ""),
            "dpi": asked.dpi,
            "palette": asked.palette,
            "transparent": asked.transparent,
            "outlined": asked.outlined,
        }
    )
    written = render(figure, file_format, t, reading=reading, **made)
    if out == TERMINAL:
        _out(written)
    else:
        Path(out).write_bytes(written)


def _out(written: bytes) -> None:
    sys.stdout.buffer.write(written)
    sys.stdout.buffer.flush()
