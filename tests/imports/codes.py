"""The codes of the project's own data, as the tests of imports know them."""

import csv
from functools import lru_cache

from ifla_metrics.framework.files import read_folder
from ifla_metrics.imports.code_book import CodeBook
from ifla_metrics.settings import ROOT
from ifla_metrics.store.catalogue import CodeName

DATA = ROOT / "data"
FRAMEWORK = "2010-2015"


def _rows(name):
    with (DATA / "reference" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=1)
def code_book():
    """Every code that the project ships."""
    lists = {
        "countries": {
            row["alpha3"]: CodeName(row["name"], row["alpha2"]) for row in _rows("countries.csv")
        },
        "working_groups": {
            row["code"]: CodeName(row["title"]) for row in _rows("working_groups.csv")
        },
        "associations": {row["code"]: CodeName(row["name"]) for row in _rows("associations.csv")},
    }
    for row in _rows("terms.csv"):
        lists.setdefault(row["list"], {})[row["code"]] = CodeName(row["title"])
    folders = sorted(folder for folder in (DATA / "frameworks").iterdir() if folder.is_dir())
    frameworks = {folder.name: read_folder(folder) for folder in folders}
    return CodeBook(lists, frameworks, FRAMEWORK)
