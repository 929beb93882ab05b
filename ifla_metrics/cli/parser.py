"""The words of the command line: which commands there are, what each takes, an example of each."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import Any, Literal, NoReturn

from ifla_metrics.choices import COUNTING, NOW
from ifla_metrics.cli.backup_parser import add_backup
from ifla_metrics.cli.data_parser import add_data
from ifla_metrics.cli.edition_parser import add_edition
from ifla_metrics.cli.exchange_words import add_exchange
from ifla_metrics.cli.people_parser import add_people
from ifla_metrics.cli.review_parser import add_review
from ifla_metrics.errors import UnknownCode
from ifla_metrics.i18n import FIGURE_LANGUAGES, Translate

PROGRAM = "python -m ifla_metrics"
DATA = ("json", "csv")
FILES: tuple[Literal["png", "svg", "pdf", "csv", "json"], ...] = (
    "png", "svg", "pdf", "csv", "json",
)  # fmt: skip
BOOKS = ("pdf", "docx", "pptx", "html")
TEMPLATES = ("board-paper", "annual-report")
BY = ("initiative", "direction")


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
        t=t, prog=PROGRAM, example="init",
        description=t(
            "IFLA Metrics on the command line. IFLA_DATABASE_URL names the database; without it, "
            "a SQLite file in the folder 'var'."
        ),
    )  # fmt: skip
    commands = parser.add_subparsers(dest="command", required=True, metavar=t("COMMAND"))

    def command(name: str, says: str, example: str, **settings: Any) -> Parser:
        made: Parser = commands.add_parser(
            name, t=t, help=says, description=_sentence(says), example=example, **settings
        )
        return made

    init = command("init", t("make the database ready and load what is shipped, once"),
                   "init --documented-only")  # fmt: skip
    only = init.add_mutually_exclusive_group()
    only.add_argument("--empty", action="store_true", help=t("load no history"))
    only.add_argument(
        "--documented-only", action="store_true", help=t("load no synthetic row")
    )

    check = command(
        "check", t("look for faults in the framework files, and say what loading would change"),
        "check data/frameworks/2010-2015",
    )  # fmt: skip
    check.add_argument(
        "folder", nargs="?", metavar=t("FOLDER"),
        help=t("the folder of one framework; without it, all that are shipped"),
    )  # fmt: skip
    check.add_argument(
        "--untranslated", choices=FIGURE_LANGUAGES, metavar=t("LANGUAGE"),
        help=t("write what a language lacks as rows of translations.csv, to be filled in"),
    )  # fmt: skip

    command("verify", t("compare the summaries with the log"), "verify")
    command("rebuild", t("compute the summaries anew from the log"), "rebuild")
    add_backup(command, t)
    add_people(
        command("people", t("keep the people who sign in"), "people list"), t
    )
    add_review(command("review", t("decide upon what was sent, and ask for reports"),
                       "review list"), t)  # fmt: skip
    figure = command("figure", t("list figures, or give one as data or a file"), "figure list")
    _figure(figure, t)
    add_exchange(command, t)
    report = command(
        "report", t("write the Board paper or the annual report to a file"),
        "report --template board-paper --known-on 2012-12 --out board-paper.pdf",
    )  # fmt: skip
    _report(report, t)
    add_edition(
        command("edition", t("freeze a report, and see what has changed since"),
                "edition check annual-report.pdf"),
        t, choices=_choices, templates=TEMPLATES, rows=BY,
    )  # fmt: skip
    add_data(
        command("data", t("write all figures as tables, or the results as IATI, to a file"),
                "data --format package --out data.zip --known-on 2012-12"),
        t, choices=_choices,
    )  # fmt: skip
    return parser


def _report(parser: Parser, t: Translate) -> None:
    parser.add_argument(
        "--template", default=TEMPLATES[0], metavar=t("NAME"),
        help=t("one of {choices}, or a file of your own that ends in .toml",
               choices=", ".join(TEMPLATES)),
    )  # fmt: skip
    parser.add_argument(
        "--by", choices=BY, metavar="BY",
        help=t("what the parts are: one of {choices}", choices=", ".join(BY)),
    )
    parser.add_argument(
        "--format", choices=BOOKS, metavar="FORMAT",
        help=t("one of {choices}; without it, as the file's name ends", choices=", ".join(BOOKS)),
    )  # fmt: skip
    parser.add_argument(
        "--out", required=True, metavar=t("FILE"), help=t("the file to write; '-' is the terminal")
    )
    _choices(parser, t)


def _figure(parser: Parser, t: Translate) -> None:
    commands = parser.add_subparsers(dest="command", required=True, metavar=t("COMMAND"))

    def command(name: str, says: str, example: str) -> Parser:
        made: Parser = commands.add_parser(
            name, t=t, help=says, description=_sentence(says), example=f"figure {example}"
        )
        return made

    listed = command("list", t("list the figures of a strategy"), "list --titles --period 2012")
    listed.add_argument(
        "--titles", action="store_true", help=t("say also what each figure shows; takes seconds")
    )
    data = command("data", t("write the table of a figure to the terminal"),
                   "data coverage-map --format csv --known-on 2012-12")  # fmt: skip
    render = command(
        "render", t("write a figure to a file"),
        "render coverage-map --format png --out map.png --language fr",
    )  # fmt: skip
    for made in (data, render):
        made.add_argument("name", metavar=t("NAME"), help=t("a name that 'figure list' gives"))
    data.add_argument(
        "--format", choices=DATA, default=DATA[0], metavar="FORMAT",
        help=t("one of {choices}", choices=", ".join(DATA)),
    )  # fmt: skip
    render.add_argument(
        "--format", choices=FILES, metavar="FORMAT",
        help=t("one of {choices}; without it, as the file's name ends", choices=", ".join(FILES)),
    )  # fmt: skip
    render.add_argument(
        "--out", required=True, metavar=t("FILE"), help=t("the file to write; '-' is the terminal")
    )
    for made in (listed, data, render):
        _choices(made, t)
    reopen = command(
        "reopen", t("write the figure of an id again, the same as it was"),
        "reopen C-01~2010-2015~2011-2012~2012-12~all~full~all~en --out map.pdf",
    )  # fmt: skip
    reopen.add_argument("id", metavar="ID", help=t("the id that stands under the figure"))
    reopen.add_argument(
        "--format", choices=FILES, metavar="FORMAT",
        help=t("one of {choices}; without it, as the file's name ends", choices=", ".join(FILES)),
    )  # fmt: skip
    reopen.add_argument(
        "--out", default="", metavar=t("FILE"),
        help=t("the file to write; '-' is the terminal; without it, a file named after the id"),
    )  # fmt: skip
    for made in (render, reopen):
        _paper(made, t)


def _paper(parser: Parser, t: Translate) -> None:
    """Add how a picture is made for paper."""
    from ifla_metrics.report.sizes import PALETTES, RESOLUTIONS, SIZES

    group = parser.add_argument_group(t("for paper"))
    group.add_argument(
        "--size", choices=SIZES, metavar="SIZE",
        help=t("one of {choices}; without it, 170 mm wide", choices=", ".join(SIZES)),
    )  # fmt: skip
    group.add_argument(
        "--dpi", type=int, choices=RESOLUTIONS, default=RESOLUTIONS[0], metavar="DPI",
        help=t("dots per inch of a PNG, one of {choices}",
               choices=", ".join(map(str, RESOLUTIONS))),
    )  # fmt: skip
    group.add_argument(
        "--palette", choices=PALETTES, default="colour", metavar="PALETTE",
        help=t("one of {choices}", choices=", ".join(PALETTES)),
    )  # fmt: skip
    group.add_argument("--transparent", action="store_true", help=t("no white behind"))
    group.add_argument(
        "--outlined", action="store_true", help=t("letters as shapes, in SVG and PDF")
    )


def _choices(parser: Parser, t: Translate) -> None:
    """Add the choices that every figure depends on, the same as on screen."""
    group = parser.add_argument_group(t("choices"))
    group.add_argument("--framework", metavar="ID", help=t("the strategy, such as 2010-2015"))
    group.add_argument("--period", metavar="CODE", help=t("the reporting period, such as 2012"))
    group.add_argument(
        "--known-on", metavar="MOMENT", default=NOW,
        help=t("a Governing Board meeting (2012-12), a day (2012-06-30) or '{now}'", now=NOW),
    )  # fmt: skip
    group.add_argument(
        "--since", metavar="MOMENT", default="",
        help=t("what to compare with: an earlier meeting or day; else the meeting before"),
    )  # fmt: skip
    group.add_argument(
        "--direction", metavar="CODE", default="", help=t("one direction, such as SD1")
    )
    group.add_argument(
        "--counting", choices=COUNTING, metavar="RULE",
        help=t("one of {choices}; without it, the strategy's own", choices=", ".join(COUNTING)),
    )  # fmt: skip
    group.add_argument(
        "--language", choices=FIGURE_LANGUAGES, metavar="LANGUAGE",
        help=t("one of {choices}", choices=", ".join(FIGURE_LANGUAGES)),
    )  # fmt: skip
    group.add_argument("--documented-only", action="store_true", help=t("leave synthetic rows out"))


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + "."
