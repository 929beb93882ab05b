"""`data`: every figure of a strategy as a workbook, CSV or data package; results as IATI."""

from typing import Annotated, Any

import typer

from ifla_metrics.cli.choices import ChoiceOptions, choices_of, framework_as_known
from ifla_metrics.cli.connection import open_database
from ifla_metrics.cli.options import Out, commands, one_of, option, with_options, write_output
from ifla_metrics.errors import n_

app = commands()


@app.command(epilog="data --format package --out data.zip --known-on 2012-12")
@with_options
def data(
    context: typer.Context,
    *,
    file_format: Annotated[
        str,
        one_of(n_("csv and package are zipped"), ("xlsx", "csv", "package", "iati"), "--format"),
    ],
    out: Out,
    options: ChoiceOptions,
    public: Annotated[
        bool | None,
        typer.Option(
            "--public/--internal",
            help=n_(
                "hide small numbers of people or not; default: hidden in a package and in IATI"
            ),
        ),
    ] = None,
    reporting_org: Annotated[
        str, option("REF", n_("for iati: the organisation's identifier, such as NL-KVK-12345678"))
    ] = "",
    organisation: Annotated[str, option("NAME", n_("for iati: the organisation's name"))] = "",
) -> None:
    """Write all figures as tables, or the results as IATI."""
    from ifla_metrics.exports import open_data
    from ifla_metrics.exports.iati import Organisation
    from ifla_metrics.store.read import read

    t = context.obj
    kind: Any = file_format
    with open_database() as connection:
        framework = framework_as_known(connection, options.framework, options.known_on)
        needs, previous = open_data.needs(kind, framework)
        reading = read(connection, choices_of(options, framework, t), needs, previous)
    content = open_data.write(
        kind,
        reading,
        t,
        hide_small=kind in open_data.PUBLISHED if public is None else public,
        organisation=Organisation(reporting_org, organisation),
    )
    write_output(out, content, t("{file}: {n} bytes", file=out, n=t.number(len(content))))
