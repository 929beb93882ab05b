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
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from benchmarks.measuring import Report
from benchmarks.random_activities import FRAMEWORK, codes

GROUP = "ALP"
HEADER = (
    "Title", "Kind", "First day", "Last day", "Countries", "Working groups", "Strategy",
    "Outcomes", "Directions and weights", "Women", "Men",
)  # fmt: skip
FASTER, WRITE = 10.0, 1.5
TOGETHER = 1_000
"""Drafts whose objects the rival writes at once: as quick as all, in half of the memory."""


def run(sizes: Sequence[int]) -> Report:
    """Import a workbook of `max(sizes)` rows: by command, step by step, and an object a row."""
    size = max(sizes)
    report = Report(f"Import of a workbook with {size:,} rows")
    own = [sys.executable, "-m", "benchmarks.import_apply"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.xlsx"
        make_file(file, size)
        ways = {
            "command": [
                sys.executable, "-m", "ifla_metrics", "import", str(file), "--group", GROUP,
                "--framework", FRAMEWORK, "--max-rows", "2000000",
            ],
            "objects": [*own, "objects", str(file), folder],
            "steps": [*own, "ours", str(file), folder],
        }  # fmt: skip
        found = {way: _process(words, _database(Path(folder) / way)) for way, words in ways.items()}
    for way in ("command", "objects"):
        whole = found[way]
        report.time(f"{way}: whole process, seconds", whole.seconds)
        report.time(f"{way}: whole process, processor", whole.processor)
        report.notes.append(f"{way}: {whole.memory:,.0f} MiB at most.")
    command, objects_ = found["command"], found["objects"]
    for clock in ("seconds", "processor"):
        faster = getattr(objects_, clock) / getattr(command, clock)
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


def _process(words: Sequence[str], url: str) -> Whole:
    """Run a process on a database of its own; raises RuntimeError when it fails."""
    with tempfile.TemporaryFile("w+") as said:
        begun = time.perf_counter()
        process = subprocess.Popen(
            words, stdout=said, stderr=subprocess.STDOUT, env={**os.environ, "IFLA_DATABASE_URL": url}
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
            f"Workshop {row} on libraries", "workshop", begun, begun + timedelta(2),
            chance.choice(known.countries), GROUP, FRAMEWORK, chance.choice(known.outcomes),
            f"{chance.choice(known.directions)} 100", chance.randrange(40), chance.randrange(40),
        )  # fmt: skip
        for place, value in enumerate(values):
            sheet.write(row, place, value)
    book.close()


class Steps:
    """Takes the time of each step, on the clock and of the processor (children included)."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.processor: dict[str, float] = {}

    def take(self, name: str, work: Callable[[], Any]) -> Any:
        begun, used = time.perf_counter(), sum(os.times()[:4])
        found = work()
        self.seconds[name] = time.perf_counter() - begun
        self.processor[name] = sum(os.times()[:4]) - used
        return found


def ours(file: Path, folder: Path) -> dict[str, Any]:
    """Import as the command does, step by step, then insert the same rows with nothing else."""
    from dataclasses import replace

    from ifla_metrics.access import LOCAL
    from ifla_metrics.exchange.limits import COMMAND
    from ifla_metrics.i18n import translate
    from ifla_metrics.intake.applying import apply
    from ifla_metrics.intake.preparing import compare, open_file
    from ifla_metrics.settings import database_url
    from ifla_metrics.store import activity_rows, bulk, imports
    from ifla_metrics.store.bulk import insert_rows
    from ifla_metrics.store.database import engine_of, reading, writing
    from ifla_metrics.store.import_rows import rows as rows_
    from ifla_metrics.store.import_rows import told

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

    def kept(connection: Any, table: Any, columns: Any, values: Any) -> None:
        rows.append((table, columns, list(values)))
        insert_rows(connection, table, columns, rows[-1][2])

    again, bare = (engine_of(_database(folder / name)) for name in ("again", "bare"))
    with (
        mock.patch.object(activity_rows, "insert_rows", kept),
        mock.patch.object(rows_, "insert_rows", kept),
        mock.patch.object(told, "insert_rows", kept),
        mock.patch.object(imports, "insert_rows", kept),
    ):
        apply(again, preview, t, actor=LOCAL, key="k")

    def alone() -> None:
        with writing(bare) as connection:
            for table, columns, values in rows:
                insert_rows(connection, table, columns, values)

    rival = Steps()
    with mock.patch.object(bulk, "TOGETHER", sys.maxsize):  # A row a statement: plain executemany.
        rival.take("executemany of the same rows", alone)
    bare = engine_of(_database(folder / "together"))
    rival.take("the same rows, many a statement", alone)
    return {
        "seconds": steps.seconds, "processor": steps.processor,
        "rival": [rival.seconds, rival.processor], "rows": applied.added,
    }  # fmt: skip


def objects(file: Path, _folder: Path) -> dict[str, Any]:
    """Read with openpyxl, build a validated draft a row, write each as objects of a session."""
    import openpyxl

    from ifla_metrics.models.drafts import (
        ActivityDraft,
        AlignmentDraft,
        ContributionDraft,
        ParticipationDraft,
    )
    from ifla_metrics.settings import database_url
    from ifla_metrics.store.database import engine_of

    steps, engine = Steps(), engine_of(database_url())

    def drafts() -> list[Any]:
        found = []
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(min_row=2, values_only=True):
            title, kind, begun, ended, country, group, plan, outcome, direction, women, men = row
            found.append(
                ActivityDraft(
                    title=title, kind=kind, started_on=begun.date(), ended_on=ended.date(),
                    countries=(country,), groups=(group,),
                    contributions=(ContributionDraft(framework=plan, outcome=outcome),),
                    alignments=(
                        AlignmentDraft(
                            framework=plan, direction=direction.split()[0], weight=1200
                        ),
                    ),
                    participation=(
                        ParticipationDraft(gender="woman", count=women),
                        ParticipationDraft(gender="man", count=men),
                    ),
                )
            )  # fmt: skip
        return found

    read = steps.take("read and validate", drafts)
    steps.take("write", lambda: _write_objects(engine, read))
    return {"seconds": steps.seconds, "processor": steps.processor, "rows": len(read)}


def _write_objects(engine: Any, drafts: Sequence[Any]) -> None:
    """Write in one transaction; what was flushed is let go, `TOGETHER` drafts at a time."""
    from sqlmodel import Session

    from ifla_metrics.models import activity_tables as tables
    from ifla_metrics.models import tables as every  # noqa: F401  The mapper wants those referred to.
    from ifla_metrics.store.known import now
    from ifla_metrics.store.moments import new_uid

    at = now()
    scalar = [
        name for name in tables.ActivityVersionRow.model_fields if name in type(drafts[0]).model_fields
    ]
    with Session(engine) as session:
        for first in range(0, len(drafts), TOGETHER):
            some = list(enumerate(drafts[first : first + TOGETHER], start=first + 1))
            for number, _ in some:
                session.add(
                    tables.ActivityRow(
                        id=number, uid=new_uid(), created_at=at, logged_on=at.date()
                    )
                )
            session.flush()
            for number, d in some:
                session.add(
                    tables.ActivityVersionRow(
                        **{name: getattr(d, name) for name in scalar}, id=number,
                        activity_id=number, version=1, withdrawn=False,
                        known_from_assumed=False, recorded_at=at, recorded_by="local", reason="",
                    )
                )  # fmt: skip
            session.flush()
            for number, d in some:
                session.add_all(_children(tables, number, d))
            session.flush()
        session.commit()


def _children(tables: Any, number: int, d: Any) -> Iterator[Any]:
    yield tables.ActivityGroupRow(version_id=number, position=0, group_code=d.groups[0], lead=True)
    yield tables.ActivityCountryRow(version_id=number, position=0, country=d.countries[0])
    for place, claim in enumerate(d.contributions):
        yield tables.ContributionRow(version_id=number, position=place, **dict(claim))
    for place, served in enumerate(d.alignments):
        yield tables.AlignmentRow(version_id=number, position=place, **dict(served))
    for place, line in enumerate(d.participation):
        said = {**dict(line), "dimensions": "{}", "country": None, "association": None}
        yield tables.ParticipationRow(version_id=number, line=place, **said)


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
