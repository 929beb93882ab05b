"""`export`: a group's entries, or everybody's, as a workbook or as CSV."""

from typing import Annotated

import typer

from ifla_metrics.cli.choices import framework_code
from ifla_metrics.cli.connection import open_database
from ifla_metrics.cli.options import (
    TERMINAL,
    Language,
    commands,
    exactly_one,
    flag,
    format_of,
    one_of,
    option,
    write_output,
)
from ifla_metrics.errors import n_

app = commands()

SHEETS = (
    "activities",
    "participation",
    "observations",
    "milestones",
    "cohort_counts",
    "resource_stages",
    "association_outcomes",
    "stories",
    "remarks",
)
"""Named again here, so that help does not import what reads files; a test compares."""


@app.command(epilog="export --group ALP --out ALP.xlsx")
def export(
    context: typer.Context,
    *,
    out: Annotated[
        str, option("FILE", n_("the file to write, .xlsx or .csv; '-' is the terminal"))
    ],
    group: Annotated[str, option("CODE", n_("the working group, such as ALP"))] = "",
    every: Annotated[bool, flag("--all", n_("the entries of all groups"))] = False,
    sheet: Annotated[str, one_of(n_("which sheet, of a CSV file"), SHEETS)] = SHEETS[0],
    framework: Annotated[
        str,
        option("ID", n_("the strategy that is meant where a row does not say, such as 2010-2015")),
    ] = "",
    language: Language = "",
) -> int:
    """Write entries to a workbook that can be imported again."""
    from ifla_metrics.imports.workbook import write_csv, write_workbook

    t = context.obj
    exactly_one({"--group": group, "--all": every})
    wanted = "xlsx" if out == TERMINAL else format_of(out, "", ("xlsx", "csv"))
    with open_database() as connection:
        code = framework_code(connection, framework)
        if wanted == "csv":
            content = write_csv(connection, group, sheet, t, framework=code)
        else:
            content = write_workbook(connection, group, t, framework=code)
    write_output(out, content, t("{file}: written.", file=out))
    return 0
