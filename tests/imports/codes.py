"""The codes of the project's own data, as the tests of imports know them."""

import csv
from functools import lru_cache

from ifla_metrics.framework.files import read_folder
from ifla_metrics.imports.code_book import FileCodeBook
from ifla_metrics.settings import ROOT

DATA = ROOT / "data"
FRAMEWORK = "2010-2015"


def _rows(name):
    with (DATA / "reference" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=1)
def code_book():
    """Every code that the project ships."""
    terms = {}
    for row in _rows("terms.csv"):
        terms.setdefault(row["list"], {})[row["code"]] = row["title"]
    folders = sorted(folder for folder in (DATA / "frameworks").iterdir() if folder.is_dir())
    return FileCodeBook(
        countries={r["alpha3"]: (r["alpha2"], r["name"]) for r in _rows("countries.csv")},
        groups={r["code"]: r["title"] for r in _rows("working_groups.csv")},
        associations={r["code"]: r["name"] for r in _rows("associations.csv")},
        frameworks={folder.name: read_folder(folder) for folder in folders},
        terms=terms,
        framework=FRAMEWORK,
    )
