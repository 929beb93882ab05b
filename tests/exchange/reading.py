"""What the tests of reading share: the codes that exist, and short ways to read a file."""

import csv
from contextlib import contextmanager
from functools import lru_cache
from unittest.mock import patch

from ifla_metrics.exchange import files, reading_child
from ifla_metrics.exchange.files import read_file
from ifla_metrics.exchange.known import Known
from ifla_metrics.exchange.limits import PAGE
from ifla_metrics.exchange.rows import read_rows
from ifla_metrics.exchange.sheets import packed, unpacked
from ifla_metrics.framework.files import read_folder
from ifla_metrics.settings import ROOT

DATA = ROOT / "data"
FRAMEWORK = "2010-2015"


def _rows(name):
    with (DATA / "reference" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=1)
def known():
    """The codes of the project's own data."""
    terms = {}
    for row in _rows("terms.csv"):
        terms.setdefault(row["list"], {})[row["code"]] = row["title"]
    frameworks = {
        folder.name: read_folder(folder)
        for folder in sorted((DATA / "frameworks").iterdir())
        if folder.is_dir()
    }
    return Known(
        countries={r["alpha3"]: (r["alpha2"], r["name"]) for r in _rows("countries.csv")},
        groups={r["code"]: r["title"] for r in _rows("working_groups.csv")},
        associations={r["code"]: r["name"] for r in _rows("associations.csv")},
        frameworks=frameworks,
        terms=terms,
        framework=FRAMEWORK,
    )


@contextmanager
def in_this_process():
    """Have files read here, with what is read packed and unpacked as it is on its way elsewhere."""

    def asked(manner, name, encoding, limits, data, *, waiting):
        return tuple(unpacked(packed(reading_child.read(manner, name, encoding, limits, data))))

    with patch.object(files, "_asked", asked):
        yield


def read(data, name="log.xlsx", *, answers=None, group="ALP", limits=PAGE):
    """Read a file as an upload of a group is read."""
    return read_rows(read_file(data, name, limits), known(), answers or {}, group)
