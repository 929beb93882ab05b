"""`figure`: list the figures of the screen, or write one as data or as a file."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ifla_metrics.cli.choices import (
    ChoiceOptions,
    choices_of,
    framework_as_known,
    reading_of,
    require_direction,
)
from ifla_metrics.cli.connection import open_database
from ifla_metrics.cli.options import (
    TERMINAL,
    Json,
    Out,
    argument,
    commands,
    exactly_one,
    flag,
    format_of,
    one_of,
    option,
    print_rows,
    with_options,
    write_output,
)
from ifla_metrics.errors import IflaMetricsError, UnknownCode, n_
from ifla_metrics.exports.sizes import PALETTES, RESOLUTIONS, SIZES
from ifla_metrics.i18n import FIGURE_LANGUAGES, translate

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading

app = commands("figure", n_("List figures, or write one as data or as a file."))

LINES = "jsonl"
DATA = ("json", "csv", LINES)
FILES = ("png", "svg", "pdf", "csv", "json")

FigureFormat = Annotated[
    str, one_of(n_("without it, what the file's name ends in"), FILES, "--format")
]


@dataclass(frozen=True)
class PaperOptions:
    """How a picture is made for paper."""

    size: Annotated[str, one_of(n_("the width; without it, 170 mm"), tuple(SIZES))] = ""
    dpi: Annotated[int, one_of(n_("dots per inch of a PNG"), RESOLUTIONS)] = RESOLUTIONS[0]
    palette: Annotated[str, one_of(n_("the colours"), PALETTES)] = "colour"
    transparent: Annotated[bool, flag("--transparent", n_("no white background"))] = False
    outlined: Annotated[
        bool, flag("--outlined", n_("convert text to outlines, in SVG and PDF"))
    ] = False


@app.command("list", epilog="figure list --titles --period 2012")
@with_options
def list_figures(
    context: typer.Context,
    options: ChoiceOptions,
    titles: Annotated[
        bool, flag("--titles", n_("also what each figure shows; takes some seconds"))
    ] = False,
    json: Json = False,
) -> None:
    """List the figures of a strategy with their pages."""
    from ifla_metrics.figures import registry

    t = context.obj
    with open_database() as connection:
        framework = framework_as_known(connection, options.framework, options.known_on)
        specs = registry.specs_for(framework)
        choices = choices_of(options, framework, t)
        reading = reading_of(connection, choices, specs) if titles else None
    rows = [
        {
            "figure": spec.name,
            "page": spec.page,
            **({"title": spec.build(reading, t).title} if reading else {}),
        }
        for spec in specs
    ]
    print_rows(rows, as_json=json)


@app.command(epilog="figure data coverage-map --format csv --known-on 2012-12")
@with_options
def data(
    context: typer.Context,
    options: ChoiceOptions,
    name: Annotated[str, argument("NAME", n_("a name that 'figure list' prints"))] = "",
    every: Annotated[
        bool, flag("--all", n_("every figure of the strategy, one JSON object per line (jsonl)"))
    ] = False,
    data_format: Annotated[
        str, one_of(n_("without it json, with --all jsonl"), DATA, "--format")
    ] = "",
) -> None:
    """Write the table of a figure, or of all, to the terminal."""
    from ifla_metrics.exports.data_files import as_json
    from ifla_metrics.figures import registry

    t = context.obj
    exactly_one({t("NAME"): name, "--all": every})
    if every and data_format not in ("", LINES):
        raise IflaMetricsError(
            n_("All figures together are written as {format} only."), format=LINES
        )
    with open_database() as connection:
        framework = framework_as_known(connection, options.framework, options.known_on)
        specs = registry.specs_for(framework) if every else [registry.find_spec(name, framework)]
        reading = reading_of(connection, choices_of(options, framework, t), specs)
    for spec in specs:
        figure = spec.build(reading, t)
        if every or data_format == LINES:
            write_output(TERMINAL, as_json(figure, t, reading=reading, indent=None), "")
        else:
            _write(
                figure,
                reading,
                file_format=data_format or "json",
                out=TERMINAL,
                paper=PaperOptions(),
                t=t,
            )


@app.command(
    epilog="figure render coverage-map --format png --out map.png --language fr",
)
@with_options
def render(
    context: typer.Context,
    *,
    name: Annotated[str, argument("NAME", n_("a name that 'figure list' prints"))],
    out: Out,
    options: ChoiceOptions,
    paper: PaperOptions,
    file_format: FigureFormat = "",
) -> None:
    """Write a figure to a file."""
    from ifla_metrics.figures import registry

    t = context.obj
    file_format = format_of(out, file_format, FILES)
    with open_database() as connection:
        framework = framework_as_known(connection, options.framework, options.known_on)
        spec = registry.find_spec(name, framework)
        reading = reading_of(connection, choices_of(options, framework, t), [spec])
    _write(spec.build(reading, t), reading, file_format=file_format, out=out, paper=paper, t=t)


@app.command(epilog="figure reopen C-01~2010-2015~2011-2012~2012-12~all~full~all~en --out map.pdf")
@with_options
def reopen(
    context: typer.Context,
    figure_id: Annotated[str, argument("ID", n_("the id that is printed under the figure"))],
    paper: PaperOptions,
    out: Annotated[
        str,
        option(
            "FILE", n_("the file to write; '-' is the terminal; without it, named after the id")
        ),
    ] = "",
    file_format: FigureFormat = "",
) -> None:
    """Write the figure of an id again: the same choices, log and language."""
    from ifla_metrics.figures import registry

    name, choices = registry.parse_figure_id(figure_id)
    if choices.language not in FIGURE_LANGUAGES:
        raise UnknownCode("language", choices.language, FIGURE_LANGUAGES)
    if out == TERMINAL:
        file_format = file_format or "json"
    out = out or f"{figure_id.replace(registry.MARK, '-')}.{file_format or 'pdf'}"
    file_format = format_of(out, file_format, FILES)
    t = translate(choices.language)
    with open_database() as connection:
        framework = framework_as_known(connection, choices.framework)
        framework.period(choices.period)
        require_direction(framework, choices.direction)
        spec = registry.find_spec(name, framework)
        reading = reading_of(connection, choices, [spec])
    _write(spec.build(reading, t), reading, file_format=file_format, out=out, paper=paper, t=t)


def _write(
    figure: "Figure",
    reading: "Reading",
    *,
    file_format: Any,
    out: str,
    paper: PaperOptions,
    t: "Translate",
) -> None:
    from ifla_metrics.exports.figure_files import figure_file
    from ifla_metrics.exports.sizes import size_of

    content = figure_file(
        figure,
        file_format,
        t,
        reading=reading,
        size=size_of(paper.size),
        dpi=paper.dpi,
        palette=paper.palette,
        transparent=paper.transparent,
        outlined=paper.outlined,
    )
    write_output(out, content, t("{file}: {title}", file=out, title=figure.title))
