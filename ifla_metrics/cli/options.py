"""Options that several commands share, and how to declare one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from ifla_metrics.choices import COUNTING_RULES, NOW
from ifla_metrics.errors import Refused, n_
from ifla_metrics.i18n import FIGURE_LANGUAGES


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

    def check(value: str | int | None) -> str | int | None:
        if value and value not in choices:
            raise typer.BadParameter(f"'{value}' is not one of {', '.join(map(str, choices))}.")
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


def exactly_one(values: Mapping[str, object]) -> None:
    """Raise Refused unless exactly one of the options, given by name, has a value."""
    if sum(map(bool, values.values())) != 1:
        raise Refused(n_("Give exactly one of these: {options}."), options=", ".join(values))


def format_of(out: typer.FileBinaryWrite, file_format: str, formats: Collection[str]) -> Any:
    """Return `file_format`, or the format that the file's name ends in."""
    file_format = file_format or Path(out.name).suffix.removeprefix(".").lower()
    if file_format not in formats:
        raise typer.BadParameter(f"the name of the file must end in .{', .'.join(formats)}.")
    return file_format


FrameworkId = Annotated[str, option("ID", "the strategy, such as 2010-2015")]
PeriodCode = Annotated[str, option("CODE", "the reporting period, such as 2012")]
GroupCode = Annotated[str, option("CODE", "a working group, such as ALP")]
Language = Annotated[str, choice("the language of the output", FIGURE_LANGUAGES)]
Json = Annotated[bool, flag("--json", "print JSON")]
Out = Annotated[typer.FileBinaryWrite, option("FILE", "the file to write")]


@dataclass(frozen=True)
class ChoiceOptions:
    """The reader's choices as options; "" is the strategy's default."""

    framework: FrameworkId = ""
    period: PeriodCode = ""
    known_on: Annotated[str, option("DAY", "a day (2012-06-30), a meeting (2012-12), 'now'")] = NOW
    since: Annotated[str, option("DAY", "compare with this day, not the last meeting")] = ""
    direction: Annotated[str, option("CODE", "only one direction, such as SD1")] = ""
    region: Annotated[str, option("CODE", "only one region, such as africa")] = ""
    group: GroupCode = ""
    reviewed_only: Annotated[bool, flag("--reviewed-only", "only approved entries")] = False
    counting: Annotated[str, choice("default: the strategy's counting rule", COUNTING_RULES)] = ""
    language: Language = ""
    documented_only: Annotated[bool, flag("--documented-only", "no demonstration data")] = False
