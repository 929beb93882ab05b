"""Report templates: the blocks of a report in order.

Two templates are shipped in `data/reports` as TOML; saved ones are JSON. The texts of shipped ones
are translatable messages, so that one template serves every language. Text that an editor typed is
printed unchanged.
"""

from __future__ import annotations

import tomllib
from dataclasses import fields, replace
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from ifla_metrics.errors import Refused, UnknownCode, n_
from ifla_metrics.settings import DATA
from ifla_metrics.text import clean, clean_line, slug

FOLDER = DATA / "reports"
MAX_TEXT_LENGTH = 20_000
"""Maximum length of a text block: about six pages."""
TITLES = {
    "board-paper": n_("Board paper"),
    "annual-report": n_("Annual report chapter"),
}
"""Titles of the shipped templates, by name."""
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
"""Labels of the kinds of blocks."""
REPEATED_KINDS = ("each_initiative", "each_direction")
KINDS_WITH_FIGURES = frozenset({"figure", "table", "summary", *REPEATED_KINDS})


def _known_kind(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"It must be one of {', '.join(KINDS)}.")
    return kind


Name = Annotated[str, AfterValidator(clean_line), Field(max_length=80)]
Text = Annotated[str, AfterValidator(lambda text: clean(text)[:MAX_TEXT_LENGTH])]

_NO_OTHER_KEYS = ConfigDict(extra="forbid")


@dataclass(frozen=True, config=_NO_OTHER_KEYS)
class Block:
    """One block of a report."""

    kind: Annotated[str, AfterValidator(_known_kind)]
    text: Text = ""
    """Text of a heading or text block."""
    figures: Annotated[tuple[Name, ...], Field(max_length=40)] = ()
    """Names of the figures to print or summarise."""
    rows: Annotated[int, Field(ge=0, le=1000)] = 0
    """Maximum number of table rows or stories; 0 is 60 rows, or all stories."""
    half: bool = False
    """Whether figures are half as wide as the page; two in a row are printed side by side."""
    new_page: bool = False

    def __post_init__(self) -> None:
        """Reject a block that should show figures but names none."""
        if self.kind in KINDS_WITH_FIGURES and not self.figures:
            raise ValueError("It names no figure.")


@dataclass(frozen=True, config=_NO_OTHER_KEYS)
class Template:
    """A report template."""

    name: Annotated[str, AfterValidator(lambda name: slug(name) or "report")]
    """Also the file name of the report."""
    title: Annotated[str, AfterValidator(lambda text: clean_line(text)[:200] or "Report")]
    blocks: Annotated[tuple[Block, ...], Field(min_length=1)]
    contents: bool = False
    """Whether to print a table of contents."""
    compact: bool = False
    """Whether to use smaller figures and spacing, for a paper of a few pages."""

    def split_by(self, part: str) -> Template:
        """Return the template with its repeated blocks per `initiative` or per `direction`."""
        kind = f"each_{part}"
        blocks = [
            replace(block, kind=kind) if block.kind in REPEATED_KINDS else block
            for block in self.blocks
        ]
        return replace(self, blocks=tuple(blocks))


_TEMPLATE = TypeAdapter(Template)


def load_shipped(name: str) -> Template:
    """Return a shipped template.

    Raises:
        UnknownCode: No template has this name; suggests the nearest one.
    """
    if name not in TITLES:
        raise UnknownCode(n_("template"), name, TITLES)
    return from_toml((FOLDER / f"{name}.toml").read_text("utf-8"))


def from_toml(text: str) -> Template:
    """Return a template from TOML.

    Raises:
        Refused: The text is not TOML or not a valid template; names the fault and its place.
    """
    try:
        return _TEMPLATE.validate_python(
            {"name": "report", "title": "Report", **tomllib.loads(text)}
        )
    except ValidationError as invalid:
        error = invalid.errors()[0]
        path, message = error["loc"], str(error["msg"])
        if error["type"] == "unexpected_keyword_argument":
            known = fields(Block if len(path) > 1 else Template)
            message = str(UnknownCode("name", path[-1], [field.name for field in known]))
        place = " ".join(str(key + 1) if isinstance(key, int) else key for key in path)
        reason = f"{place}: {message}"
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        reason = str(error)
    raise Refused(n_("The template cannot be read: {reason}"), reason=reason)


def rename(template: Template, typed: str) -> Template:
    """Return the template with a new name, which is also its title.

    Raises:
        Refused: The name is empty, that of a shipped template, or looks like a file name.
    """
    name = clean_line(typed)
    reserved = {*TITLES, *(title.lower() for title in TITLES.values())}
    if not name or name.lower() in reserved or name.lower().endswith(".toml"):
        raise Refused(n_("Choose a name that no supplied template has, without .toml at the end."))
    return replace(template, name=name, title=name)


def to_json(template: Template) -> str:
    """Return the template as text to save, which `from_json` reads."""
    return _TEMPLATE.dump_json(template, exclude_defaults=True).decode()


def from_json(text: str) -> Template:
    """Return a saved template."""
    return _TEMPLATE.validate_json(text)
