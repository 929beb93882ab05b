"""The message catalogues: found in the code and the data, merged, compiled. `make words` runs this.

A message that is new waits in `fr/LC_MESSAGES/ifla_metrics.po` for its French words, and a test
fails until it has them. English is the language of the messages and has no catalogue.
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
from tests.i18n.french import set_well

SINGLE = ("t", "n_")
FOLDERS = ("ifla_metrics", "pages")
TERMS = ("terms.csv", "region_names.csv", "working_groups.csv")
TRANSLATED = LANGUAGES[1:]
COMPILED = FIGURE_LANGUAGES[1:]
MOVING = (
    *('"POT-Creation-Date', '"PO-Revision-Date', '"Last-Translator', '"Language-Team'),
    *('"Report-Msgid', '"Generated-By'),
)
"""Lines of a catalogue's head that change without a word changing."""
UNDATED = datetime(2012, 12, 12, tzinfo=UTC)
"""Stands in compiled catalogues, so that the same words give the same bytes."""


def po(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def found() -> Catalog:
    """Every message of the code, and of the data whose words are shown through the catalogue."""
    catalog = Catalog(domain=DOMAIN, charset="utf-8")
    files = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
    of_code = (words_of_code(ast.parse(path.read_text("utf-8"))) for path in files)
    for message in chain(*of_code, words_of_data()):
        catalog.add(message)
    return catalog


def words_of_code(tree: ast.AST) -> Iterator[str | tuple[str, str]]:
    """The messages that a module hands to `t`, `t.plural` or `n_`."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = ast.unparse(node.func).rpartition(".")[2]
        if called == "plural":
            one, many = (list(strings(argument)) for argument in node.args[:2])
            yield from zip(one, many, strict=True)
        elif called in SINGLE:
            yield from strings(node.args[0])


def strings(node: ast.AST) -> Iterator[str]:
    """The text of an argument; of both branches where it is a choice of two."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from strings(node.body)
        yield from strings(node.orelse)


def words_of_data() -> Iterator[str]:
    """The words in data files that are looked up in the catalogue: levels, terms, regions."""
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


def written(language: str) -> Catalog:
    with po(language).open("rb") as source:
        return pofile.read_po(source, locale=language, domain=DOMAIN)


def merged(language: str) -> Catalog:
    catalog = written(language)
    catalog.update(found(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    for message in catalog:
        message.flags.discard("fuzzy")  # Such a message would be left out when it is compiled.
    if language not in TRANSLATED:  # It has only what is printed.
        for message in [m for m in catalog if m.id and not all(forms(m.string))]:
            catalog.delete(message.id)
    if language == "fr":
        for message in catalog:
            if message.id:
                set_forms = tuple(map(set_well, forms(message.string)))
                message.string = set_forms if message.pluralizable else set_forms[0]
    return catalog


def as_po(catalog: Catalog) -> bytes:
    """The catalogue as a text that changes only where its words do."""
    target = io.BytesIO()
    catalog.header_comment, catalog.fuzzy = "# The words of IFLA Metrics.", False
    catalog.project, catalog.version = "IFLA Metrics", ""
    pofile.write_po(
        target, catalog, sort_output=True, width=96, no_location=True, ignore_obsolete=True
    )
    lines = target.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(MOVING)).encode()


def as_mo(language: str) -> bytes:
    target, catalog = io.BytesIO(), written(language)
    catalog.creation_date = catalog.revision_date = UNDATED
    mofile.write_mo(target, catalog)
    return target.getvalue()


def main() -> int:
    """Merge and compile, and print which messages wait for words."""
    waiting = []
    for language in COMPILED:
        catalog = merged(language)
        po(language).write_bytes(as_po(catalog))
        waiting += [m for m in catalog if m.id and not all(forms(m.string))]
        po(language).with_suffix(".mo").write_bytes(as_mo(language))
    for message in waiting:
        print(f"waits for its words: {message.id!r}")
    return 1 if waiting else 0


def forms(string: object) -> tuple[str, ...]:
    """The forms of a message or its translation: one, or one for each plural."""
    return tuple(map(str, string)) if isinstance(string, tuple | list) else (str(string or ""),)


if __name__ == "__main__":
    sys.exit(main())
