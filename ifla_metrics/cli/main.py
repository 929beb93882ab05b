"""The command line: words in, an exit code out, errors in one line on standard error.

Exit codes: 0 done, 1 something was found (faults, differences), 2 it could not be done. Help and
what the parser refuses are English; what commands print and refuse is in the reader's language.
"""

import logging
import sys
from collections.abc import Sequence
from typing import Any

import typer
from typer.main import get_command

from ifla_metrics.cli import database, entries, figure, framework, people, report, review
from ifla_metrics.cli.options import PROGRAM, Commands
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


def main(words: Sequence[str] | None = None) -> int:
    """Run the command that `words` name, else the process's arguments; returns the exit code."""
    logging.getLogger("ifla_metrics").addHandler(logging.NullHandler())  # One line is printed.
    t = translate(language())
    options: Any = {"obj": t, "help_option_names": ["-h", "--help"]}
    try:
        return int(get_command(app).main(words, PROGRAM, standalone_mode=False, **options) or 0)
    except typer.TyperException as fault:
        context = getattr(fault, "ctx", None)
        command = context.command_path if context else PROGRAM
        reason = fault.format_message()
        stop = "" if reason.endswith((".", "?")) else "."
        return _failed(f"{reason}{stop} See '{command} --help'.")
    except IflaMetricsError as fault:
        # Why the database does not answer is for whoever runs commands, not for the pages.
        cause = fault.__cause__ if fault.message.text == DATABASE_UNAVAILABLE else None
        reason = f" {cause}" if cause else ""
        return _failed(fault.translate(t) + reason.partition("\n")[0])
    except OSError as fault:
        reason = str(fault.strerror or fault)  # Of a full disk the system names no file.
        if fault.filename:
            reason = t("'{file}' cannot be used: {reason}", file=fault.filename, reason=reason)
        return _failed(reason)


def _failed(reason: str) -> int:
    print(reason, file=sys.stderr)
    return FAILED
