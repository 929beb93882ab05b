"""Find the sheet of activities in a foreign table, its header row and its columns."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, zip_longest
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from ifla_metrics.errors import Message, Refused, n_
from ifla_metrics.i18n import LANGUAGES, translate
from ifla_metrics.imports.columns import TABLE_COLUMNS
from ifla_metrics.imports.read import Sheet, Table, Value, cell_text, is_empty
from ifla_metrics.imports.rows import Question
from ifla_metrics.settings import ROOT
from ifla_metrics.text import clean, folded, without_accents

_ARTICLES = re.compile(
    r"\b(?:the|of|an?|d|de[rnms]?|des|du|l[ae]?|les|las|los|el|d[ao]s?|die|vo[nm])\b"
)
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý])")
_LEADING_NUMBER = re.compile(r"^(?:[a-z]?\d+(?:\.\d+)*[a-z]?\s+)+")
_WORDS = re.compile(r"\w+|%")


@lru_cache(maxsize=4096)
def fold_header(header: str) -> str:
    """Return a header without case, accents, punctuation, leading numbers and articles.

    “3. Titre de l'action *”, “titreAction” and “titre_action” become the same.
    """
    spaced = _CAMEL.sub(" ", unicodedata.normalize("NFKC", header)).replace("_", " ")
    words = _WORDS.findall(without_accents(spaced))
    line = _LEADING_NUMBER.sub("", " ".join(words)) or " ".join(words)
    return " ".join(_ARTICLES.sub(" ", line).split()) or line


def _folded(names: Iterable[str]) -> frozenset[str]:
    return frozenset(fold_header(name) for name in names)


_FIELDS_TOML = tomllib.loads((ROOT / "data/imports/fields.toml").read_text(encoding="utf-8"))
FIELDS = {k: TABLE_COLUMNS[k] for k in _FIELDS_TOML if k in TABLE_COLUMNS} | TABLE_COLUMNS
"""The fields that a foreign table may provide."""
_TRANSLATIONS = [translate(language) for language in LANGUAGES]
HEADER_NAMES = {
    name: _folded(_FIELDS_TOML.get(name, {}).get("names") or [t(c.title) for t in _TRANSLATIONS])
    for name, c in FIELDS.items()
}
"""The headers that certainly name a field: those listed for it, or else its titles."""
VAGUE_NAMES = {name: _folded(_FIELDS_TOML.get(name, {}).get("vague", ())) for name in FIELDS}
"""The headers that may name a field, and have to be confirmed."""
_COUNT_NAMES = {
    header
    for name, column in FIELDS.items()
    if column.kind == "count"
    for header in HEADER_NAMES[name] | VAGUE_NAMES[name]
}
CODE_WORDS = {
    name: {folded(word): code for code, words in codes.items() for word in words}
    for name, codes in _FIELDS_TOML["words"].items()
}
"""The code of each word, by list."""
WORD_LISTS = {name: _folded(words) for name, words in _FIELDS_TOML["lists"].items()}
"""Words in headers and titles, by what they show (see `[lists]` in the file)."""
_HARMLESS = HEADER_NAMES["title"] | WORD_LISTS["without_meaning"]
NAME_WORDS = {
    name: {*" ".join(HEADER_NAMES[name] | VAGUE_NAMES[name] | _HARMLESS).split()} for name in FIELDS
}
"""The words that may stand beside the name of a field without changing what it means."""
TOTAL_NAMES = WORD_LISTS["first_or_last"] & VAGUE_NAMES["participants"]
"""The headers of a total: of participants, or of anything else."""
COUNT_WORDS: Mapping[str, Any] = _FIELDS_TOML["counts"]
"""Words around a number of people."""
_TOOLS: Mapping[str, list[str]] = _FIELDS_TOML["tools"]
"""Headers that form tools (Kobo, ODK …) add, not folded."""

HEADER_ROWS = 30
"""How many filled rows from the top are searched for headers."""
SAMPLE_SIZE = 200
"""How many cells of a column are read to see what they hold."""
_MIN_FIELDS = 3
"""The number of named fields from which a second sheet leads to a question."""


@dataclass(eq=False)
class Source:
    """Where a field comes from: a column of the file, or one constant for all rows.

    `header` and `folded` include the heading above if it matters. `values` are the filled cells
    below. A column that is not `certain` must be confirmed.
    """

    number: int = 0
    header: str = ""
    folded: str = ""
    constant: str = ""
    certain: bool = True
    values: list[Value] = field(default_factory=list, repr=False)

    @property
    def column(self) -> str:
        """The letters of the column, such as AA; "" for a constant."""
        return str(xl_col_to_name(self.number - 1)) if self.number else ""

    @property
    def answer(self) -> str:
        """The answer that stands for it: the column, "=" and the constant, or "" for neither."""
        return self.column or (f"={self.constant}" if self.constant else "")

    @property
    def samples(self) -> list[str]:
        """Up to three different values as text."""
        texts = (cell_text(value)[:60] for value in self.values[:SAMPLE_SIZE])
        return list(dict.fromkeys(texts))[:3]

    @property
    def personal(self) -> bool:
        """Whether the column names people. It is dropped, unless a person maps it to a field."""
        return self.folded in WORD_LISTS["personal"]


def choose_headers(table: Table, answers: Mapping[str, str]) -> tuple[Sheet, int, list[Question]]:
    """Return the sheet and the row that name the most fields.

    Ask if another sheet is likely too, or if no row names two fields.
    """
    sheets = [sheet for sheet in table.sheets if sheet.rows]
    if answer := answers.get("sheet"):
        # The only sheet of a CSV file has the file's name, which changes from month to month.
        sheets = [sheet for sheet in sheets if sheet.is_csv or sheet.name == answer][:1]
        if not sheets:
            raise Refused(n_("The file has no sheet “{sheet}”."), sheet=answer)
    else:
        sheets = [sheet for sheet in sheets if not sheet.hidden] or sheets
    places = [(sheet, *_best_header_row(sheet)) for sheet in sheets]
    sheet, row, field_count = max(places, key=lambda place: place[2])
    questions = []
    if sum(count >= _MIN_FIELDS for *_, count in places) > 1:
        message = Message(n_("Which sheet holds the activities?"))
        choices = {each.name: each.name for each in sheets}
        questions.append(Question("sheet", message, choices))
    answer = answers.get("header_row", "")
    if answer.isdigit():
        return sheet, int(answer), questions
    if field_count < 2:
        message = Message(n_("Which row holds the column headers?"))
        questions.append(Question("header_row", message, header_row_choices(sheet), str(row)))
    return sheet, row, questions


def header_row_choices(sheet: Sheet) -> dict[str, str]:
    """Return the rows that may hold the headers: number and first words, by number."""
    choices = {}
    for row in sheet.rows[:HEADER_ROWS]:
        words = " | ".join(cell_text(value) for value in row.values if not is_empty(value))
        choices[str(row.number)] = f"{row.number}: {words[:80]}"
    return choices


def _best_header_row(sheet: Sheet) -> tuple[int, int]:
    """Return the row that names the most fields, and their number. Certain names count twice."""
    scores = {}
    for row in sheet.rows[:HEADER_ROWS]:
        headers = {column.folded for column in headers_of(sheet, row.number)}
        headers |= {fold_header(cell_text(value)) for value in row.values}
        certain = {field for field, names in HEADER_NAMES.items() if names & headers}
        vague = {field for field, names in VAGUE_NAMES.items() if names & headers} - certain
        scores[row.number] = (2 * len(certain) + len(vague), len(certain) + len(vague))
    best = max(scores, key=lambda number: scores[number][0])
    return best, scores[best][1]


def headers_of(sheet: Sheet, header_row: int) -> list[Source]:
    """Return the columns with a header. Numbers of people include the heading above.

    “Women” below “Trainers” is not the number of women who took part.
    """
    headers, above = _texts(sheet, header_row), _texts(sheet, header_row - 1)
    is_tool = any(header in _TOOLS["marks"] for header in headers)
    columns = []
    texts = zip_longest(headers, _headings(above, headers), fillvalue="")
    for number, (header, heading) in enumerate(texts, start=1):
        text = _without_group(header) if is_tool else header
        folded = "" if _is_tool_column(text, is_tool) else fold_header(text or heading)
        title = header or heading
        if heading and header and folded in _COUNT_NAMES:
            title = f"{heading} / {header}"
            of_participants = fold_header(heading) in HEADER_NAMES["participants"]
            if folded in TOTAL_NAMES or not of_participants:
                folded = f"{fold_header(heading)} {folded}"
        if title:
            columns.append(Source(number, title, folded))
    return columns


def _texts(sheet: Sheet, number: int) -> list[str]:
    values = next((row.values for row in sheet.rows if row.number == number), ())
    return [clean(cell_text(value)) for value in values]


def _headings(above: list[str], headers: list[str]) -> Iterable[str]:
    """Return the heading above each column. A heading extends to the right up to the next one.

    A single text above the first header is the title of the sheet, not a heading.
    """
    first = next((i for i, header in enumerate(headers) if header), 0)
    if not any(above[:first] + above[first + 1 :]):
        return ()
    padded = above + [""] * (len(headers) - len(above))
    return accumulate(padded, lambda left, text: text or left)


def _without_group(header: str) -> str:
    """Return the name of a question without the group names that form tools put before it."""
    name = header.rpartition("/")[2]
    return name.rpartition("-")[2] if re.fullmatch(r"[\w-]+", name) else name


def _is_tool_column(header: str, is_tool: bool) -> bool:
    if header in _TOOLS["columns"]:
        return True
    return is_tool and (header.startswith("_") or header in _TOOLS["columns_of_tools"])


def read_columns(sheet: Sheet, header_row: int) -> list[Source]:
    """Return the columns of a sheet with the values below their headers."""
    columns = {column.number: column for column in headers_of(sheet, header_row)}
    rows = (row.values for row in sheet.rows if row.number > header_row)
    for number, values in enumerate(zip_longest(*rows), start=1):
        if filled := [value for value in values if not is_empty(value)]:
            columns.setdefault(number, Source(number)).values = filled
    return [columns[number] for number in sorted(columns)]
