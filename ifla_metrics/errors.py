"""Errors raised on purpose. Each names the thing, its place and the nearest valid value.

Messages are msgids of the catalogue with named placeholders; `translate` fills them in the reader's
language, `str()` in English. `n_` marks a msgid for extraction without translating it.
"""

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


def n_(message: str) -> str:
    """Mark `message` for the catalogue; it is translated where it is shown."""
    return message


@dataclass(frozen=True)
class Message:
    """A message of the catalogue (marked by `n_`) and the values of its holes."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format(**self.values)

    def translate(self, t: Callable[..., str]) -> str:
        """Return it in the reader's language; so are messages and errors among its values."""
        values = self.values.items()
        return t(
            self.text,
            **{
                k: v.translate(t) if isinstance(v, Message | IflaMetricsError) else v
                for k, v in values
            },
        )


class IflaMetricsError(Exception):
    """Base of all errors of this package: a catalogue message and its values."""

    def __init__(self, text: str, /, **values: object) -> None:
        self.message = Message(text, values)
        super().__init__(str(self.message))

    def translate(self, t: Callable[..., str]) -> str:
        """Return the message in the reader's language."""
        return self.message.translate(t)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the error as it is: a worker process raises it for its server."""
        return _rebuilt, (type(self), self.args, vars(self))


def _rebuilt(kind: type[IflaMetricsError], args: tuple[Any, ...], state: dict[str, Any]) -> Any:
    error = kind.__new__(kind, *args)
    vars(error).update(state)
    return error


def nearest(code: str, known: Iterable[str]) -> str | None:
    """Return the known code most like `code`, or None when nothing comes near."""
    found = difflib.get_close_matches(str(code), [str(k) for k in known], n=1, cutoff=0.5)
    return found[0] if found else None


class UnknownCode(IflaMetricsError):
    """A code that its list does not have; carries the nearest one of the list."""

    def __init__(self, kind: str, code: object, known: Iterable[str] = ()) -> None:
        self.kind, self.code = kind, str(code)
        self.nearest = nearest(self.code, known)
        values = {"kind": Message(kind), "code": self.code}
        if self.nearest:
            text = n_("Unknown {kind} '{code}'. Did you mean '{nearest}'?")
            super().__init__(text, **values, nearest=self.nearest)
        else:
            super().__init__(n_("Unknown {kind} '{code}'."), **values)


class NotAllowed(IflaMetricsError):
    """The actor has no right to do this to that object (default deny)."""


class PeriodLocked(NotAllowed):
    """A write touches a reporting period that is locked and not open to the group."""

    def translate(self, t: Any) -> str:
        """Return the message in the reader's language, a quarter by the name it has there."""
        values = self.message.values
        return str(t(self.message.text, **{**values, "period": t.period(values["period"])}))


class Conflict(IflaMetricsError):
    """Somebody else changed the record after the form was opened; nothing was written."""


class BrokenRule(IflaMetricsError, ValueError):
    """A rule of a draft is broken; pydantic keeps the error, so that a form can show it.

    The value `field` names the field at which a rule about several fields is shown.
    """


class Refused(IflaMetricsError):
    """What was given cannot be taken, and nothing was changed; the message says why."""


class NotReady(IflaMetricsError):
    """The database is missing, empty, older or newer than the code; names the command to run."""


DATABASE_UNAVAILABLE = n_("The database is not responding. Please try again in a moment.")


class JobFailed(IflaMetricsError):
    """A file could not be made: its process died, took too long, or said why not."""


@dataclass(frozen=True)
class Fault:
    """One fault of one cell in a data file. `row` counts as a spreadsheet does: the header is 1."""

    file: str
    row: int | None
    column: str | None
    value: str
    reason: str
    nearest: str | None = None

    def __str__(self) -> str:
        place = self.file + (f", row {self.row}" if self.row else "")
        place += f", column {self.column}" if self.column else ""
        hint = f" Did you mean '{self.nearest}'?" if self.nearest else ""
        value = f"'{self.value}': " if self.value else ""
        return f"{place}: {value}{self.reason}.{hint}"


class FaultyData(IflaMetricsError):
    """A folder of data has faults, all of them listed; nothing was loaded."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        listed = "\n".join(str(f) for f in self.faults)
        super().__init__(
            n_("Faults found: {count}\n{listed}"), count=len(self.faults), listed=listed
        )
