"""Options that several commands share, and printing of results."""

import json
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date
from functools import wraps
from inspect import Parameter, Signature, signature
from operator import methodcaller
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.models import CommandFunctionType as Function

from ifla_metrics.errors import Refused, UnknownCode, n_
from ifla_metrics.i18n import FIGURE_LANGUAGES, translate

PROGRAM = "python -m ifla_metrics"
FOUND = 1
"""Exit code of a check that found faults or differences."""


class Commands(typer.Typer):
    """A group of commands.

    A command may have a parameter `t` (the reader's `Translate`) and parameters that are
    dataclasses of options. The text it returns is printed.
    """

    def __init__(self, name: str | None = None, about: str | None = None) -> None:
        super().__init__(name=name, help=about, add_completion=False, rich_markup_mode=None)

    def command(
        self, *names: Any, example: str = "", columns: str | None = None, **settings: Any
    ) -> Callable[[Function], Function]:
        """Return a decorator that adds a command, with an example in its help.

        A command with `columns` returns a list of rows. It prints these columns of each row ("" for
        all), or the rows as JSON with the option --json.
        """
        epilog = f"Example:\n\n\b\n    {PROGRAM} {example}"
        add = super().command(*names, epilog=epilog, **settings)
        return lambda function: add(_with_options(function, columns))


def _with_options(command: Callable[..., Any], columns: str | None) -> Any:
    """Return a function that Typer can inspect: dataclasses expanded to options, result printed."""
    own = signature(command).parameters
    option_groups: dict[str, Any] = {
        name: p.annotation for name, p in own.items() if is_dataclass(p.annotation)
    }

    def run(context: typer.Context, **values: Any) -> None:
        language = values.get("language")
        t = translate(language) if language else context.obj
        for name, group in option_groups.items():
            values[name] = group(**{key: values.pop(key) for key in signature(group).parameters})
        if "t" in own:
            values["t"] = t
        as_json = columns is not None and values.pop("json")
        result = command(**values)
        if as_json:
            print_json(result)
        elif columns is not None:
            print_rows(result, columns.split())
        elif result:
            print(result)
        sys.stdout.flush()  # Typer handles a closed pipe (as with `head`) here, not at exit.

    expanded = [Parameter("context", Parameter.KEYWORD_ONLY, annotation=typer.Context)]
    expanded += [p for name, p in own.items() if name != "t" and name not in option_groups]
    expanded += [p for g in option_groups.values() for p in signature(g).parameters.values()]
    if columns is not None:
        expanded.append(Parameter("json", Parameter.KEYWORD_ONLY, default=False, annotation=Json))
    expanded = [p.replace(kind=Parameter.KEYWORD_ONLY) for p in expanded]
    wrapper: Any = wraps(command)(run)
    wrapper.__signature__ = Signature(expanded)
    wrapper.__annotations__ = {p.name: p.annotation for p in expanded}
    return wrapper


def option(metavar: str, about: str) -> Any:
    """Return an option with a value."""
    return typer.Option(metavar=metavar, help=about)


def flag(name: str, about: str) -> Any:
    """Return an option without a value."""
    return typer.Option(name, help=about)


def argument(metavar: str, about: str) -> Any:
    """Return a positional argument."""
    return typer.Argument(metavar=metavar, help=about)


def choice(about: str, choices: Collection[str] | Collection[int], *names: str) -> Any:
    """Return an option that accepts only the values in `choices`."""

    def check(param: typer.CallbackParam, value: str | int | None) -> str | int | None:
        if value and value not in choices:
            raise UnknownCode(param.opts[0], value, map(str, choices))
        return value

    return typer.Option(*names, help=about, metavar="|".join(map(str, choices)), callback=check)


def day_option(about: str) -> Any:
    """Return an option that is a day, such as 2012-06-30."""
    return typer.Option(help=about, metavar="YYYY-MM-DD", parser=_parse_day)


def _parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("a day is written as in 2012-06-30.") from error


FrameworkId = Annotated[str, option("ID", "the strategy, such as 2010-2015")]
PeriodCode = Annotated[str, option("CODE", "the reporting period, such as 2012")]
GroupCode = Annotated[str, option("CODE", "a working group, such as ALP")]
Language = Annotated[str, choice("the language of the output", FIGURE_LANGUAGES)]
# `out.write` opens the file before its argument is evaluated. Build the content on a line before,
# so that an error neither leaves an empty file nor empties an existing one.
Out = Annotated[typer.FileBinaryWrite, option("FILE", "the file to write")]
Json = Annotated[bool, flag("--json", "print JSON")]
Reason = Annotated[str, option("TEXT", "the reason")]


def exactly_one(values: Mapping[str, object]) -> None:
    """Raise Refused unless exactly one of the options, given by name, has a value."""
    if sum(map(bool, values.values())) != 1:
        raise Refused(n_("Give exactly one of these: {options}."), options=", ".join(values))


def format_of(out: typer.FileBinaryWrite, file_format: str, formats: Collection[str]) -> Any:
    """Return `file_format`, or the format that the file's name ends in."""
    file_format = file_format or Path(out.name).suffix.removeprefix(".").lower()
    if file_format not in formats:
        raise UnknownCode(n_("format"), file_format, formats)
    return file_format


def print_rows(rows: Sequence[Mapping[str, Any]], columns: Collection[str]) -> None:
    """Print the columns of each row, separated by tabs; all columns if none are named."""
    for row in rows:
        values = ["" if row[name] is None else row[name] for name in columns or row]
        print(*(" ".join(v) if isinstance(v, list) else v for v in values), sep="\t")


def print_json(value: Any) -> None:
    """Print a value as JSON."""
    print(json.dumps(value, ensure_ascii=False, indent=1, default=methodcaller("isoformat")))
