"""The command line: words in, an exit code out, errors in one line on standard error.

Exit codes: 0 done, 1 something was found (faults, differences), 2 it could not be done. Help and
what the parser refuses are English; what commands print and refuse is in the reader's language.
"""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from ifla_metrics.cli.options import PROGRAM, Commands
from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.i18n import translate
from ifla_metrics.settings import language

ABOUT = (
    "IFLA Metrics on the command line. IFLA_DATABASE_URL names the database; without it, "
    "a SQLite file in the folder 'var'."
)
COMMANDS = {
    "init": ("database", "Make the database ready and load what is shipped."),
    "verify": ("database", "Check the summaries against the log, and the audit."),
    "rebuild": ("database", "Compute all summaries again from the log."),
    "backup": ("database", "Write everything to one file, or check such a file."),
    "restore": ("database", "Bring a backup back, whole or not at all."),
    "copy": ("database", "Copy everything to another database, such as PostgreSQL."),
    "audit": ("database", "See who changed what."),
    "check": ("framework", "Check the framework files."),
    "people": ("people", "Manage the people who sign in."),
    "review": ("review", "Decide on entries, lock periods, and ask for reports."),
    "figure": ("figure", "List figures, or write one as data or as a file."),
    "data": ("figure", "Write all figures as tables, or the results as IATI."),
    "export": ("entries", "Write entries to a workbook that can be imported again."),
    "import": ("entries", "Show what a file would change, and apply it. All rows or none."),
    "report": ("report", "Write the Board paper or the annual report to a file."),
    "edition": ("report", "Freeze a report, and see what has changed since."),
}
"""The module of each command, imported when the command is used, and what the list says of it."""
HELP = ["-h", "--help"]
FAILED = 2


class _Root(TyperGroup):
    """All commands, of which only the one that is used is imported."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, _stub, rest = super().resolve_command(ctx, args)
        return name, load(str(name)), rest


def main(words: Sequence[str] | None = None) -> int:
    """Run the command that `words` name, else the process's arguments; returns the exit code."""
    t = translate(language())
    stubs: Any = {
        name: TyperCommand(name, help=about) for name, (_module, about) in COMMANDS.items()
    }
    root = _Root(commands=stubs, help=ABOUT, rich_markup_mode=None)
    options: Any = {"obj": t, "help_option_names": HELP}
    try:
        return int(root.main(words, PROGRAM, standalone_mode=False, **options) or 0)
    except typer.TyperException as fault:
        context = getattr(fault, "ctx", None)
        command = context.command_path if context else PROGRAM
        reason = fault.format_message()
        stop = "" if reason.endswith((".", "?")) else "."
        return _failed(f"{reason}{stop} See '{command} --help'.")
    except IflaMetricsError as fault:
        return _failed(fault.say(t))
    except OSError as fault:
        file, why = fault.filename or "-", fault.strerror or fault
        return _failed(t("'{file}' cannot be used: {reason}", file=file, reason=why))


def load(name: str) -> Any:
    """Return a command of COMMANDS."""
    module = import_module(f"ifla_metrics.cli.{COMMANDS[name][0]}")
    whole = Commands()
    whole.add_typer(module.app)
    command = get_group(whole).commands[name]
    command.help = command.help or COMMANDS[name][1]
    return command


def _failed(reason: str) -> int:
    print(reason, file=sys.stderr)
    return FAILED
