"""docs/cli.md, made from the commands below a mark: `python -m tests.cli.manual`."""

from collections.abc import Iterator

import typer
from typer.main import get_command

from ifla_metrics.cli.main import app
from ifla_metrics.cli.options import PROGRAM
from ifla_metrics.settings import ROOT

FILE = ROOT / "docs" / "cli.md"
MARK = "<!-- Made by `python -m tests.cli.manual`: do not change what follows. -->"


def commands():
    found = {}
    for name, command in get_command(app).commands.items():
        below = getattr(command, "commands", None)
        found |= (
            {f"{name} {word}": one for word, one in below.items()} if below else {name: command}
        )
    return found


def manual() -> str:
    head = FILE.read_text("utf-8").partition(MARK)[0]
    lines = [line for name, one in commands().items() for line in section(name, one)]
    return "\n".join([head + MARK, *lines])


def section(name: str, command) -> Iterator[str]:
    context = typer.Context(command, info_name=f"{PROGRAM} {name}")
    yield f"\n## {name}\n\n{command.help}\n"
    for option in command.params:
        words, about = option.get_help_record(context)
        yield f"- `{words.removesuffix(' <str>')}`: {about}"
    yield command.epilog.replace("\b\n", "").replace("Example:", "\nExample:") + "\n"


if __name__ == "__main__":
    FILE.write_text(manual(), "utf-8")
