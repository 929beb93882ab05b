"""The command line: words in, an exit code out, errors in one line on standard error.

Exit codes: 0 done, 1 something was found (faults, differences), 2 it could not be done.
"""

import gettext
import os
import sys
from collections.abc import Sequence
from typing import Any

import typer
from typer.main import get_command

from ifla_metrics.cli import database, entries, figure, framework, people, report, review
from ifla_metrics.cli.options import commands
from ifla_metrics.errors import IflaMetricsError, n_
from ifla_metrics.i18n import DOMAIN, LOCALES, Translate, translate
from ifla_metrics.settings import language

PROGRAM = "python -m ifla_metrics"
HELP = ["-h", "--help"]
FAILED = 2
WORDS_OF_TYPER = n_("Arguments"), n_("Commands"), n_("Options"), n_("required")
"""Words that Typer looks up in the catalogue by gettext."""

app = commands(
    about=n_(
        "IFLA Metrics on the command line. IFLA_DATABASE_URL names the database; without it, "
        "a SQLite file in the folder 'var'."
    )
)
for noun in (database, framework, people, review, figure, entries, report):
    app.add_typer(noun.app)
for group in (database.audit, report.edition):
    app.add_typer(group)


def main(words: Sequence[str] | None = None) -> int:
    """Run the command that `words` name, else the process's arguments; returns the exit code."""
    t = translate(language())
    gettext.bindtextdomain(DOMAIN, LOCALES)
    gettext.textdomain(DOMAIN)
    root = command_line(t)
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
        reason = fault.format_message()
        reason += "" if reason.endswith((".", "?")) else "."
        see = t("See '{program} --help'.", program=where.command_path)
        return _failed(f"{reason} {see}")
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


def command_line(t: Translate) -> Any:
    """Return all commands, their help in the language of `t`."""
    root = get_command(app)
    _translate(root, t)
    return root


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


def _failed(reason: str) -> int:
    print(reason, file=sys.stderr)
    return FAILED
