"""Declare commands: what a command is given, and how its result is printed or written."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict, is_dataclass
from functools import cached_property, wraps
from inspect import Parameter, Signature, signature
from operator import methodcaller
from pathlib import Path
from typing import Any

import typer
from typer.models import CommandFunctionType as Function

from ifla_metrics.choices import NOW, Choices
from ifla_metrics.cli.options import ChoiceOptions, Json, Out
from ifla_metrics.figures.registry import FigureSpec, find_spec, needs_of, specs_for
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.reading import Reading
from ifla_metrics.store import database
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.operations import migrate
from ifla_metrics.store.read.reading import framework_known_on, read, resolve_request

PROGRAM = "python -m ifla_metrics"
FOUND = 1
"""Exit code of a check that found faults or differences."""


class Context(ExitStack):
    """What a command works with: the reader's words, and the database once it is needed."""

    def __init__(self, t: Translate) -> None:
        super().__init__()
        self.t = t

    @cached_property
    def _engine(self) -> Any:
        engine = database.engine()
        migrate.require_ready(engine)
        return engine

    @cached_property
    def connection(self) -> Any:
        """A read transaction, until `end_read` or the end of the command; raises NotReady."""
        return self.enter_context(database.read_transaction(self._engine))

    def end_read(self) -> None:
        """End the read transaction: erasures wait for it, and on PostgreSQL restores do too."""
        self.close()
        vars(self).pop("connection", None)

    @property
    def engine(self) -> Any:
        """The engine to write with, once the read transaction has ended; raises NotReady."""
        self.end_read()
        return self._engine

    def framework(self, code: str, known_on: str = NOW) -> Framework:
        """Return a strategy as known on a day; "" is the one that the screen opens with.

        Raises:
            UnknownCode: No such strategy or known-on date.
        """
        first = next(iter(read_catalogue(self.connection).frameworks), "")
        return framework_known_on(self.connection, code or first, known_on)

    def choices(self, options: ChoiceOptions) -> Choices:
        """Return the choices in options, with the strategy's defaults of the day.

        Raises UnknownCode if one of them does not exist.
        """
        framework = self.framework(options.framework, options.known_on)
        values: dict[str, Any] = asdict(options) | {
            "framework": framework.id,
            "period": framework.period(options.period or framework.default_period).code,
            "counting": options.counting or framework.counting,
            "language": self.t.language,
        }
        return resolve_request(self.connection, Choices(**values), compared=True).choices

    def figures(self, choices: Choices, *names: str) -> tuple[Sequence[FigureSpec], Reading]:
        """Return the figures of some names (default: all of the strategy) and their reading.

        Raises:
            UnknownCode: The strategy, as known on the day, has no such figure, period or direction.
        """
        framework = self.framework(choices.framework, choices.known_on)
        specs = [find_spec(name, framework) for name in names] or specs_for(framework)
        return specs, read(self.connection, choices, *needs_of(specs))


class Commands(typer.Typer):
    """A group of commands.

    A command takes a `Context` and its options, some of them in dataclasses. The text that it
    returns is printed; bytes are written to the file of its option --out, which is opened only
    then, so that an error leaves an earlier file as it was.
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


def _write(out: Any, content: bytes) -> None:
    """Write a file; if the disk is full, no part of it remains."""
    try:
        out.write(content)
        out.flush()
    except OSError as error:
        path = Path(out.name)
        if path.exists():  # Not standard output.
            with suppress(OSError):
                out.close()
            if path.is_file():  # Not a device.
                path.unlink()
            error.filename = out.name
        raise


def _with_options(command: Callable[..., Any], columns: str | None) -> Any:
    """Return a function that Typer can inspect: all options expanded, the result printed."""
    own = signature(command)
    options = {name: p for name, p in own.parameters.items() if name != "context"}
    groups: dict[str, Any] = {
        name: p.annotation for name, p in options.items() if is_dataclass(p.annotation)
    }
    for name, group in groups.items():
        options |= signature(group).parameters
        del options[name]
    if own.return_annotation is bytes:
        options["out"] = Parameter("out", Parameter.KEYWORD_ONLY, annotation=Out)
    if columns is not None:
        options["json"] = Parameter("json", Parameter.KEYWORD_ONLY, default=False, annotation=Json)

    def run(typer_context: typer.Context, **values: Any) -> None:
        language = values.get("language")
        for name, group in groups.items():
            values[name] = group(**{key: values[key] for key in signature(group).parameters})
        with Context(translate(language) if language else typer_context.obj) as context:
            values["context"] = context
            result = command(**{name: values[name] for name in own.parameters})
        if isinstance(result, bytes):
            _write(values["out"], result)
        elif isinstance(result, list) and values["json"]:
            print_json(result)
        elif isinstance(result, list):
            print_rows(result, str(columns).split())
        elif result:
            print(result)
        sys.stdout.flush()  # Typer handles a closed pipe (as with `head`) here, not at exit.

    expanded = [Parameter("typer_context", Parameter.KEYWORD_ONLY, annotation=typer.Context)]
    expanded += [p.replace(kind=Parameter.KEYWORD_ONLY) for p in options.values()]
    wrapper: Any = wraps(command)(run)
    wrapper.__signature__ = Signature(expanded)
    wrapper.__annotations__ = {p.name: p.annotation for p in expanded}
    return wrapper


def print_rows(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Print the columns of each row, separated by tabs; all columns if none are named."""
    for row in rows:
        values = ["" if row[name] is None else row[name] for name in columns or row]
        print(*(" ".join(v) if isinstance(v, list) else v for v in values), sep="\t")


def print_json(value: Any) -> None:
    """Print a value as JSON."""
    print(json.dumps(value, ensure_ascii=False, indent=1, default=methodcaller("isoformat")))
