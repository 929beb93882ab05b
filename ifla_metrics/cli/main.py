"""Where a command begins and ends: words in, an exit code out, a fault in one line.

Exit codes: 0 done, 1 something was found (faults, differences), 2 it could not be done.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ifla_metrics.cli.parser import build
from ifla_metrics.errors import IflaMetricsError, n_
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.settings import language

if TYPE_CHECKING:
    from argparse import Namespace

DONE, FOUND, FAILED = 0, 1, 2

Command = Callable[["Namespace", Translate], int]


def main(words: Sequence[str] | None = None) -> int:
    """Do what `words` (else the process's own arguments) ask for; returns the exit code."""
    t = translate(language())
    try:
        asked = build(t).parse_args(words)
    except SystemExit as end:  # The parser has said why: help, or a wrong word.
        return end.code if isinstance(end.code, int) else FAILED
    t = translate(getattr(asked, "language", None) or t.language)
    try:
        return _command(asked.command)(asked, t)
    except IflaMetricsError as fault:
        return _failed(fault.say(t))
    except KeyboardInterrupt:  # Every write is a transaction: what is not whole is not there.
        return _failed("\n" + t(n_("Stopped. What was not finished was not saved.")))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as fault:
        place = fault.filename or "-"
        reason = fault.strerror or fault
        return _failed(t(n_("'{file}' cannot be used: {reason}"), file=place, reason=reason))


def _failed(reason: str) -> int:
    print(reason, file=sys.stderr)
    return FAILED


def _command(name: str) -> Command:
    """Return the function of a command; its module is imported only when it is asked for."""
    if name == "init":
        from ifla_metrics.cli.init import init

        return init
    if name == "check":
        from ifla_metrics.cli.check import check

        return check
    if name in {"verify", "rebuild"}:
        from ifla_metrics.cli import summaries

        return summaries.verify if name == "verify" else summaries.rebuild
    if name in {"backup", "restore", "copy"}:
        from ifla_metrics.cli import backup

        return {"backup": backup.backup, "restore": backup.restore, "copy": backup.copy}[name]
    if name == "export":
        from ifla_metrics.cli.export import export

        return export
    if name == "import":
        from ifla_metrics.cli.import_ import import_

        return import_
    if name == "report":
        from ifla_metrics.cli.report import written

        return written
    if name == "data":
        from ifla_metrics.cli.data import written as data_written

        return data_written
    if name == "audit list":
        from ifla_metrics.cli.audit import listed as audit_listed

        return audit_listed
    if name.startswith("edition "):
        from ifla_metrics.cli.edition import edition

        return edition(name.removeprefix("edition "))
    if name.startswith("people "):
        from ifla_metrics.cli.people import people

        return people(name.removeprefix("people "))
    if name.startswith("review "):
        from ifla_metrics.cli.review import review

        return review(name.removeprefix("review "))
    from ifla_metrics.cli.figure import figure

    return figure(name.removeprefix("figure "))
