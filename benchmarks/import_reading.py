"""Reading a large workbook into drafts, against one validated object a row with openpyxl.

Each manner runs in a process of its own, so that its memory is its own; times are end to end,
from the bytes of the file to the drafts, without starting Python.
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
from datetime import date, datetime, timedelta
from pathlib import Path

from benchmarks.measuring import Report

ROUNDS = 3
FRAMEWORK = "2010-2015"
HEADER = (
    "Title",
    "First day",
    "Last day",
    "Countries",
    "Working groups",
    "Outcomes",
    "Directions and weights",
    "Participants",
    "Women",
    "Kind",
    "On site or remote",
    "Language",
)


def run(sizes: Sequence[int]) -> Report:
    """Measure reading files of so many rows."""
    report = Report("Import: from the bytes of a workbook to drafts")
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder) / f"{size}.xlsx"
            write(path, size)
            found = {}
            for manner in ("columns", "objects"):
                rounds = ROUNDS if manner == "columns" else 1
                runs = [_measured(manner, path) for _ in range(rounds)]
                found[manner] = sorted(runs, key=lambda r: r["seconds"])[len(runs) // 2]
                report.time(f"{size:,} rows, by {manner}", found[manner]["seconds"])
                peak = found[manner]["peak"] / 2**20
                report.notes.append(
                    f"{size:,} rows, by {manner}: peak {peak:.0f} MB in all processes"
                    f" ({path.stat().st_size / 2**20:.1f} MB file)"
                )
            if found["columns"]["rows"] != found["objects"]["rows"]:
                raise AssertionError("The two manners read different rows.")
            report.ratio(
                f"{size:,} rows: objects / columns",
                found["objects"]["seconds"] / found["columns"]["seconds"],
                10,
                at_least=True,
            )
    return report


def write(path: Path, size: int) -> None:
    """Write a workbook as groups have them: few countries, codes and counts, many titles."""
    import xlsxwriter

    chance = random.Random(size)
    countries = ("Kenya", "Namibia", "Kenya; Uganda", "CIV", "Viet Nam", "Peru", "Nepal; India")
    outcomes = ("KI2.A.1", "KI2.A.2", "KI2.A.1; KI2.A.3", "KI2.D.3")
    directions = ("SD1 50; SD2 50", "SD1 100", "SD2 25; SD3 75", "SD1; SD2")
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("Activities")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, HEADER)
    for number in range(1, size + 1):
        first = date(2011, 1, 1) + timedelta(chance.randrange(2000))
        last = first + timedelta(chance.randrange(5))
        people = chance.randrange(10, 200)
        sheet.write_string(number, 0, f"Workshop {number} on library law")
        sheet.write_datetime(number, 1, _moment(first), day)
        sheet.write_datetime(number, 2, _moment(last), day)
        sheet.write_row(
            number,
            3,
            (
                chance.choice(countries),
                "ALP",
                chance.choice(outcomes),
                chance.choice(directions),
                people,
                chance.randrange(people),
                chance.choice(("Workshop", "Meeting", "seminar")),
                chance.choice(("On site", "remote", "")),
                chance.choice(("en", "fr", "")),
            ),
        )
    book.close()


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a cell has no zone.


def by_columns(data: bytes) -> int:
    """Read as this project does."""
    from ifla_metrics.exchange.files import read_file
    from ifla_metrics.exchange.limits import COMMAND
    from ifla_metrics.exchange.rows import read_rows
    from tests.exchange.reading import known

    found = read_rows(read_file(data, "log.xlsx", COMMAND), known(), {}, "ALP")
    return sum(row.verdict == "accepted" for row in found.rows)


def by_objects(data: bytes) -> int:
    """Read as is done first: every cell an object, every row looked up and validated."""
    import io

    import openpyxl

    from ifla_metrics.exchange.places import Found, find_country
    from ifla_metrics.models.drafts import (
        ActivityDraft,
        AlignmentDraft,
        ContributionDraft,
        ParticipationDraft,
    )
    from tests.exchange.reading import known

    codes = known()
    drafts = []
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True).active
    rows = sheet.iter_rows(min_row=2, values_only=True)
    for (
        title,
        first,
        last,
        places,
        group,
        outcomes,
        directions,
        people,
        women,
        kind,
        mode,
        lang,
    ) in rows:
        countries = []
        for name in (places or "").split(";"):
            found = find_country(name.strip(), codes.countries)
            if isinstance(found, Found):
                countries.append(found.alpha3)
        parts = [part.split() for part in directions.split(";")]
        shares = [int(p[1]) * 12 if len(p) > 1 else 1200 // len(parts) for p in parts]
        drafts.append(
            ActivityDraft(
                title=title,
                started_on=first.date(),
                ended_on=last.date(),
                countries=tuple(countries),
                groups=(group,),
                kind=codes.find("activity_kind", kind),
                mode=codes.find("mode", mode) if mode else "",
                language=lang or "",
                contributions=tuple(
                    ContributionDraft(
                        framework=FRAMEWORK,
                        outcome=codes.find("outcomes", o.strip(), FRAMEWORK),
                    )
                    for o in outcomes.split(";")
                ),
                alignments=tuple(
                    AlignmentDraft(framework=FRAMEWORK, direction=p[0], weight=w)
                    for p, w in zip(parts, shares, strict=True)
                ),
                participation=(
                    ParticipationDraft(gender="woman", count=women),
                    ParticipationDraft(count=people - women),
                ),
            )
        )
    return len(drafts)


MANNERS: dict[str, Callable[[bytes], int]] = {"columns": by_columns, "objects": by_objects}


def _measured(manner: str, path: Path) -> dict[str, float]:
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.import_reading", manner, str(path)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": "."},
    )
    found: dict[str, float] = json.loads(run.stdout)
    return found


def main() -> None:
    """Measure one manner on one file and print what it found."""
    manner, path = sys.argv[1], Path(sys.argv[2])
    from tests.exchange.reading import known

    known().codes("countries")
    data = path.read_bytes()
    began = time.perf_counter()
    rows = MANNERS[manner](data)
    seconds = time.perf_counter() - began
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    theirs = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    json.dump({"rows": rows, "seconds": seconds, "peak": (own + theirs) * 1024}, sys.stdout)


if __name__ == "__main__":
    main()
