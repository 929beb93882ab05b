"""`report`: the Board paper or the annual report as one file, from the figures of the screen."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ifla_metrics.cli.asked import choices_of, framework_of, reading_of
from ifla_metrics.cli.database import opened
from ifla_metrics.errors import UnknownCode
from ifla_metrics.text import clean_line

if TYPE_CHECKING:
    from argparse import Namespace

    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.report.book.asked import Asked
    from ifla_metrics.report.book.facts import Facts
    from ifla_metrics.report.book.templates import Template

TERMINAL = "-"


def written(asked: Namespace, t: Translate) -> int:
    """Write a report to a file; name on standard error what no shipped font can draw."""
    from ifla_metrics.report.book import contents, press

    ending = asked.format or Path(asked.out).suffix.removeprefix(".").lower()
    file_format = next((known for known in press.FORMATS if known == ending), None)
    if file_format is None:
        raise UnknownCode("format", ending, press.FORMATS)
    template = template_of(asked)
    figures, facts = read(template, asked, t)
    book = contents.build(template, figures, facts, t)
    for lost in book.undrawable:
        print(
            t(
                "{where}: no shipped font can draw {letters}.",
                where=lost.where,
                letters=lost.letters,
            ),
            file=sys.stderr,
        )
    made = press.write(book, file_format, figures, t)
    if asked.out == TERMINAL:
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
    else:
        Path(asked.out).write_bytes(made)
        print(t("{file}: {title}", file=asked.out, title=book.title))
    return 0


def template_of(asked: Namespace) -> Template:
    """Return the template that a command asks for: shipped, kept for everybody, or a file."""
    from ifla_metrics.report.book import templates

    name: str = asked.template
    if name in templates.TITLES:
        found = templates.shipped(name)
    elif name.endswith(".toml"):
        found = templates.file(Path(name))
    else:
        found = _kept(name)
    return found.by(asked.by) if asked.by else found


def _kept(name: str) -> Template:
    from ifla_metrics.report.book import templates
    from ifla_metrics.store import report_templates

    with opened() as connection:
        kept = report_templates.template_names(connection)
        if clean_line(name) not in kept:
            raise UnknownCode("template", name, [*templates.TITLES, *kept])
        return templates.read(report_templates.template_text(connection, clean_line(name)))


def read(template: Template, asked: Namespace, t: Translate) -> tuple[dict[Asked, Figure], Facts]:
    """Return the figures of a template and the facts beside them, all from one state of the log."""
    from ifla_metrics.figures import registry
    from ifla_metrics.report.book import asked as wanted
    from ifla_metrics.report.book.facts import facts_of

    with opened() as connection:
        framework = framework_of(connection, asked)
        choices = choices_of(asked, framework, t)
        names = wanted.asked(template, framework, choices)
        readings = {
            direction: reading_of(
                connection,
                replace(choices, direction=direction or choices.direction),
                wanted.kinds(tuple(n for n in names if n.direction == direction), framework),
            )
            for direction in sorted({name.direction for name in names})
        }
    figures = {name: registry.build(name.name, readings[name.direction], t) for name in names}
    return figures, facts_of(readings[""], t)
