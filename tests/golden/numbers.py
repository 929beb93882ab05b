"""The numbers of every figure without its words, as `figure data --all` gives them.

A table keeps its columns of numbers, percentages, days, years and statuses; its rows are named by
their codes. Titles never stand in it, so that no change of wording touches the files.
"""

import hashlib
import io
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

from ifla_metrics.choices import COUNTING_RULES, NOW
from ifla_metrics.cli.main import main
from ifla_metrics.framework.files import read_folder
from ifla_metrics.settings import DATA
from ifla_metrics.store import as_of
from ifla_metrics.store.database import engine_of

FOLDER = Path(__file__).parent
MATRIX = FOLDER / "matrix.json"
CLOCK = datetime(2026, 6, 30, 12, tzinfo=UTC)
KEPT = ("number", "percent", "date", "year", "status")
DIGITS = 12
"""Significant digits that are kept: a sum in another order may differ in the last of its 16."""

Options = dict[str, str | bool]
Figures = dict[str, dict[str, Any]]

MAIN = "2010-2015"
SETS: dict[str, Options] = {
    "default": {},
    "documented-only": {"documented-only": True},
    "fractional": {"counting": "fractional"},
    "primary": {"counting": "primary"},
    "direction": {"direction": "SD2"},
    **{f"period-{period}": {"period": period} for period in ("2011", "2012", MAIN)},
    "day": {"known-on": "2011-12-31"},
    "meeting": {"known-on": "2012-12"},
    "region": {"region": "africa"},
    "group": {"group": "ALP"},
    "reviewed-only": {"reviewed-only": True},
    **{f"strategy-{plan}": {"framework": plan} for plan in ("2016-2021", "2019-2024", "2024-2029")},
}
"""Whose rows are kept in full: the choices of the screen, then one of them varied at a time."""
DAYS = {
    MAIN: "2011-12-31",
    "2016-2021": "2018-06-30",
    "2019-2024": "2021-06-30",
    "2024-2029": "2025-06-30",
}
"""The known-on day of the matrix, by strategy."""


# Choices


def meetings(begun: date) -> list[str]:
    lines = (DATA / "reference" / "meetings.csv").read_text(encoding="utf-8").splitlines()[1:]
    codes = [line.split(",")[0] for line in lines]
    return [code for code in codes if code >= begun.isoformat()] or codes[-1:]


def matrix(framework: str) -> list[Options]:
    plan = read_folder(DATA / "frameworks" / framework)
    directions = [d.code for d in plan.directions]
    moments = [NOW, DAYS[framework], *meetings(plan.starts_on)]
    every = product((False, True), COUNTING_RULES, moments, ("", *directions))
    names = ("documented-only", "counting", "known-on", "direction")
    return [{"framework": framework, **dict(zip(names, one, strict=True))} for one in every]


def _words(options: Options) -> Iterator[str]:
    for option, value in options.items():
        if value is True:
            yield f"--{option}"
        elif value:
            yield from (f"--{option}", str(value))


# Figures


@contextmanager
def fresh_log() -> Iterator[None]:
    """A database just made by `init`, named by the environment; every day is that of CLOCK."""
    with TemporaryDirectory(prefix="ifla-golden-") as folder:
        url = f"sqlite:///{folder}/log.db"
        environment = mock.patch.dict(os.environ, {"IFLA_DATABASE_URL": url})
        with environment, mock.patch.object(as_of, "_clock", return_value=CLOCK):
            with redirect_stdout(io.StringIO()):
                assert main(["init"]) == 0
            yield
            engine_of(url).dispose()


def figures(options: Options) -> Figures:
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    command = ("figure", "data", "--all", "--format", "jsonl", "--language", "en")
    with redirect_stdout(out):
        code = main([*command, *_words(options)])
    assert code == 0, options
    found = [json.loads(line) for line in out.buffer.getvalue().decode().splitlines()]
    return {document["name"]: numbers(document) for document in found}


def numbers(document: Mapping[str, Any]) -> dict[str, Any]:
    kinds = {column["key"]: column["kind"] for column in document["columns"]}
    columns = [key for key, kind in kinds.items() if kind in KEPT]
    names = [key for key, kind in kinds.items() if kind == "code"] or columns[:1]
    rows: dict[str, list[Any]] = {}
    seen = Counter[str]()
    for row in document["rows"]:
        name = "/".join("" if row[key] is None else str(row[key]) for key in names)
        seen[name] += 1
        name += f"#{seen[name]}" if seen[name] > 1 else ""
        rows[name] = [_rounded(row[key]) for key in columns]
    told = {"counted": document["rows_counted"]} if "rows_counted" in document else {}
    return {"names": names, "columns": columns, **told, "rows": dict(sorted(rows.items()))}


def _rounded(cell: Any) -> Any:
    return float(f"{cell:.{DIGITS}g}") if isinstance(cell, float) else cell


def digest(table: Mapping[str, Any]) -> str:
    return hashlib.sha256(_compact(table).encode()).hexdigest()


# Files


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def file_of(name: str) -> Path:
    return FOLDER / f"{name}.json"


def written(found: Figures) -> str:
    parts = []
    for name, table in sorted(found.items()):
        head = _compact({key: value for key, value in table.items() if key != "rows"})[:-1]
        rows = ",\n".join(f"{_compact(key)}:{_compact(row)}" for key, row in table["rows"].items())
        parts.append(f'{_compact(name)}:{head},"rows":{{\n{rows}\n}}}}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def write() -> None:
    for name, options in SETS.items():
        file_of(name).write_text(written(figures(options)), encoding="utf-8")
        print(f"{name}: {file_of(name).stat().st_size:,} bytes", flush=True)
    parts = []
    for framework in DAYS:
        tables: dict[str, dict[str, list[int]]] = {}
        for number, options in enumerate(matrix(framework)):
            for name, table in figures(options).items():
                tables.setdefault(name, {}).setdefault(digest(table), []).append(number)
        lines = ",\n".join(f"{_compact(name)}:{_compact(tables[name])}" for name in sorted(tables))
        parts.append(f"{_compact(framework)}:{{\n{lines}\n}}")
        print(f"matrix of {framework}: {number + 1} choice sets", flush=True)
    MATRIX.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")
    print(f"matrix: {MATRIX.stat().st_size:,} bytes")


# Compare


def different_set(name: str) -> Iterator[str]:
    """Say each row of one choice set that is another: figure, row code, old and new."""
    kept, found = json.loads(file_of(name).read_text(encoding="utf-8")), figures(SETS[name])
    for figure in sorted({*kept, *found}):
        old, new = (_flat(tables.get(figure, {})) for tables in (kept, found))
        for row in sorted({*old, *new}):
            if old.get(row) != new.get(row):
                yield f"{figure} [{name}], {row}: {old.get(row)} -> {new.get(row)}"


def _flat(table: Mapping[str, Any]) -> dict[str, Any]:
    return {**table, **table.get("rows", {}), "rows": None}


def different_hashes(framework: str, places: Iterable[int]) -> Iterator[str]:
    every, kept = matrix(framework), json.loads(MATRIX.read_text(encoding="utf-8"))[framework]
    for place in places:
        held = {
            name: sha for name, tables in kept.items() for sha, of in tables.items() if place in of
        }
        found = {name: digest(table) for name, table in figures(every[place]).items()}
        for name in sorted({*held, *found}):
            if held.get(name) != found.get(name):
                yield f"{name} [{' '.join(_words(every[place]))}]: another table"
