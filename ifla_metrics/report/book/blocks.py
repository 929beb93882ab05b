"""The blocks that a report is built from, as a template lists them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from ifla_metrics.errors import IflaMetricsError, n_

Kind = Literal[
    "heading",
    "text",
    "summary",
    "key_numbers",
    "figure",
    "table",
    "each",
    "since",
    "decisions",
    "stories",
    "milestones",
    "methods",
    "data_tables",
]
KINDS: dict[Kind, str] = {
    "heading": n_("Heading"),
    "text": n_("Text"),
    "summary": n_("Summary in sentences"),
    "key_numbers": n_("Key numbers"),
    "figure": n_("Figure"),
    "table": n_("Table"),
    "each": n_("A part for each"),
    "since": n_("Since last meeting"),
    "decisions": n_("Decisions wanted"),
    "stories": n_("Stories"),
    "milestones": n_("Milestones"),
    "methods": n_("Appendix: methods"),
    "data_tables": n_("Appendix: data tables"),
}
"""What a block is, and what a reader calls it."""

By = Literal["initiative", "direction"]
BY: tuple[By, ...] = get_args(By)
LONGEST_TEXT = 20_000
"""Letters of one text block: about six pages."""


class WrongTemplate(IflaMetricsError):
    """A template that cannot be used: names the block and what is wrong with it."""


@dataclass(frozen=True)
class Block:
    """One block of a report.

    `text` is the words of a heading or a text. `figures` are names of the registry: the one of a
    figure or table, the ones that a summary speaks of, those of a part for each.
    """

    kind: Kind
    text: str = ""
    figures: tuple[str, ...] = ()
    level: int = 1
    rows: int = 0
    """Most rows, stories or decisions; 0: all that a page can hold."""
    columns: tuple[str, ...] = ()
    """Of a table: the keys of its columns; empty: the first that a page can hold."""
    half: bool = False
    """Of figures: half as wide as the page; two in a row stand side by side."""
    by: By = "initiative"
    """Of a part for each: which parts of the programme."""
    new_page: bool = False
    left_out: bool = False
    """Kept in the template, not printed."""
