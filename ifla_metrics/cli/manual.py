"""`docs/cli.md`, made from the parsers: `python -m ifla_metrics.cli.manual > docs/cli.md`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from ifla_metrics.cli.parser import PROGRAM, Parser, build
from ifla_metrics.i18n import translate

HEAD = """# The command line

<!-- Made from the parsers: python -m ifla_metrics.cli.manual > docs/cli.md -->

{description}

Exit codes: 0 done; 1 something was found (faults of files, differences of summaries, an audit that
was changed); 2 it could not be done, and one line on standard error says why and, where a word was
wrong, the nearest right one.

`figure data --format json` carries the figure's id, title, subtitle (unit and counting rule),
source line, choices, counting rule, period, known-on date, revision, what it counts
(`rows_counted`: `of` says what `documented` and `synthetic` count: activities, records, or
indicator rows, which are indicators with a value; `unreviewed` counts entries that nobody has
reviewed), and its rows unrounded (missing is `null`, a percentage is a ratio from 0 to 1). Columns
with `"shown": false` stand in data files only: codes of what a row is about, and numbers that the
screen tells in words. `--all --format jsonl` writes the same for every figure, one JSON object per
line, in the order of `figure list`. A CSV begins with `#` lines that say the
same in short, is UTF-8 with a byte order mark, and keeps text from being taken for a formula with
an apostrophe.
"""


def manual() -> str:
    """Return the page that describes every command."""
    parser = build(translate("en"))
    parts = [HEAD.format(description=parser.description)]
    parts += [_section(command) for command in _commands(parser)]
    return "\n".join(parts)


def _commands(parser: argparse.ArgumentParser) -> Iterator[Parser]:
    """Yield the commands that do something, in the order of the help."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                below = list(_commands(command))
                yield from below or [command]


def _section(parser: Parser) -> str:
    rows = [_row(action) for action in parser._actions if action.dest != "help"]
    table = ["| | |", "| --- | --- |", *rows, ""] if rows else []
    return "\n".join(
        [
            f"## {parser.prog.removeprefix(PROGRAM).strip()}",
            "",
            f"{parser.description}",
            "",
            *table,
            "```",
            f"{PROGRAM} {parser.example}",
            "```",
            "",
        ]
    )


def _row(action: argparse.Action) -> str:
    name = " ".join(action.option_strings) or str(action.metavar)
    if action.option_strings and action.nargs != 0:
        name += f" {action.metavar}"
    must = " (required)" if action.required and action.option_strings else ""
    return f"| `{name}` | {action.help}{must} |"


if __name__ == "__main__":
    print(manual(), end="")
