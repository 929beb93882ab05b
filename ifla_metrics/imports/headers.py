"""The sheet that holds the activities, the row of its headers, and its columns."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from ifla_metrics.errors import Message, Refused, n_
from ifla_metrics.i18n import LANGUAGES, translate
from ifla_metrics.imports.columns import TABLE_COLUMNS, Column
from ifla_metrics.imports.read import FileRefused, Sheet, Table, Value, is_empty, shown
from ifla_metrics.imports.rows import Question, Source
from ifla_metrics.settings import ROOT
from ifla_metrics.text import folded, without_accents

_ARTICLES = re.compile(
    r"\b(?:the|of|an?|d|de[rnms]?|des|du|l[ae]?|les|las|los|el|d[ao]s?|die|vo[nm])\b"
)
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý])")
_LEADING_NUMBER = re.compile(r"^(?:[a-z]?\d+(?:\.\d+)*[a-z]?\s+)+")
_WORDS = re.compile(r"[\w%]+")


@lru_cache(maxsize=4096)
def fold_header(header: str) -> str:
    """Return a header as it is compared: no case, accents, punctuation, numbers, articles.

    “3. Titre de l'action *”, “titreAction” and “titre_action” are one.
    """
    apart = _CAMEL.sub(" ", unicodedata.normalize("NFKC", header)).replace("_", " ")
    words = _WORDS.findall(without_accents(apart))
    line = _LEADING_NUMBER.sub("", " ".join(words)) or " ".join(words)
    return " ".join(_ARTICLES.sub(" ", line).split()) or line


def _folded(names: Iterable[str]) -> frozenset[str]:
    return frozenset(fold_header(name) for name in names)


def _titles(column: Column) -> list[str]:
    return [translate(language)(column.title) for language in LANGUAGES]


_CONTENT = tomllib.loads((ROOT / "data" / "imports" / "fields.toml").read_text(encoding="utf-8"))
FIELDS = {k: TABLE_COLUMNS[k] for k in _CONTENT if k in TABLE_COLUMNS} | TABLE_COLUMNS
"""The fields that a table may feed."""
NAMES = {
    name: _folded(_CONTENT[name]["names"] if name in _CONTENT else _titles(column))
    for name, column in FIELDS.items()
}
"""The headers that name a field for certain; one without a list is named by its title."""
VAGUE = {name: _folded(_CONTENT.get(name, {}).get("vague", ())) for name in FIELDS}
"""The headers that are asked about."""
CODE_WORDS = {
    name: {folded(word): code for code, written in codes.items() for word in written}
    for name, codes in _CONTENT["words"].items()
}
"""The code of a word, by list."""
WORD_LISTS = {name: _folded(found) for name, found in _CONTENT["lists"].items()}
"""Headers and words by what they say."""
COUNT_WORDS: Mapping[str, Any] = _CONTENT["counts"]
"""Words around a number of people."""
_TOOLS: Mapping[str, list[str]] = _CONTENT["tools"]
"""Headers of form tools as they stand."""

HEADER_ROWS = 30
"""Filled rows from the top among which the headers are looked for."""
_RIVAL = 3
"""Fields that a sheet names which may be meant instead of the one that names the most."""


@dataclass
class FileColumn:
    """A column of the sheet: its header as shown and folded, with the heading above it."""

    number: int
    header: str
    folded: str
    values: list[Value] = field(default_factory=list)

    @property
    def letters(self) -> str:
        """The letters of the column: A, B … AA."""
        return str(xl_col_to_name(self.number - 1))

    def source(self, sheet: str) -> Source:
        """Return the column as a possible source of a field, with three different values."""
        samples = tuple(dict.fromkeys(shown(value)[:60] for value in self.values))[:3]
        return Source(sheet, self.letters, self.header, len(self.values), samples)


def choose_sheet(table: Table, answers: Mapping[str, str]) -> tuple[Sheet, list[Question]]:
    """Return the sheet with the most columns that are known; a rival is asked about."""
    filled = [sheet for sheet in table.sheets if sheet.rows]
    if answer := answers.get("sheet"):
        # A CSV file is one sheet with the name of the file, which is another one next month.
        chosen = next((sheet for sheet in filled if sheet.is_text or sheet.name == answer), None)
        if chosen is None:
            raise Refused(n_("The file has no sheet “{sheet}”."), sheet=answer)
        return chosen, []
    visible = [sheet for sheet in filled if not sheet.hidden] or filled
    if not visible:
        raise FileRefused(n_("The file is empty."))
    named = {sheet.name: _best_header_row(sheet)[1] for sheet in visible}
    best = max(visible, key=lambda sheet: named[sheet.name])
    if all(named[sheet.name] < _RIVAL for sheet in visible if sheet is not best):
        return best, []
    choices = {sheet.name: sheet.name for sheet in visible}
    message = Message(n_("Which sheet holds the activities?"))
    return best, [Question("sheet", message, choices, best.name)]


def choose_header_row(sheet: Sheet, answers: Mapping[str, str]) -> tuple[int, list[Question]]:
    """Return the row of the headers; asked when none names two fields."""
    answer = answers.get("header_row", "")
    if answer.isdigit():
        return int(answer), []
    row, named = _best_header_row(sheet)
    choices = rows_of_headers(sheet)
    if named >= 2 or not choices:
        return row, []
    message = Message(n_("Which row holds the column headers?"))
    return row, [Question("header_row", message, choices, str(row))]


def rows_of_headers(sheet: Sheet) -> dict[str, str]:
    """Return the rows that may hold the headers, each with its first words, by number."""
    return {
        str(number): f"{number}: {' | '.join(texts)[:80]}"
        for number, texts in _texts_of_rows(sheet).items()
        if len(texts) > 1
    }


def _texts_of_rows(sheet: Sheet) -> dict[int, list[str]]:
    """Return the texts of the first rows, by their number."""
    return {
        row.number: [shown(value) for value in row.values if not is_empty(value)]
        for row in sheet.rows[:HEADER_ROWS]
    }


def _best_header_row(sheet: Sheet) -> tuple[int, int]:
    """Return the row that names the most fields, certain ones twice, and how many it names."""
    found = {}
    for number, texts in _texts_of_rows(sheet).items():
        names = {column.folded for column in _headers(sheet, number)} | {*map(fold_header, texts)}
        certain = {name for name, listed in NAMES.items() if listed & names}
        vague = {name for name, listed in VAGUE.items() if listed & names} - certain
        if certain or vague or len(texts) > 1:
            found[number] = (2 * len(certain) + len(vague), len(certain) + len(vague))
    first = sheet.rows[0].number
    best = max(found, key=lambda number: found[number][0], default=first)
    return best, found.get(best, (0, 0))[1]


def headers_of(sheet: Sheet, header_row: int) -> dict[int, str]:
    """Return the headers in a row by the number of their column."""
    return {column.number: column.header for column in _headers(sheet, header_row)}


def _headers(sheet: Sheet, header_row: int) -> list[FileColumn]:
    """Return the columns with a header; a number of people takes the heading above it too.

    “Women” below “Trainers” is no number of women who took part.
    """
    rows = {row.number: row.values for row in sheet.rows if row.number <= header_row}
    own = rows.get(header_row, ())
    above = _headings_above(rows, header_row)
    is_tool = any(shown(value) in _TOOLS["marks"] for value in own)
    columns = []
    for number in range(1, max(len(own), *above, 0) + 1):
        header = shown(own[number - 1]).strip() if number <= len(own) else ""
        heading = above.get(number, "")
        text = _without_group(header) if is_tool else header
        folded = "" if _is_tool_column(text, is_tool) else fold_header(text or heading)
        if heading and header and heading != header and _counts_people(folded):
            header = f"{heading} / {header}"
            if fold_header(heading) not in NAMES["participants"]:
                folded = f"{fold_header(heading)} {folded}"
        if header or heading:
            columns.append(FileColumn(number, header or heading, folded))
    return columns


def _headings_above(rows: Mapping[int, tuple[Value, ...]], header_row: int) -> dict[int, str]:
    """Return the heading above each column, if the row above holds any but the sheet's title.

    A heading reaches to the right up to the next one.
    """
    above, own = rows.get(header_row - 1, ()), rows.get(header_row, ())
    filled = [i for i, value in enumerate(above, 1) if not is_empty(value)]
    begins = next((i for i, value in enumerate(own, 1) if not is_empty(value)), 1)
    if not filled or filled == [begins]:
        return {}
    ends = [*filled[1:], max(len(above), len(own)) + 1]
    return {
        number: shown(above[first - 1]).strip()
        for first, end in zip(filled, ends, strict=True)
        for number in range(first, end)
    }


def _counts_people(folded: str) -> bool:
    return any(
        column.kind == "count" and folded in NAMES[name] | VAGUE[name]
        for name, column in FIELDS.items()
    )


def _without_group(header: str) -> str:
    """Return the name of a question without the groups that form tools put before it."""
    name = re.split(r"[/]", header)[-1]
    return name.rpartition("-")[2] if re.fullmatch(r"[\w-]+", name) else name


def _is_tool_column(header: str, is_tool: bool) -> bool:
    if header in _TOOLS["columns"]:
        return True
    return is_tool and (header.startswith("_") or header in _TOOLS["columns_of_tools"])


def read_columns(sheet: Sheet, header_row: int) -> list[FileColumn]:
    """Return the columns of a sheet with their filled cells below the headers."""
    columns = _headers(sheet, header_row)
    by_number = {c.number: c for c in columns}
    for row in sheet.rows:
        if row.number <= header_row:
            continue
        for number, value in enumerate(row.values, 1):
            if is_empty(value):
                continue
            if number not in by_number:
                by_number[number] = FileColumn(number, "", "")
            by_number[number].values.append(value)
    return [by_number[number] for number in sorted(by_number)]
