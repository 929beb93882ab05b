"""Report templates: the blocks of a report in order, as a TOML text that people read and send.

Two templates are shipped in `data/reports`. Their words are messages of the catalogue, so that one
template serves every language; what somebody typed is printed as typed.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from ifla_metrics.errors import Refused, UnknownCode, n_
from ifla_metrics.settings import DATA
from ifla_metrics.text import clean, clean_line

FOLDER = DATA / "reports"
MAX_TEXT_LENGTH = 20_000
"""Letters of one text block: about six pages."""
TITLES = {
    "board-paper": n_("Board paper"),
    "annual-report": n_("Annual report chapter"),
}
"""The shipped templates by name."""
KINDS = {
    "heading": n_("Heading"),
    "text": n_("Text"),
    "summary": n_("Summary in sentences"),
    "key_numbers": n_("Key numbers"),
    "figure": n_("Figure"),
    "table": n_("Table"),
    "each_initiative": n_("A part for each element"),
    "each_direction": n_("A part for each direction"),
    "decisions": n_("Decisions wanted"),
    "stories": n_("Stories"),
    "methods": n_("Appendix: methods"),
}
"""What a block is, and what a reader calls it."""
REPEATED_KINDS = ("each_initiative", "each_direction")
KINDS_WITH_FIGURES = frozenset({"figure", "table", "summary", *REPEATED_KINDS})


def _file_name(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "report"


def _known_kind(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"It is none of {', '.join(KINDS)}.")
    return kind


Name = Annotated[str, AfterValidator(clean_line), Field(max_length=80)]
Text = Annotated[str, AfterValidator(lambda typed: clean(typed)[:MAX_TEXT_LENGTH])]

_NOTHING_ELSE = ConfigDict(extra="forbid")


@dataclass(frozen=True, config=_NOTHING_ELSE)
class Block:
    """One block of a report."""

    kind: Annotated[str, AfterValidator(_known_kind)]
    text: Text = ""
    """The words of a heading or a text."""
    figures: Annotated[tuple[Name, ...], Field(max_length=40)] = ()
    """Names of the registry: of a figure or table, of what a summary speaks of, of each part."""
    rows: Annotated[int, Field(ge=0, le=1000)] = 0
    """Most rows or stories; 0: all that a page can hold."""
    half: bool = False
    """Of figures: half as wide as the page; two in a row stand side by side."""
    new_page: bool = False

    def __post_init__(self) -> None:
        """Refuse a block that shows figures and names none."""
        if self.kind in KINDS_WITH_FIGURES and not self.figures:
            raise ValueError("It names no figure.")


@dataclass(frozen=True, config=_NOTHING_ELSE)
class Template:
    """A report's blocks, and what holds for all of it."""

    name: Annotated[str, AfterValidator(_file_name)]
    """Names the report's files."""
    title: Annotated[str, AfterValidator(lambda typed: clean_line(typed)[:200] or "Report")]
    blocks: Annotated[tuple[Block, ...], Field(min_length=1)]
    contents: bool = False
    """Whether it opens with a table of contents."""
    compact: bool = False
    """Whether figures and spaces are smaller, for a paper of a few pages."""

    def split_by(self, part: str) -> Template:
        """Return the same report with a part for each `initiative` or `direction`."""
        kind = f"each_{part}"
        blocks = [
            replace(one, kind=kind) if one.kind in REPEATED_KINDS else one for one in self.blocks
        ]
        return replace(self, blocks=tuple(blocks))


_TEMPLATE = TypeAdapter(Template)


def load_shipped(name: str) -> Template:
    """Return a shipped template.

    Raises:
        UnknownCode: There is none of this name; carries the nearest one.
    """
    if name not in TITLES:
        raise UnknownCode(n_("template"), name, TITLES)
    return from_toml((FOLDER / f"{name}.toml").read_text("utf-8"))


def from_toml(text: str) -> Template:
    """Return the template of a text.

    Raises:
        Refused: It is not TOML, or something in it cannot be; names it.
    """
    try:
        return _TEMPLATE.validate_python(
            {"name": "report", "title": "Report", **tomllib.loads(text)}
        )
    except ValidationError as fault:
        wrong = fault.errors()[0]
        message: object = wrong["msg"]
        if wrong["type"] == "unexpected_keyword_argument":
            known = fields(Block if len(wrong["loc"]) > 1 else Template)
            message = UnknownCode("name", wrong["loc"][-1], [one.name for one in known])
        place = " ".join(str(one + 1) if isinstance(one, int) else one for one in wrong["loc"])
        reason = f"{place}: {message}"
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        reason = str(fault)
    raise Refused(n_("The template cannot be read: {reason}"), reason=reason)


def rename(template: Template, typed: str) -> Template:
    """Return the template under a name of its own, which then is its title.

    Raises:
        Refused: Nothing is left of the name, or it already means another report: a shipped
            one, or a file.
    """
    name = clean_line(typed)
    taken = {*TITLES, *(title.lower() for title in TITLES.values())}
    if not name or name.lower() in taken or name.lower().endswith(".toml"):
        raise Refused(n_("Choose a name that no supplied template has, without .toml at the end."))
    return replace(template, name=name, title=name)


def to_toml(template: Template) -> str:
    """Return the template as a text that `read` takes back."""
    lines = _toml_lines(template, ["name", "title", "contents", "compact"])
    for block in template.blocks:
        changed = [f.name for f in fields(block) if getattr(block, f.name) != f.default]
        lines += ["", "[[blocks]]", *_toml_lines(block, changed)]
    return "\n".join(lines) + "\n"


def _toml_lines(of: Template | Block, names: Iterable[str]) -> list[str]:
    """Return `name = value` lines; strings, lists and true of JSON are those of TOML."""
    return [f"{name} = {json.dumps(getattr(of, name), ensure_ascii=False)}" for name in names]
