"""`report`: the Board paper or the annual report as one file, from the figures of the screen."""

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ifla_metrics.cli.choices import ChoiceOptions, choices_of, framework_as_known, reading_of
from ifla_metrics.cli.connection import open_database
from ifla_metrics.cli.options import Out, commands, one_of, option, with_options, write_output
from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.text import clean_line

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.report.book.asked import Asked
    from ifla_metrics.report.book.facts import Facts
    from ifla_metrics.report.book.templates import Template

app = commands()


@dataclass(frozen=True)
class TemplateOptions:
    """Which report is made, and what its parts are."""

    template: Annotated[
        str,
        option(
            "NAME",
            n_("board-paper, annual-report, one that is kept for everybody, or a .toml file"),
        ),
    ] = "board-paper"
    by: Annotated[str, one_of(n_("what the parts are"), ("initiative", "direction"))] = ""


@app.command(epilog="report --template board-paper --known-on 2012-12 --out board-paper.pdf")
@with_options
def report(
    context: typer.Context,
    out: Out,
    template: TemplateOptions,
    choices: ChoiceOptions,
    file_format: Annotated[
        str,
        one_of(
            n_("without it, what the file's name ends in"),
            ("pdf", "docx", "pptx", "html"),
            "--format",
        ),
    ] = "",
) -> None:
    """Write the Board paper or the annual report to a file."""
    from ifla_metrics.report.book import contents, press

    t = context.obj
    ending = file_format or Path(out).suffix.removeprefix(".").lower()
    book_format = next((known for known in press.FORMATS if known == ending), None)
    if book_format is None:
        raise UnknownCode("format", ending, press.FORMATS)
    found = find_template(template)
    figures, facts = read_figures(found, choices, t)
    book = contents.build(found, figures, facts, t)
    for lost in book.undrawable:
        message = t(
            "{where}: no shipped font can draw {letters}.", where=lost.where, letters=lost.letters
        )
        print(message, file=sys.stderr)
    content = press.write(book, book_format, figures, t)
    write_output(out, content, t("{file}: {title}", file=out, title=book.title))


def find_template(options: TemplateOptions) -> "Template":
    """Return a template: shipped, kept for everybody, or a file; raises UnknownCode."""
    from ifla_metrics.report.book import templates

    name = options.template
    if name in templates.TITLES:
        found = templates.shipped(name)
    elif name.endswith(".toml"):
        found = templates.file(Path(name))
    else:
        found = _kept(clean_line(name))
    by: Any = options.by
    return found.by(by) if by else found


def _kept(name: str) -> "Template":
    from ifla_metrics.report.book import templates
    from ifla_metrics.store import report_templates

    with open_database() as connection:
        kept = report_templates.template_names(connection)
        if name not in kept:
            raise UnknownCode("template", name, [*templates.TITLES, *kept])
        return templates.read(report_templates.template_text(connection, name))


def read_figures(
    template: "Template", options: ChoiceOptions, t: "Translate"
) -> "tuple[dict[Asked, Figure], Facts]":
    """Return the figures of a template and the facts beside them, all from one state of the log."""
    from ifla_metrics.figures import registry
    from ifla_metrics.report.book import asked as wanted
    from ifla_metrics.report.book.facts import facts_of

    with open_database() as connection:
        framework = framework_as_known(connection, options.framework, options.known_on)
        choices = choices_of(options, framework, t)
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
