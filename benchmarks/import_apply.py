"""An import of many rows by command, end to end, against openpyxl with one validated object a row.

Each way runs in a process of its own, from its start to its end, on a database of its own that was
made before.
"""

from __future__ import annotations

import gc
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple
from unittest import mock

from benchmarks.measuring import Report, Steps
from benchmarks.random_activities import FRAMEWORK, codes
from benchmarks.rivals.import_objects import objects

GROUP = "ALP"
HEADER = (
    "Title",
    "Kind",
    "First day",
    "Last day",
    "Countries",
    "Working groups",
    "Strategy",
    "Outcomes",
    "Directions and weights",
    "Women",
    "Men",
)
FASTER, WRITE = 10.0, 1.5


def run(sizes: Sequence[int]) -> Report:
    """Import a workbook of `max(sizes)` rows: by command, step by step, and an object a row."""
    size = max(sizes)
    report = Report(f"Import of a workbook with {size:,} rows")
    own = [sys.executable, "-m", "benchmarks.import_apply"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.xlsx"
        make_file(file, size)
        command = [
            sys.executable,
            "-m",
            "ifla_metrics",
            "import",
            str(file),
            "--group",
            GROUP,
            "--framework",
            FRAMEWORK,
            "--max-rows",
            "2000000",
        ]
        ways = {
            "before": command,
            "objects": [*own, "objects", str(file), folder],
            "after": command,
            "steps": [*own, "ours", str(file), folder],
        }
        found = {way: _process(words, _database(Path(folder) / way)) for way, words in ways.items()}
    # The rival takes minutes, in which a machine changes its pace: ours runs before and after it.
    found["command"] = _between(found["before"], found["after"])
    for way in ("command", "objects"):
        whole = found[way]
        report.time(f"{way}: whole process, seconds", whole.seconds)
        report.time(f"{way}: whole process, processor", whole.processor)
        report.notes.append(f"{way}: {whole.memory:,.0f} MiB at most.")
    ours_, objects_ = found["command"], found["objects"]
    for clock in ("seconds", "processor"):
        faster = getattr(objects_, clock) / getattr(ours_, clock)
        report.ratio(f"end to end: objects / command, {clock}", faster, FASTER, at_least=True)
    told = {"ours": json.loads(found["steps"].last), "objects": json.loads(objects_.last)}
    for way, steps in told.items():
        for clock in ("seconds", "processor"):
            for step, seconds in steps[clock].items():
                report.time(f"{way}: {step}, {clock}", seconds)
    for clock, rival in zip(("seconds", "processor"), told["ours"]["rival"], strict=True):
        write = told["ours"][clock]["write"]
        for (what, alone), goal in zip(rival.items(), (WRITE, None), strict=True):
            report.time(f"{what}, {clock}", alone)
            report.ratio(f"write step / {what}, {clock}", write / alone, goal)
    report.notes.append(
        "The rival of the write step inserts the same rows into the same tables (versions, their"
        " children, audit) with neither rights, checks, versions compared nor cells."
    )
    return report


class Whole(NamedTuple):
    """What a process and those that it started took."""

    seconds: float
    processor: float
    memory: float
    """MiB of the largest of them."""
    last: str
    """The last line that it said."""


def _between(one: Whole, other: Whole) -> Whole:
    """Return the mean of the times of two processes, and the larger memory."""
    return Whole(
        fmean((one.seconds, other.seconds)),
        fmean((one.processor, other.processor)),
        max(one.memory, other.memory),
        other.last,
    )


def _process(words: Sequence[str], url: str) -> Whole:
    """Run a process on a database of its own; raises RuntimeError when it fails."""
    with tempfile.TemporaryFile("w+") as said:
        begun = time.perf_counter()
        process = subprocess.Popen(
            words,
            stdout=said,
            stderr=subprocess.STDOUT,
            env={**os.environ, "IFLA_DATABASE_URL": url},
        )
        _, code, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(code)
        said.seek(0)
        lines = said.read().splitlines()
    if process.returncode:
        raise RuntimeError("\n".join(lines))
    return Whole(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, lines[-1])


def make_file(path: Path, size: int) -> None:
    """Write a seeded workbook."""
    import xlsxwriter

    known, chance = codes(1), random.Random(3)
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("Activities")
    sheet.write_row(0, 0, HEADER)
    for row in range(1, size + 1):
        begun = date(2011, 1, 1) + timedelta(chance.randrange(700))
        values: tuple[Any, ...] = (
            f"Workshop {row} on libraries",
            "workshop",
            begun,
            begun + timedelta(2),
            chance.choice(known.countries),
            GROUP,
            FRAMEWORK,
            chance.choice(known.outcomes),
            f"{chance.choice(known.directions)} 100",
            chance.randrange(40),
            chance.randrange(40),
        )
        for place, value in enumerate(values):
            sheet.write(row, place, value)
    book.close()


def ours(file: Path, folder: Path) -> dict[str, Any]:
    """Import as the command does, step by step, then insert the same rows with nothing else."""
    from dataclasses import replace

    from ifla_metrics.access import LOCAL
    from ifla_metrics.exchange.limits import COMMAND
    from ifla_metrics.i18n import translate
    from ifla_metrics.intake.applying import apply
    from ifla_metrics.intake.preparing import compare, open_file
    from ifla_metrics.settings import database_url
    from ifla_metrics.store import bulk_sqlite
    from ifla_metrics.store.bulk import insert_rows
    from ifla_metrics.store.bulk_sqlite import insert
    from ifla_metrics.store.database import engine_of, reading, writing

    t, engine, steps = translate("en"), engine_of(database_url()), Steps()
    gc.disable()  # As the command does.
    data = file.read_bytes()
    limits = replace(COMMAND, rows=2_000_000)
    opened = steps.take("read", lambda: open_file(data, file.name, limits))

    def compared() -> Any:
        with reading(engine) as connection:
            return compare(connection, opened, t, group=GROUP, framework=FRAMEWORK)

    preview = steps.take("understand and compare", compared)
    applied = steps.take("write", lambda: apply(engine, preview, t, actor=LOCAL, key="k"))
    rows: list[tuple[Any, ...]] = []

    def kept(cursor: Any, table: Any, columns: Any, values: Any) -> None:
        rows.append((table, columns, list(values)))
        insert(cursor, table, columns, rows[-1][2])

    def kept_columns(cursor: Any, table: Any, names: Any, columns: Any) -> None:
        kept(cursor, table, names, zip(*columns, strict=False))

    again, bare = (engine_of(_database(folder / name)) for name in ("again", "bare"))
    with (
        mock.patch.object(bulk_sqlite, "insert", kept),
        mock.patch.object(bulk_sqlite, "insert_columns", kept_columns),
    ):
        apply(again, preview, t, actor=LOCAL, key="k")

    def alone() -> None:
        with writing(bare) as connection:
            for table, columns, values in rows:
                insert_rows(connection, table, columns, values)

    rival = Steps()
    with mock.patch.object(bulk_sqlite, "TOGETHER", sys.maxsize):  # Plain executemany.
        rival.take("executemany of the same rows", alone)
    bare = engine_of(_database(folder / "together"))
    rival.take("the same rows, many a statement", alone)
    return {
        "seconds": steps.seconds,
        "processor": steps.processor,
        "rival": [rival.seconds, rival.processor],
        "rows": applied.added,
    }


def _database(place: Path) -> str:
    from ifla_metrics.settings import DATA
    from ifla_metrics.store.initialise import initialise

    url = f"sqlite:///{place}.db"
    initialise(url, data=DATA, empty=True)
    return url


def main() -> None:
    """Run one way, as a process of its own."""
    way, file, folder = sys.argv[1:]
    print(json.dumps({"ours": ours, "objects": objects}[way](Path(file), Path(folder))))


if __name__ == "__main__":
    main()
