"""Options that commands share, and what commands print and write."""

import json
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date, datetime
from functools import wraps
from inspect import Parameter, Signature, signature
from operator import methodcaller
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.models import CommandFunctionType as Function

from ifla_metrics.errors import Refused, UnknownCode, n_
from ifla_metrics.i18n import FIGURE_LANGUAGES, Translate, translate

PROGRAM = "python -m ifla_metrics"
FOUND = 1
"""Exit code of a check that found something."""


class Commands(typer.Typer):
    """Commands, which may take `t` (the reader's words) and dataclasses of options.

    The text that a command returns is printed.
    """

    def __init__(self, name: str | None = None, about: str | None = None) -> None:
        super().__init__(name=name, help=about, add_completion=False, rich_markup_mode=None)

    def command(
        self, *names: Any, example: str = "", columns: str | None = None, **settings: Any
    ) -> Callable[[Function], Function]:
        """Add a function as a command, with an example in its help.

        A command with `columns` returns rows: a line each with these columns ("" for all) or, with
        its option --json, everything as JSON.
        """
        shown = f"Example:\n\n\b\n    {PROGRAM} {example}"
        add = super().command(*names, epilog=shown, **settings)
        return lambda function: add(_with_options(function, columns))


def _with_options(command: Callable[..., Any], columns: str | None) -> Any:
    """Give a command the fields of its dataclasses as options of its own, and print its result."""
    own = signature(command).parameters
    groups: dict[str, Any] = {
        name: p.annotation for name, p in own.items() if is_dataclass(p.annotation)
    }

    def run(context: typer.Context, **values: Any) -> None:
        language = values.get("language")
        t = translate(language) if language else context.obj
        for name, group in groups.items():
            values[name] = group(**{one: values.pop(one) for one in signature(group).parameters})
        if "t" in own:
            values["t"] = t
        as_json = columns is not None and values.pop("json")
        result = command(**values)
        if as_json:
            print_json(result)
        elif columns is not None:
            print_rows(result, columns.split(), t)
        elif result:
            print(result)
        sys.stdout.flush()  # Here Typer knows what to do when nobody reads on, as after `head`.

    shown = [Parameter("context", Parameter.KEYWORD_ONLY, annotation=typer.Context)]
    shown += [p for name, p in own.items() if name != "t" and name not in groups]
    shown += [p for group in groups.values() for p in signature(group).parameters.values()]
    if columns is not None:
        shown.append(Parameter("json", Parameter.KEYWORD_ONLY, default=False, annotation=Json))
    shown = [p.replace(kind=Parameter.KEYWORD_ONLY) for p in shown]
    expanded: Any = wraps(command)(run)
    expanded.__signature__ = Signature(shown)
    expanded.__annotations__ = {p.name: p.annotation for p in shown}
    return expanded


def option(metavar: str, about: str) -> Any:
    """Return an option with a value."""
    return typer.Option(metavar=metavar, help=about)


def flag(name: str, about: str) -> Any:
    """Return an option that is given or not."""
    return typer.Option(name, help=about)


def argument(metavar: str, about: str) -> Any:
    """Return an argument without a name."""
    return typer.Argument(metavar=metavar, help=about)


def one_of(about: str, choices: Collection[str] | Collection[int], *names: str) -> Any:
    """Return an option with a list of values; a wrong one is answered with the nearest."""

    def check(param: typer.CallbackParam, value: str | int | None) -> str | int | None:
        if value and value not in choices:
            raise UnknownCode(param.opts[0], value, map(str, choices))
        return value

    return typer.Option(*names, help=about, metavar="|".join(map(str, choices)), callback=check)


def day_option(about: str) -> Any:
    """Return an option that is a day, such as 2012-06-30."""
    return typer.Option(help=about, metavar="YYYY-MM-DD", parser=_day)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise typer.BadParameter("a day is written as in 2012-06-30.") from fault


FrameworkId = Annotated[str, option("ID", "the strategy, such as 2010-2015")]
PeriodCode = Annotated[str, option("CODE", "the reporting period, such as 2012")]
GroupCode = Annotated[str, option("CODE", "one working group, such as ALP")]
Language = Annotated[str, one_of("the language of the words", FIGURE_LANGUAGES)]
# Opened when it is first written to: make the content before, so that a refusal leaves no file.
Out = Annotated[typer.FileBinaryWrite, option("FILE", "the file to write")]
Json = Annotated[bool, flag("--json", "as JSON")]
Reason = Annotated[str, option("WORDS", "why")]


def exactly_one(values: Mapping[str, object]) -> None:
    """Raise Refused unless exactly one of these options, by name, has a value."""
    if sum(map(bool, values.values())) != 1:
        raise Refused(n_("Give exactly one of these: {options}."), options=", ".join(values))


def format_of(out: typer.FileBinaryWrite, asked: str, formats: Collection[str]) -> Any:
    """Return the format asked for, else what the file's name ends in; raises UnknownCode."""
    found = asked or Path(out.name).suffix.removeprefix(".").lower()
    if found not in formats:
        raise UnknownCode(n_("format"), found, formats)
    return found


def print_rows(rows: Sequence[Mapping[str, Any]], columns: Collection[str], t: Translate) -> None:
    """Print a line for each row with these columns, or with all; say it where there is no row."""
    if not rows:
        print(t("There is nothing to show."), file=sys.stderr)
    for row in rows:
        print("\t".join(_text(row[name]) for name in columns or row).rstrip("\t"))


def _text(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(map(_text, value))
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return "" if value is None else str(value)


def print_json(value: Any) -> None:
    """Print a value as JSON."""
    print(json.dumps(value, ensure_ascii=False, indent=1, default=methodcaller("isoformat")))
