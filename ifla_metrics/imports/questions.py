"""The questions that the rows of a table leave open: one for each answer that would settle them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ifla_metrics.errors import n_
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.cells import DESCRIPTION
from ifla_metrics.imports.columns import Column
from ifla_metrics.imports.countries import find_country
from ifla_metrics.imports.known import Known
from ifla_metrics.imports.rows import Choice, Message, Question, Reason, Row
from ifla_metrics.imports.vocabulary import vocabulary

MOST_QUESTIONS = 200
"""Words that are asked about; a column with more holds no codes."""


def questions_of(rows: Iterable[Row], known: Known, t: Translate) -> list[Question]:
    """Return one question for each key that reasons ask for, with the cells that wait for it."""
    asked: dict[str, list[Reason]] = {}
    for row in rows:
        for reason in row.reasons:
            if reason.ask:
                asked.setdefault(reason.ask, []).append(reason)
    return [_question(key, reasons, known, t) for key, reasons in [*asked.items()][:MOST_QUESTIONS]]


_LEAVE_OR_TAKE = (
    Choice("leave_out", n_("Leave them out")),
    Choice("take", n_("Take them as they are")),
)
_SIMPLE_QUESTIONS: dict[str, tuple[str, tuple[Choice, ...]]] = {
    "decimal": (
        n_("What is the decimal mark in this file? “{value}” can be read in two ways."),
        (
            Choice(",", n_("Comma: 1.234 is more than a thousand")),
            Choice(".", n_("Point: 1,234 is more than a thousand")),
        ),
    ),
    "count_range": (
        n_("How should a range such as “{value}” be counted?"),
        (
            Choice("lowest", n_("At least the lower number")),
            Choice("middle", n_("About the number in the middle")),
            Choice("highest", n_("Up to the higher number")),
            Choice("refuse", n_("Not at all: I will correct these rows")),
        ),
    ),
    "struck": (
        n_("Some rows are struck through, such as “{value}”. What should happen to them?"),
        _LEAVE_OR_TAKE,
    ),
    "totals": (
        n_("Some rows look like totals, such as “{value}”. What should happen to them?"),
        _LEAVE_OR_TAKE,
    ),
    "examples": (
        n_("Some rows look like examples, such as “{value}”. What should happen to them?"),
        _LEAVE_OR_TAKE,
    ),
    "cancelled": (
        n_("Some completed activities say “{value}”. What is their status?"),
        (
            Choice("cancelled", n_("Cancelled")),
            Choice("suspended", n_("Suspended")),
            Choice("take", n_("Completed, as given")),
        ),
    ),
    "future": (
        n_("Some completed activities end in the future. What is their status?"),
        (
            Choice("planned", n_("Planned")),
            Choice("under_way", n_("Under way")),
            Choice("refuse", n_("I will correct these rows")),
        ),
    ),
    "doubles": (
        n_("Several rows have the same title and days. What is one row?"),
        (
            Choice("keep", n_("An activity of its own")),
            Choice("first", n_("The same activity again: take the first")),
        ),
    ),
}


def _question(key: str, reasons: list[Reason], known: Known, t: Translate) -> Question:
    first = reasons[0]
    cells = tuple(reason.cell for reason in reasons[:20])
    if key in _SIMPLE_QUESTIONS:
        text, choices = _SIMPLE_QUESTIONS[key]
        return Question(key, Message(text, {"value": first.value}), choices, cells=cells)
    listed = vocabulary().fields[first.field]
    title = t(listed.title)
    if key.startswith("empty:"):
        message = Message(
            n_("The field “{field}” is empty in some rows ({n}). What should it say there?"),
            {"field": title, "n": len(reasons)},
        )
        choices = (*_codes(listed, known, t), Choice("", n_("Nothing: refuse these rows")))
        return Question(key, message, choices, cells=cells)
    word = key.split(":", 2)[2]
    message = Message(
        n_("What does “{value}” mean in the field “{field}”?"), {"value": word, "field": title}
    )
    if listed.kind == "countries":
        return _country_question(Question(key, message, cells=cells), word, known, t)
    choices = _codes(listed, known, t)
    if listed.key == "outcomes":
        choices += (Choice(DESCRIPTION, n_("It is text: add it to the description")),)
    if not listed.required:
        choices += (Choice("", n_("Nothing: leave it out")),)
    suggested = known.find(listed.codes, first.suggestion, known.framework) or ""
    return Question(key, message, choices, suggested, cells)


def _codes(listed: Column, known: Known, t: Translate) -> tuple[Choice, ...]:
    titles = known.titles(listed.codes, known.framework, t)
    return tuple(Choice(code, title) for code, title in titles.items())


def _country_question(asked: Question, word: str, known: Known, t: Translate) -> Question:
    """Return a question with all countries to choose from, the likely ones first."""
    match = find_country(word, known.countries)
    near = find_country(match.nearest, known.countries).alpha3 if match.nearest else ""
    first = [code for code in dict.fromkeys((*match.candidates, near)) if code]
    ordered = [*first, *(code for code in known.countries if code not in first)]
    choices = [Choice(code, t.country(*known.countries[code])) for code in ordered]
    nothing = Choice("", n_("No country: leave it out"))
    choices.insert(0 if match.is_no_country else len(choices), nothing)
    suggested = first[0] if len(first) == 1 else ""
    return replace(asked, choices=tuple(choices), suggested=suggested)
