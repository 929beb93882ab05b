"""Extract messages from code and data, merge them into the catalogues and compile (`make words`).

A new message is added untranslated to `fr/LC_MESSAGES/ifla_metrics.po`, and a test fails until it
is translated. Messages are written in English, so English has no catalogue.
"""

import ast
import csv
import io
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from babel.messages import Catalog, mofile, pofile

from ifla_metrics.i18n import DOMAIN, FIGURE_LANGUAGES, LANGUAGES, LOCALES
from ifla_metrics.settings import DATA, ROOT
from tests.i18n.french import french_spacing

SINGLE = ("t", "n_")
FOLDERS = ("ifla_metrics", "pages")
TERMS = ("terms.csv", "region_names.csv", "working_groups.csv")
TRANSLATED = LANGUAGES[1:]
COMPILED = FIGURE_LANGUAGES[1:]
VOLATILE_HEADERS = (
    *('"POT-Creation-Date', '"PO-Revision-Date', '"Last-Translator', '"Language-Team'),
    *('"Report-Msgid', '"Generated-By'),
)
"""Header lines that change even when no message does."""
FIXED_DATE = datetime(2012, 12, 12, tzinfo=UTC)
"""Makes compiled catalogues reproducible."""


def po_path(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def extract() -> Catalog:
    """Return the messages in the code, and in the data files that are shown translated."""
    catalog = Catalog(domain=DOMAIN, charset="utf-8")
    files = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
    in_code = (code_messages(ast.parse(path.read_text("utf-8"))) for path in files)
    for message in chain(*in_code, data_messages()):
        catalog.add(message)
    return catalog


def code_messages(tree: ast.AST) -> Iterator[str | tuple[str, str]]:
    """Yield the messages that a module passes to `t`, `t.plural` or `n_`."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        function = ast.unparse(node.func).removesuffix("()").rpartition(".")[2]
        if function == "plural":
            one, many = (list(strings(argument)) for argument in node.args[:2])
            yield from zip(one, many, strict=True)
        elif function in SINGLE:
            yield from strings(node.args[0])


def strings(node: ast.AST) -> Iterator[str]:
    """Yield the string literals of an argument: both branches of a conditional expression."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from strings(node.body)
        yield from strings(node.orelse)


def data_messages() -> Iterator[str]:
    """Yield the data that is shown translated: levels, report texts, terms, regions, groups."""
    for path in sorted((DATA / "frameworks").glob("*/framework.toml")):
        for level in tomllib.loads(path.read_text("utf-8"))["levels"]:
            yield from (level["name"], level["plural"], level["plural"].lower())
    for path in sorted((DATA / "reports").glob("*.toml")):
        blocks = tomllib.loads(path.read_text("utf-8"))["blocks"]
        yield from (block["text"] for block in blocks if block.get("text"))
    for name in TERMS:
        with (DATA / "reference" / name).open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                yield from filter(None, (row["title"], row.get("short_title")))


def load(language: str) -> Catalog:
    with po_path(language).open("rb") as source:
        return pofile.read_po(source, locale=language, domain=DOMAIN)


def merge(language: str) -> Catalog:
    catalog = load(language)
    catalog.update(extract(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    for message in catalog:
        message.flags.discard("fuzzy")  # Fuzzy messages are not compiled.
    if language not in TRANSLATED:  # Only figures and reports are translated.
        for message in [m for m in catalog if m.id and not all(forms(m.string))]:
            catalog.delete(message.id)
    if language == "fr":
        for message in catalog:
            if message.id:
                spaced = tuple(map(french_spacing, forms(message.string)))
                message.string = spaced if message.pluralizable else spaced[0]
    return catalog


def format_catalog(catalog: Catalog) -> bytes:
    """Return the catalogue as PO text without volatile headers."""
    output = io.BytesIO()
    catalog.header_comment, catalog.fuzzy = "# The words of IFLA Metrics.", False
    catalog.project, catalog.version = "IFLA Metrics", ""
    pofile.write_po(
        output, catalog, sort_output=True, width=96, no_location=True, ignore_obsolete=True
    )
    lines = output.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(VOLATILE_HEADERS)).encode()


def compile_catalog(language: str) -> bytes:
    output, catalog = io.BytesIO(), load(language)
    catalog.creation_date = catalog.revision_date = FIXED_DATE
    mofile.write_mo(output, catalog)
    return output.getvalue()


def main() -> int:
    """Merge and compile all catalogues, and list the untranslated messages."""
    missing = []
    for language in COMPILED:
        catalog = merge(language)
        po_path(language).write_bytes(format_catalog(catalog))
        missing += [m for m in catalog if m.id and not all(forms(m.string))]
        po_path(language).with_suffix(".mo").write_bytes(compile_catalog(language))
    for message in missing:
        print(f"untranslated: {message.id!r}")
    return 1 if missing else 0


def forms(string: object) -> tuple[str, ...]:
    """Return the plural forms of a message or translation as a tuple of one or more."""
    return tuple(map(str, string)) if isinstance(string, tuple | list) else (str(string or ""),)


if __name__ == "__main__":
    sys.exit(main())
