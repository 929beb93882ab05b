"""Errors shown to the user, and translatable messages.

A message is a msgid with named placeholders. `translate` returns it in the reader's language,
`str()` in English.
"""

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


def n_(message: str) -> str:
    """Mark a msgid for extraction; it is translated where it is shown."""
    return message


@dataclass(frozen=True)
class Message:
    """A msgid (marked by `n_`) and the values of its placeholders."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format(**self.values)

    def translate(self, t: Callable[..., str]) -> str:
        """Return the message in the reader's language, with messages among its values."""
        values = {
            key: value.translate(t) if isinstance(value, Message | IflaMetricsError) else value
            for key, value in self.values.items()
        }
        return t(self.text, **values)


class IflaMetricsError(Exception):
    """Base of all errors shown to the user."""

    def __init__(self, text: str, /, **values: object) -> None:
        self.message = Message(text, values)
        super().__init__(str(self.message))

    def translate(self, t: Callable[..., str]) -> str:
        """Return the message in the reader's language."""
        return self.message.translate(t)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the error without calling `__init__`, so that worker processes can raise it."""
        return Exception.__new__, (type(self), *self.args), vars(self)


def nearest(code: str, known: Iterable[str]) -> str | None:
    """Return the known code most similar to `code` in any case, or None if none is similar."""
    text, codes = code.casefold(), {str(k).casefold(): str(k) for k in known}
    matches = difflib.get_close_matches(text, codes, cutoff=0.5)
    return codes[min(matches, key=lambda match: not match.startswith(text))] if matches else None


class UnknownCode(IflaMetricsError):
    """A code that is not in its list, with the nearest code in the list."""

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
    """The actor lacks the right to do this."""


class PeriodLocked(NotAllowed):
    """A write in a locked reporting period that is not open to the group."""

    def translate(self, t: Any) -> str:
        """Return the message, with the period's name, in the reader's language."""
        values = self.message.values
        return str(t(self.message.text, **{**values, "period": t.period(values["period"])}))


class Conflict(IflaMetricsError):
    """Somebody else changed the entry after the form was opened. Nothing was written."""


class BrokenRule(IflaMetricsError, ValueError):
    """A draft breaks a rule of one of its validators.

    A ValueError, so that pydantic collects it. The value `field` names the field to show it at.
    """


class Refused(IflaMetricsError):
    """Invalid input. Nothing was changed."""


class NotReady(IflaMetricsError):
    """The database is missing, empty, unavailable, or not at the schema of the code."""


DATABASE_UNAVAILABLE = n_("The database is not responding. Please try again in a moment.")


class JobFailed(IflaMetricsError):
    """A job of a worker process failed or timed out."""


@dataclass(frozen=True)
class Fault:
    """A fault of a cell in a data file. Rows count as in a spreadsheet: the header is row 1."""

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
    """All faults of a folder of data. Nothing was loaded."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        listed = "\n".join(map(str, self.faults))
        text = n_("Faults found: {count}\n{listed}")
        super().__init__(text, count=len(self.faults), listed=listed)
