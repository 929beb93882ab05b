"""An import of many rows by command, end to end, against openpyxl with one validated object a row.

Each way runs in a process of its own on a database of its own, so that memory is told apart.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from benchmarks.measuring import Report
from benchmarks.random_activities import FRAMEWORK, codes

GROUP = "ALP"
HEADER = (
    "Title", "Kind", "First day", "Last day", "Countries", "Working groups", "Strategy",
    "Outcomes", "Directions and weights", "Women", "Men",
)  # fmt: skip
FASTER, WRITE = 10.0, 1.5


def run(sizes: Sequence[int]) -> Report:
    """Import a workbook of `max(sizes)` rows both ways."""
    size = max(sizes)
    report = Report(f"Import of a workbook with {size:,} rows")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.xlsx"
        make_file(file, size)
        found = {way: _child(way, file, Path(folder)) for way in ("ours", "objects")}
    for way, told in found.items():
        for clock in ("seconds", "processor"):
            for step, seconds in told[clock].items():
                report.time(f"{way}: {step}, {clock}", seconds)
        report.notes.append(f"{way}: {told['memory'] / 1024:,.0f} MiB at most, {told['rows']:,} rows.")
    for clock, rival in zip(("seconds", "processor"), found["ours"]["rival"], strict=True):
        ends = {way: sum(told[clock].values()) for way, told in found.items()}
        faster = ends["objects"] / ends["ours"]
        report.ratio(f"end to end: objects / ours, {clock}", faster, FASTER, at_least=True)
        write = found["ours"][clock]["write"]
        for (what, alone), goal in zip(rival.items(), (WRITE, None), strict=True):
            report.time(f"{what}, {clock}", alone)
            report.ratio(f"write step / {what}, {clock}", write / alone, goal)
    report.notes.append(
        "The rival of the write step inserts the same rows into the same tables (versions, their"
        " children, audit) with neither rights, checks, versions compared nor cells."
    )
    return report


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


def _child(way: str, file: Path, folder: Path) -> dict[str, Any]:
    words = [sys.executable, "-m", "benchmarks.import_apply", way, str(file), str(folder / way)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


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


def ours(file: Path, place: Path) -> dict[str, Any]:
    """Import as the command does, then insert the same rows again with nothing else."""
    from dataclasses import replace

    from ifla_metrics.access import LOCAL
    from ifla_metrics.exchange.limits import COMMAND
    from ifla_metrics.i18n import translate
    from ifla_metrics.intake.applying import apply
    from ifla_metrics.intake.preparing import compare, open_file
    from ifla_metrics.store import activity_rows, bulk, imports
    from ifla_metrics.store.bulk import insert_rows
    from ifla_metrics.store.database import engine_of, reading, writing
    from ifla_metrics.store.import_rows import rows as rows_
    from ifla_metrics.store.import_rows import told

    t, engine, steps = translate("en"), engine_of(_database(place)), Steps()
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

    again = engine_of(_database(place.with_name("again")))
    bare = engine_of(_database(place.with_name("bare")))
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
    bare = engine_of(_database(place.with_name("together")))
    rival.take("the same rows, many a statement", alone)
    return {
        "seconds": steps.seconds, "processor": steps.processor,
        "rival": [rival.seconds, rival.processor], "rows": applied.added,
    }  # fmt: skip


def objects(file: Path, place: Path) -> dict[str, Any]:
    """Read with openpyxl, build a validated draft a row, write each as objects of a session."""
    import openpyxl

    from ifla_metrics.models.drafts import (
        ActivityDraft,
        AlignmentDraft,
        ContributionDraft,
        ParticipationDraft,
    )
    from ifla_metrics.store.database import engine_of

    steps, engine = Steps(), engine_of(_database(place))

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
    from sqlmodel import Session

    from ifla_metrics.models import activity_tables as tables
    from ifla_metrics.store.known import now
    from ifla_metrics.store.moments import new_uid

    at = now()
    with Session(engine) as session:
        for number, _ in enumerate(drafts, start=1):
            session.add(tables.ActivityRow(id=number, uid=new_uid(), created_at=at, logged_on=at.date()))
        session.flush()
        for number, d in enumerate(drafts, start=1):
            scalars = {
                name: getattr(d, name)
                for name in tables.ActivityVersionRow.model_fields
                if name in type(d).model_fields
            }
            session.add(
                tables.ActivityVersionRow(
                    **scalars, id=number, activity_id=number, version=1, withdrawn=False,
                    known_from_assumed=False, recorded_at=at, recorded_by="local", reason="",
                )
            )  # fmt: skip
        session.flush()
        for number, d in enumerate(drafts, start=1):
            session.add(tables.ActivityGroupRow(version_id=number, position=0, group_code=d.groups[0], lead=True))
            session.add(tables.ActivityCountryRow(version_id=number, position=0, country=d.countries[0]))
            for place, claim in enumerate(d.contributions):
                session.add(tables.ContributionRow(version_id=number, position=place, **dict(claim)))
            for place, served in enumerate(d.alignments):
                session.add(tables.AlignmentRow(version_id=number, position=place, **dict(served)))
            for place, line in enumerate(d.participation):
                said = {**dict(line), "dimensions": "{}", "country": None, "association": None}
                session.add(tables.ParticipationRow(version_id=number, line=place, **said))
        session.commit()


def _database(place: Path) -> str:
    from ifla_metrics.settings import DATA
    from ifla_metrics.store.initialise import initialise

    url = f"sqlite:///{place}.db"
    initialise(url, data=DATA, empty=True)
    return url


def main() -> None:
    """Run one way, as a process of its own."""
    way, file, place = sys.argv[1:]
    told = {"ours": ours, "objects": objects}[way](Path(file), Path(place))
    told["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps(told))


if __name__ == "__main__":
    main()
