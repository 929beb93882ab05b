"""The command line. Errors are one line on standard error, or one per fault in a data file.

Exit codes: 0 done, 1 faults or differences found, 2 failed. Help and usage errors are English;
everything else is in the reader's language.
"""

import logging
import sys
from collections.abc import Sequence
from typing import Any

import typer
from typer.main import get_command

from ifla_metrics.cli import database, entries, figure, framework, people, report, review
from ifla_metrics.cli.commands import PROGRAM, Commands
from ifla_metrics.errors import DATABASE_UNAVAILABLE, IflaMetricsError
from ifla_metrics.i18n import translate
from ifla_metrics.settings import language

ABOUT = (
    "IFLA Metrics on the command line. IFLA_DATABASE_URL names the database; without it, "
    "a SQLite file in the folder 'var'."
)
FAILED = 2

app = Commands(about=ABOUT)
for module in (database, framework, people, review, figure, entries, report):
    app.add_typer(module.app)


def main(args: Sequence[str] | None = None) -> int:
    """Run the command in `args`, by default those of the process; return the exit code."""
    logging.getLogger("ifla_metrics").addHandler(logging.NullHandler())  # Only print the error.
    t = translate(language())
    settings: Any = {"obj": t, "help_option_names": ["-h", "--help"]}
    try:
        return int(get_command(app).main(args, PROGRAM, standalone_mode=False, **settings) or 0)
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context else PROGRAM
        return _failed(f"{error.format_message()} (see '{command} --help')")
    except IflaMetricsError as error:
        # Pages do not show why the database is unavailable, but an administrator needs to know.
        cause = error.__cause__ if error.message.text == DATABASE_UNAVAILABLE else None
        details = f" {cause}" if cause else ""
        return _failed(error.translate(t) + details.partition("\n")[0])
    except OSError as error:
        return _failed(f"{error.strerror or error}: {error.filename or PROGRAM}")


def _failed(message: str) -> int:
    print(message, file=sys.stderr)
    return FAILED
