"""The words of the command line: which commands there are, what each takes, an example of each."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from ifla_metrics.cli.audit import add_audit
from ifla_metrics.cli.backup_parser import add_backup
from ifla_metrics.cli.data_parser import add_data
from ifla_metrics.cli.edition_parser import add_edition
from ifla_metrics.cli.exchange_words import add_exchange
from ifla_metrics.cli.figure_parser import add_figure
from ifla_metrics.cli.people_parser import add_people
from ifla_metrics.cli.report_parser import add_report
from ifla_metrics.cli.review_parser import add_review
from ifla_metrics.errors import UnknownCode
from ifla_metrics.i18n import FIGURE_LANGUAGES, Translate

PROGRAM = "python -m ifla_metrics"


class Parser(argparse.ArgumentParser):
    """A parser that says a fault in one line, with the nearest right word."""

    def __init__(self, *, t: Translate, example: str, **settings: Any) -> None:
        super().__init__(
            formatter_class=argparse.RawDescriptionHelpFormatter,
            epilog=t("Example:") + f"\n  {PROGRAM} {example}",
            add_help=False,
            allow_abbrev=False,
            **settings,
        )
        self.t = t
        self.example = example
        self._optionals.title = t("options")
        self._positionals.title = t("commands and names")
        self.add_argument("-h", "--help", action="help", help=t("say this, and end"))

    def below(self) -> Callable[[str, str, str], Parser]:
        """Return what adds a command to this one: from its name, what it does, and an example."""
        commands = self.add_subparsers(required=True, metavar=self.t("COMMAND"))
        of = self.prog.removeprefix(PROGRAM).strip()

        def command(name: str, says: str, example: str) -> Parser:
            made: Parser = commands.add_parser(
                name, t=self.t, help=says, description=_sentence(says), example=f"{of} {example}"
            )
            made.set_defaults(command=f"{of} {name}")
            return made

        return command

    def error(self, message: str) -> NoReturn:
        """End with the message and where to read on, without the usage of everything."""
        end = "" if message.endswith((".", "?", "!")) else "."
        more = self.t("See '{program} --help'.", program=self.prog)
        print(f"{message}{end} {more}", file=sys.stderr)
        raise SystemExit(2)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            known = [str(choice) for choice in action.choices]
            raise argparse.ArgumentError(None, UnknownCode(action.dest, value, known).say(self.t))


def build(t: Translate) -> Parser:
    """Return the parser of all commands, its help in the words of `t`."""
    parser = Parser(
        t=t,
        prog=PROGRAM,
        example="init",
        description=t(
            "IFLA Metrics on the command line. IFLA_DATABASE_URL names the database; without it, "
            "a SQLite file in the folder 'var'."
        ),
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar=t("COMMAND"))

    def command(name: str, says: str, example: str, **settings: Any) -> Parser:
        made: Parser = commands.add_parser(
            name, t=t, help=says, description=_sentence(says), example=example, **settings
        )
        return made

    init = command(
        "init",
        t("make the database ready and load what is shipped, once"),
        "init --documented-only",
    )
    only = init.add_mutually_exclusive_group()
    only.add_argument(
        "--empty", action="store_true", help=t("load no history and nothing invented")
    )
    only.add_argument(
        "--documented-only",
        action="store_true",
        help=t("load real history only, without demonstration data or invented targets"),
    )

    check = command(
        "check",
        t("look for faults in the framework files, and say what loading would change"),
        "check data/frameworks/2010-2015",
    )
    check.add_argument(
        "folder",
        nargs="?",
        metavar=t("FOLDER"),
        help=t("the folder of one framework; without it, all that are shipped"),
    )
    check.add_argument(
        "--untranslated",
        choices=FIGURE_LANGUAGES,
        metavar=t("LANGUAGE"),
        help=t("write what a language lacks as rows of translations.csv, to be filled in"),
    )

    command(
        "verify",
        t("check the summaries against the log, and the audit for tampering"),
        "verify",
    )
    command("rebuild", t("compute the summaries anew from the log"), "rebuild")
    add_backup(command, t)
    add_people(command("people", t("keep the people who sign in"), "people list"), t)
    add_review(
        command("review", t("decide upon what was sent, and ask for reports"), "review list"), t
    )
    add_audit(command("audit", t("see who changed what"), "audit list"), t)
    figure = command("figure", t("list figures, or give one as data or a file"), "figure list")
    add_figure(figure, t)
    add_exchange(command, t)
    report = command(
        "report",
        t("write the Board paper or the annual report to a file"),
        "report --template board-paper --known-on 2012-12 --out board-paper.pdf",
    )
    add_report(report, t)
    add_edition(
        command(
            "edition",
            t("freeze a report, and see what has changed since"),
            "edition check annual-report.pdf",
        ),
        t,
    )
    add_data(
        command(
            "data",
            t("write all figures as tables, or the results as IATI, to a file"),
            "data --format package --out data.zip --known-on 2012-12",
        ),
        t,
    )
    return parser


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + "."
