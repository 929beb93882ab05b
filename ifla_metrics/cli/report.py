"""`report`: the Board paper or the annual report as one file, from the figures of the screen."""

import sys
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ifla_metrics.cli.choices import ChoiceOptions, choices_of, framework_as_known, reading_of
from ifla_metrics.cli.connection import open_database
from ifla_metrics.cli.options import (
    Out,
    commands,
    format_of,
    one_of,
    option,
    with_options,
    write_output,
)
from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.text import clean_line

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.exports.report_content import Make
    from ifla_metrics.exports.templates import Template
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading

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
    from ifla_metrics.exports import report, report_content
    from ifla_metrics.exports.document import FORMATS

    t = context.obj
    wanted = format_of(out, file_format, FORMATS)
    found = find_template(template)
    with open_database() as connection:
        make, _choices = make_from(connection, choices, t)
        document, figures = report_content.build(found, make, t)
    for lost in document.undrawable:
        words = t("No shipped font can draw {letters}:", letters=lost.letters)
        print(f"{words} {lost.text}", file=sys.stderr)
    content = report.write(document, wanted, figures, t)
    write_output(out, content, t("{file}: {title}", file=out, title=document.title))


def find_template(options: TemplateOptions) -> "Template":
    """Return a template: shipped, kept for everybody, or a file; raises UnknownCode."""
    from ifla_metrics.exports import templates

    name = options.template
    if name in templates.TITLES:
        found = templates.shipped(name)
    elif name.endswith(".toml"):
        found = templates.read_file(Path(name))
    else:
        found = _kept(clean_line(name))
    by: Any = options.by
    return found.by(by) if by else found


def _kept(name: str) -> "Template":
    from ifla_metrics.exports import templates
    from ifla_metrics.store import report_templates

    with open_database() as connection:
        kept = report_templates.template_names(connection)
        if name not in kept:
            raise UnknownCode("template", name, [*templates.TITLES, *kept])
        return templates.read(report_templates.template_text(connection, name))


def make_from(connection: Any, options: ChoiceOptions, t: "Translate") -> "tuple[Make, Choices]":
    """Return what builds the figures of a report, and the choices that they are made with."""
    from ifla_metrics.figures import registry

    framework = framework_as_known(connection, options.framework, options.known_on)
    choices = choices_of(options, framework, t)
    specs = registry.specs_for(framework)

    @cache
    def read(direction: str) -> "Reading":
        chosen = replace(choices, direction=direction or choices.direction)
        return reading_of(connection, chosen, specs)

    def make(name: str, direction: str) -> "tuple[Figure, Reading]":
        reading = read(direction)
        return registry.build(name, reading, t), reading

    return make, choices
