"""Commands that list figures and write them as data or files."""

from dataclasses import asdict, dataclass
from typing import Annotated, Any

import typer

from ifla_metrics.choices import Choices
from ifla_metrics.cli.commands import Commands, Context
from ifla_metrics.cli.options import (
    ChoiceOptions,
    Out,
    argument,
    choice,
    exactly_one,
    flag,
    format_of,
    option,
)
from ifla_metrics.exports import open_data
from ifla_metrics.exports.data_files import as_csv, as_json
from ifla_metrics.exports.figure_files import FORMATS, figure_file
from ifla_metrics.exports.sizes import PALETTES, RESOLUTIONS, SIZES, find_size
from ifla_metrics.figures import registry
from ifla_metrics.i18n import translate
from ifla_metrics.store.read.reading import read

app = Commands()
figure = Commands("figure", "List figures, or write one as data or as a file.")
app.add_typer(figure)

FigureName = Annotated[str, argument("NAME", "a name that 'figure list' prints")]


@dataclass(frozen=True)
class PictureOptions:
    """Format and appearance of a figure's file."""

    file_format: Annotated[str, choice("default: from the file's name", FORMATS, "--format")] = ""
    size: Annotated[str, choice("the width; default: 170 mm", tuple(filter(None, SIZES)))] = ""
    dpi: Annotated[int, choice("dots per inch of a PNG", RESOLUTIONS)] = RESOLUTIONS[0]
    palette: Annotated[str, choice("the colours", tuple(PALETTES))] = "colour"
    transparent: Annotated[bool, flag("--transparent", "no white background")] = False
    outlined: Annotated[bool, flag("--outlined", "text as outlines, in SVG and PDF")] = False


@figure.command("list", example="figure list --titles --period 2012", columns="")
def list_figures(
    context: Context,
    choices: ChoiceOptions,
    titles: Annotated[bool, flag("--titles", "include titles; takes some seconds")] = False,
) -> list[dict[str, str]]:
    """List the figures of a strategy with their pages and ids."""
    resolved = context.choices(choices)
    specs = registry.specs_for(context.framework(resolved.framework, resolved.known_on))
    reading = read(context.connection, resolved, *registry.needs_of(specs)) if titles else None
    return [
        {"figure": spec.name, "page": spec.page, "id": spec.id}
        | ({"title": spec.build(reading, context.t).title} if reading else {})
        for spec in specs
    ]


@figure.command("data", example="figure data coverage-map --format csv --known-on 2012-12")
def figure_data(
    context: Context,
    choices: ChoiceOptions,
    name: FigureName = "",
    every: Annotated[bool, flag("--all", "every figure, one JSON object per line")] = False,
    data_format: Annotated[
        str, choice("default: json; jsonl with --all", ("json", "csv", "jsonl"), "--format")
    ] = "",
) -> None:
    """Print the table of one figure or of all."""
    exactly_one({"NAME": name, "--all": every})
    data_format = data_format or ("jsonl" if every else "json")
    if every and data_format != "jsonl":  # Several figures make no valid JSON or CSV file.
        raise typer.BadParameter("--all can only be written as jsonl.")
    names = [] if every else [name]
    specs, reading = context.figures(context.choices(choices), *names)
    indent = 2 if data_format == "json" else None
    for spec in specs:
        built = spec.build(reading, context.t)
        if data_format == "csv":
            content = as_csv(built, context.t)
        else:
            content = as_json(built, context.t, reading=reading, indent=indent)
        typer.echo(content, nl=False)


@figure.command(example="figure render coverage-map --out map.png --language fr")
def render(
    context: Context, name: FigureName, out: Out, choices: ChoiceOptions, picture: PictureOptions
) -> bytes:
    """Write a figure to a file. Its name ends in .png, .svg, .pdf, .csv or .json."""
    return _draw(context, name, context.choices(choices), out, picture)


@figure.command(
    example="figure reopen C-01~2010-2015~2011-2012~2012-12~all~full~all~en --out map.pdf"
)
def reopen(
    context: Context,
    figure_id: Annotated[str, argument("ID", "the id printed under the figure")],
    out: Out,
    picture: PictureOptions,
) -> bytes:
    """Write a figure again from its id, with the same choices and language."""
    return _draw(context, *registry.parse_figure_id(figure_id), out, picture)


def _draw(
    context: Context, name: str, choices: Choices, out: Any, picture: PictureOptions
) -> bytes:
    [spec], reading = context.figures(choices, name)
    context.end_read()  # Drawing takes seconds.
    t = translate(choices.language)
    options: dict[str, Any] = asdict(picture) | {
        "file_format": format_of(out, picture.file_format, FORMATS),
        "size": find_size(picture.size),
    }
    return figure_file(spec.build(reading, t), t=t, reading=reading, **options)


@app.command(example="data --format package --out data.zip --known-on 2012-12")
def data(
    context: Context,
    *,
    file_format: Annotated[str, choice("csv, package: ZIP", open_data.FORMATS, "--format")],
    choices: ChoiceOptions,
    public: Annotated[
        bool | None, flag("--public/--internal", "hide small numbers of people or show them")
    ] = None,
    reporting_org: Annotated[str, option("REF", "for IATI, such as NL-KVK-12345678")] = "",
    organisation: Annotated[str, option("NAME", "for IATI, the organisation's name")] = "",
) -> bytes:
    """Write all figures as tables, or the results as IATI."""
    kind: Any = file_format
    resolved = context.choices(choices)
    framework = context.framework(resolved.framework, resolved.known_on)
    reading = read(context.connection, resolved, *open_data.needs(kind, framework))
    context.end_read()
    return open_data.write(
        kind,
        reading,
        context.t,
        hide_small=kind in open_data.PUBLIC_FORMATS if public is None else public,
        reporting_org=reporting_org,
        organisation=organisation,
    )
