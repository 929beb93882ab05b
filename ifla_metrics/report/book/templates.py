"""Templates: the blocks of a report in order, as a text that people can read, keep and send.

The text form is TOML. Two templates are shipped in `data/reports`; their words are messages of the
catalogue, so that one template serves every language. What somebody typed is printed as typed.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from ifla_metrics.assets import DATA
from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.report.book.blocks import BY, KINDS, LONGEST_TEXT, Block, By, WrongTemplate
from ifla_metrics.text import clean, clean_line

FOLDER = DATA / "reports"
MOST_BLOCKS, MOST_COLUMNS = 200, 12
LARGEST = 400_000
"""Bytes of a template's text."""
TITLES = {
    "board-paper": n_("Board paper"),
    "annual-report": n_("Annual report chapter"),
}
"""The shipped templates by name."""
SHIPPED_WORDS = (
    n_("Overview"),
    n_("Since last meeting"),
    n_("What needs the Board"),
    n_("Decisions wanted"),
    n_("The programme at a glance"),
    n_("Participation"),
    n_("Coverage"),
    n_("Milestones"),
    n_("Progress by element"),
    n_("Stories of change"),
    n_("Appendix: how the figures are made"),
    n_("Appendix: data tables"),
)
"""The words of the shipped templates; a test compares them with the files."""


@dataclass(frozen=True)
class Template:
    """A report's blocks, and what holds for all of it."""

    name: str
    title: str
    blocks: tuple[Block, ...]
    contents: bool = False
    """Whether it opens with a table of contents."""
    pages: int = 0
    """Pages that it may have: figures are made smaller until it fits. 0: as many as it needs."""

    def by(self, part: By) -> Template:
        """Return the same report with its parts made by initiative or by direction."""
        blocks = tuple(
            replace(block, by=part) if block.kind == "each" else block for block in self.blocks
        )
        return replace(self, blocks=blocks)

    @property
    def printed(self) -> tuple[Block, ...]:
        """The blocks that are not left out."""
        return tuple(block for block in self.blocks if not block.left_out)


def shipped(name: str) -> Template:
    """Return a shipped template.

    Raises:
        UnknownCode: There is none of this name; carries the nearest one.
    """
    if name not in TITLES:
        raise UnknownCode("template", name, TITLES)
    return read((FOLDER / f"{name}.toml").read_text("utf-8"))


def file(path: Path) -> Template:
    """Return the template that somebody keeps in a file; raises WrongTemplate, OSError."""
    written = path.read_bytes()
    try:
        return read(written.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        raise WrongTemplate(n_("The template is not a text in UTF-8.")) from fault


def read(text: str) -> Template:
    """Return the template of a text.

    Raises:
        WrongTemplate: It is not TOML, or a block is not one; names the block.
    """
    if len(text) > LARGEST:
        raise WrongTemplate(n_("The template is too large to be one."))
    try:
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise WrongTemplate(n_("The template cannot be read: {reason}"), reason=fault) from fault
    blocks = found.get("blocks", [])
    if not isinstance(blocks, list) or not blocks or len(blocks) > MOST_BLOCKS:
        raise WrongTemplate(n_("A template has between 1 and {most} blocks."), most=MOST_BLOCKS)
    name = clean_line(str(found.get("name", "")))
    return Template(
        name=_slug(name),
        title=clean_line(str(found.get("title", "")))[:200] or name or "Report",
        blocks=tuple(_block(block, place) for place, block in enumerate(blocks, start=1)),
        contents=found.get("contents") is True,
        pages=_number(found.get("pages", 0), most=200, place=0),
    )


def named(template: Template, typed: str) -> Template:
    """Return a report under a name of its own, which then is its title.

    Raises:
        WrongTemplate: Nothing is left of the name, or it already means another report: a shipped
            one, or a file.
    """
    name = clean_line(typed)
    shipped_names = {*TITLES, *(title.lower() for title in TITLES.values())}
    if not name or name.lower() in shipped_names or name.lower().endswith(".toml"):
        raise WrongTemplate(
            n_("A kept template has a name of its own: not that of a shipped one or of a file.")
        )
    return replace(template, name=_slug(name), title=name)


def write(template: Template) -> str:
    """Return the template as a text that `read` takes back."""
    head = ["name", "title", "contents", "pages"]
    lines = [*_lines(template, head)]
    for block in template.blocks:
        names = [f.name for f in fields(block) if getattr(block, f.name) != f.default]
        lines += ["", "[[blocks]]", *_lines(block, names)]
    return "\n".join(lines) + "\n"


def _slug(name: str) -> str:
    """Return the name of a report's files."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "report"


def _lines(of: Template | Block, names: Iterable[str]) -> list[str]:
    return [f"{name} = {_toml(getattr(of, name))}" for name in names]


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    # A basic string of TOML is a string of JSON, whose escapes are among those of TOML.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "")


def _block(found: Any, place: int) -> Block:
    if not isinstance(found, Mapping):
        raise WrongTemplate(n_("Block {place} is not a block."), place=place)
    kind = str(found.get("kind", ""))
    known = next((k for k in KINDS if k == kind), None)
    if known is None:
        nearest = UnknownCode("block", kind, KINDS)
        raise WrongTemplate(
            n_("Block {place}: {reason}"), place=place, reason=str(nearest)
        ) from nearest
    figures = found.get("figures", [found["figure"]] if "figure" in found else [])
    if not isinstance(figures, list) or not all(isinstance(f, str) for f in figures):
        raise WrongTemplate(n_("Block {place}: figures are a list of names."), place=place)
    if known in {"figure", "table", "summary", "each"} and not figures:
        raise WrongTemplate(n_("Block {place} names no figure."), place=place)
    columns = found.get("columns", [])
    if not isinstance(columns, list) or not all(isinstance(c, str) for c in columns):
        raise WrongTemplate(n_("Block {place}: columns are a list of names."), place=place)
    by = next((b for b in BY if b == found.get("by", BY[0])), None)
    if by is None:
        raise WrongTemplate(
            n_("Block {place}: 'by' is one of {choices}."), place=place, choices=", ".join(BY)
        )
    return Block(
        kind=known,
        text=clean(str(found.get("text", "")))[:LONGEST_TEXT],
        figures=tuple(clean_line(f)[:80] for f in figures[:40]),
        level=min(3, max(1, _number(found.get("level", 1), most=3, place=place))),
        rows=_number(found.get("rows", 0), most=1000, place=place),
        columns=tuple(clean_line(c)[:80] for c in columns[:MOST_COLUMNS]),
        half=found.get("half") is True,
        by=by,
        new_page=found.get("new_page") is True,
        left_out=found.get("left_out") is True,
    )


def _number(found: Any, *, most: int, place: int) -> int:
    if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found <= most:
        raise WrongTemplate(
            n_("Block {place}: {found} is not a number from 0 to {most}."),
            place=place,
            found=found,
            most=most,
        )
    return found
