"""Write the list of commands in docs/cli.md: `python -m tests.cli.manual`."""

from collections.abc import Iterator

import typer
from typer.main import get_command

from ifla_metrics.cli.commands import PROGRAM
from ifla_metrics.cli.main import app
from ifla_metrics.settings import ROOT

FILE = ROOT / "docs" / "cli.md"
MARK = "<!-- Written by `python -m tests.cli.manual`: do not edit below. -->"


def commands():
    """Return each command by its full name, such as "audit list"."""
    by_name = {}
    for name, command in get_command(app).commands.items():
        for subname, subcommand in getattr(command, "commands", {"": command}).items():
            by_name[f"{name} {subname}".strip()] = subcommand
    return by_name


def manual() -> str:
    introduction = FILE.read_text("utf-8").partition(MARK)[0]
    lines = [line for name, command in commands().items() for line in section(name, command)]
    return "\n".join([introduction + MARK, *lines])


def section(name: str, command) -> Iterator[str]:
    context = typer.Context(command, info_name=f"{PROGRAM} {name}")
    yield f"\n## {name}\n\n{command.help}\n"
    for parameter in command.params:
        option, description = parameter.get_help_record(context)
        yield f"- `{option.partition(' <')[0]}`: {description}"
    yield command.epilog.replace("\b\n", "").replace("Example:", "\nExample:") + "\n"


if __name__ == "__main__":
    FILE.write_text(manual(), "utf-8")
