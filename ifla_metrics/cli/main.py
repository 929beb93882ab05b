"""The command line: words in, an exit code out, errors in one line on standard error.

Exit codes: 0 done, 1 something was found (faults, differences), 2 it could not be done.
"""

import gettext
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand
from typer.main import get_group

from ifla_metrics.cli.options import Commands, Group
from ifla_metrics.errors import IflaMetricsError, UnknownCode, n_
from ifla_metrics.i18n import DOMAIN, LOCALES, Translate, translate
from ifla_metrics.settings import language

PROGRAM = "python -m ifla_metrics"
ABOUT = n_(
    "IFLA Metrics on the command line. IFLA_DATABASE_URL names the database; without it, "
    "a SQLite file in the folder 'var'."
)
COMMANDS = {
    "init": ("database", n_("Make the database ready and load what is shipped.")),
    "verify": ("database", n_("Check the summaries against the log, and the audit.")),
    "rebuild": ("database", n_("Compute all summaries again from the log.")),
    "backup": ("database", n_("Write everything to one file, or check such a file.")),
    "restore": ("database", n_("Bring a backup back, whole or not at all.")),
    "copy": ("database", n_("Copy everything to another database, such as PostgreSQL.")),
    "audit": ("database", n_("See who changed what.")),
    "check": ("framework", n_("Check the framework files.")),
    "people": ("people", n_("Manage the people who sign in.")),
    "review": ("review", n_("Decide on entries, lock periods, and ask for reports.")),
    "figure": ("figure", n_("List figures, or write one as data or as a file.")),
    "data": ("figure", n_("Write all figures as tables, or the results as IATI.")),
    "export": ("entries", n_("Write entries to a workbook that can be imported again.")),
    "import": ("entries", n_("Show what a file would change, and apply it. All rows or none.")),
    "report": ("report", n_("Write the Board paper or the annual report to a file.")),
    "edition": ("report", n_("Freeze a report, and see what has changed since.")),
}
"""The module of each command, imported when the command is used, and what the list says of it."""
HELP = ["-h", "--help"]
FAILED = 2
WORDS_OF_TYPER = (
    *(n_("Arguments"), n_("Commands"), n_("Options"), n_("required"), n_("Missing command.")),
)
"""Words that Typer looks up in the catalogue by gettext."""


def main(words: Sequence[str] | None = None) -> int:
    """Run the command that `words` name, else the process's arguments; returns the exit code."""
    t = translate(language())
    gettext.bindtextdomain(DOMAIN, LOCALES)
    gettext.textdomain(DOMAIN)
    stubs: Any = {
        name: TyperCommand(name, help=about) for name, (_module, about) in COMMANDS.items()
    }
    root = _Root(commands=stubs, help=ABOUT, rich_markup_mode=None)
    _translate(root, t)
    arguments = list(sys.argv[1:] if words is None else words)
    context = typer.Context(root, info_name=PROGRAM, obj=t, help_option_names=HELP)
    try:
        with context:
            root.parse_args(context, arguments)
            return int(root.invoke(context) or 0)
    except typer.Exit as end:
        return end.exit_code
    except typer.TyperException as fault:
        where = getattr(fault, "ctx", None) or context
        see = t("See '{program} --help'.", program=where.command_path)
        return _failed(f"{_reason(fault, t)} {see}")
    except IflaMetricsError as fault:
        return _failed(fault.say(context.obj))
    except KeyboardInterrupt:  # Every write is a transaction: what is not whole is not there.
        return _failed("\n" + context.obj("Stopped. What was not finished was not saved."))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as fault:
        file, why = fault.filename or "-", fault.strerror or fault
        return _failed(context.obj("'{file}' cannot be used: {reason}", file=file, reason=why))


class _Root(Group):
    """All commands, of which only the one that is used is imported."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, _stub, rest = super().resolve_command(ctx, args)
        return name, load(name, ctx.obj), rest


def load(name: str, t: Translate) -> Any:
    """Return a command of COMMANDS, its help in the language of `t`."""
    module = import_module(f"ifla_metrics.cli.{COMMANDS[name][0]}")
    whole = Commands()
    whole.add_typer(module.app)
    command = get_group(whole).commands[name]
    command.help = command.help or COMMANDS[name][1]
    _translate(command, t)
    return command


def _translate(command: Any, t: Translate) -> None:
    """Put the help of a command, of its options and of the commands below it into a language."""
    command.help = t(command.help or "")
    if command.epilog:
        command.epilog = f"{t('Example:')}\n\n\b\n    {PROGRAM} {command.epilog}"
    help_option = command.get_help_option(typer.Context(command, help_option_names=HELP))
    help_option.help = n_("show this help")
    for option in (*command.params, help_option):
        option.help = t(option.help or "")
    for below in getattr(command, "commands", {}).values():
        _translate(below, t)


def _reason(fault: Any, t: Translate) -> str:
    """Return what is wrong with the words of a command; rare faults in Typer's own English."""
    if isinstance(fault, typer.BadParameter) and fault.param and not fault.message:
        return t("{option} is missing.", option=fault.param.get_error_hint())
    if hasattr(fault, "possibilities"):
        return UnknownCode(n_("option"), fault.option_name, fault.possibilities or ()).say(t)
    reason = fault.format_message()
    return reason if reason.endswith((".", "?")) else f"{reason}."


def _failed(reason: str) -> int:
    print(reason, file=sys.stderr)
    return FAILED
