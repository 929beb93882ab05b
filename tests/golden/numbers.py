"""The numbers of every figure without its words, as `figure data --all` returns them.

Tables keep their columns of numbers, percentages, days, years and statuses; rows are named by their
codes. Titles are left out, so that new wording does not change the files.
"""

import hashlib
import io
import json
import os
from collections import Counter
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
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
KINDS = ("number", "percent", "date", "year", "status")
DIGITS = 12
"""Significant digits in the files: the last of 16 may depend on the order of a sum."""

MAIN = "2010-2015"
CHOICE_SETS = {
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
"""The choices with a file of all rows: the default ones, then with one choice changed."""
DAYS = {
    MAIN: "2011-12-31",
    "2016-2021": "2018-06-30",
    "2019-2024": "2021-06-30",
    "2024-2029": "2025-06-30",
}
"""The known-on day in the matrix, by framework."""


# Choices


def matrix(framework):
    """Return all combinations of choices, which have a hash of each table in MATRIX."""
    plan = read_folder(DATA / "frameworks" / framework)
    choices = {
        "documented-only": (False, True),
        "counting": COUNTING_RULES,
        "known-on": (NOW, DAYS[framework], *_meetings(plan.starts_on)),
        "direction": ("", *(direction.code for direction in plan.directions)),
    }
    combinations = (zip(choices, values, strict=True) for values in product(*choices.values()))
    return [{"framework": framework, **dict(combination)} for combination in combinations]


def _meetings(starts_on):
    """Return the codes of the meetings since a framework began, or of the last meeting."""
    lines = (DATA / "reference" / "meetings.csv").read_text(encoding="utf-8").splitlines()[1:]
    codes = [line.split(",")[0] for line in lines]
    return [code for code in codes if code >= starts_on.isoformat()] or codes[-1:]


def _arguments(options):
    for option, value in options.items():
        if value is True:
            yield f"--{option}"
        elif value:
            yield from (f"--{option}", str(value))


# Figures


@contextmanager
def fresh_log():
    """Use a new database made by `init`, and CLOCK as the current time."""
    with TemporaryDirectory(prefix="ifla-golden-") as folder:
        url = f"sqlite:///{folder}/log.db"
        environment = mock.patch.dict(os.environ, {"IFLA_DATABASE_URL": url})
        with environment, mock.patch.object(as_of, "_clock", return_value=CLOCK):
            with redirect_stdout(io.StringIO()):
                assert main(["init"]) == 0
            yield
            engine_of(url).dispose()


def tables(options):
    """Return the numbers of all figures with these choices."""
    output = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    command = ("figure", "data", "--all", "--format", "jsonl", "--language", "en")
    with redirect_stdout(output):
        assert main([*command, *_arguments(options)]) == 0, options
    figures = map(json.loads, output.buffer.getvalue().decode().splitlines())
    return {figure["name"]: _numbers(figure) for figure in figures}


def _numbers(figure):
    kinds = {column["key"]: column["kind"] for column in figure["columns"]}
    columns = [key for key, kind in kinds.items() if kind in KINDS]
    names = [key for key, kind in kinds.items() if kind == "code"] or columns[:1]
    rows = {}
    repeats = Counter()
    for row in figure["rows"]:
        name = "/".join("" if row[key] is None else str(row[key]) for key in names)
        repeats[name] += 1
        name += f"#{repeats[name]}" if repeats[name] > 1 else ""
        cells = [row[key] for key in columns]
        rows[name] = [float(f"{c:.{DIGITS}g}") if isinstance(c, float) else c for c in cells]
    counted = {"counted": figure["rows_counted"]} if "rows_counted" in figure else {}
    return {"names": names, "columns": columns, **counted, "rows": dict(sorted(rows.items()))}


def _hash(table):
    return hashlib.sha256(_json(table).encode()).hexdigest()


# Files


def _json(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _text(tables):
    """Return the tables as JSON with one line per row."""
    parts = []
    for name, table in sorted(tables.items()):
        head = _json({key: value for key, value in table.items() if key != "rows"})[:-1]
        rows = ",\n".join(f"{_json(key)}:{_json(row)}" for key, row in table["rows"].items())
        parts.append(f'{_json(name)}:{head},"rows":{{\n{rows}\n}}}}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def write():
    """Write all files."""
    for name, options in CHOICE_SETS.items():
        (FOLDER / f"{name}.json").write_text(_text(tables(options)), "utf-8")
        print(name, flush=True)
    parts = []
    for framework in DAYS:
        hashes = {}
        for position, options in enumerate(matrix(framework)):
            for name, table in tables(options).items():
                hashes.setdefault(name, {}).setdefault(_hash(table), []).append(position)
        lines = ",\n".join(f"{_json(name)}:{_json(hashes[name])}" for name in sorted(hashes))
        parts.append(f"{_json(framework)}:{{\n{lines}\n}}")
        print(f"matrix of {framework}", flush=True)
    MATRIX.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


# Comparison


def changed_rows(name):
    """Yield the rows that differ from the file of a choice set, with the old and new numbers."""
    stored = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    current = tables(CHOICE_SETS[name])
    for figure in sorted({*stored, *current}):
        old, new = (_flat(side.get(figure, {})) for side in (stored, current))
        for row in sorted({*old, *new}):
            if old.get(row) != new.get(row):
                yield f"{figure} [{name}], {row}: {old.get(row)} -> {new.get(row)}"


def _flat(table):
    return {**table, **table.get("rows", {}), "rows": None}


def changed_hashes(framework, positions):
    """Yield the figures whose tables have another hash than in these positions of the matrix."""
    choices, stored = matrix(framework), json.loads(MATRIX.read_text("utf-8"))[framework]
    for position in positions:
        current = {name: _hash(table) for name, table in tables(choices[position]).items()}
        old = {
            name: next((code for code, at in hashes.items() if position in at), None)
            for name, hashes in stored.items()
        }
        for name in sorted({*old, *current}):
            if old.get(name) != current.get(name):
                yield f"{name} [{' '.join(_arguments(choices[position]))}]: another table"
