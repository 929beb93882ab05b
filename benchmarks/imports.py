"""Import of a table with 20,000 rows and 15 columns, in CPU seconds of all processes."""

import io
import tempfile
from pathlib import Path

import pandas as pd

from benchmarks.logs import url_of
from benchmarks.measuring import Report, cpu_seconds
from ifla_metrics.access import LOCAL
from ifla_metrics.i18n import translate
from ifla_metrics.imports.preview import apply, preview_table
from ifla_metrics.imports.read import read
from ifla_metrics.imports.rows import Verdict
from ifla_metrics.settings import DATA
from ifla_metrics.store.database import engine_of, read_transaction
from ifla_metrics.store.operations.initialise import initialise

ROWS = 20_000
T = translate("en")


def run(report: Report, _sizes: list[int]) -> None:
    """Import a workbook and a CSV file, each into an empty log."""
    workbook = io.BytesIO()
    _table().to_excel(workbook, index=False)
    _measure(report, "table.xlsx", workbook.getvalue())
    _measure(report, "table.csv", _table().to_csv(index=False).encode())


def _measure(report: Report, name: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = url_of(Path(folder) / "log.db")
        initialise(url, data=DATA, empty=True)
        engine = engine_of(url)
        start = cpu_seconds()
        table = read(data, name)
        with read_transaction(engine) as connection:
            preview = preview_table(connection, table, T, group="ALP", actor=LOCAL)
        report.amount(f"{name}: preview", cpu_seconds() - start, "s", 12)
        if len(preview.with_verdict(Verdict.ADD)) != ROWS:
            raise AssertionError(preview.questions)
        start = cpu_seconds()
        apply(engine, preview, T, actor=LOCAL, key="k")
        report.amount(f"{name}: save", cpu_seconds() - start, "s", 10)
        engine.dispose()


def _table() -> pd.DataFrame:
    number = pd.Series(range(ROWS))
    day = (pd.Timestamp("2011-01-01") + pd.to_timedelta(number % 700, unit="D")).astype(str)
    same = {"Kind": "Workshop", "Status": "Completed", "Mode": "On site", "Level": "National"}
    counts = {"Participants": 36, "Women": 20, "Men": 16}
    columns = {
        "Title": "Workshop number " + number.astype(str) + " on library associations",
        "Start date": day,
        "End date": day,
        "Country": (number % 4).map(["Kenya", "Nepal", "Peru", "Zambia"].__getitem__),
        "Description": "What was done in number " + number.astype(str) + ", in one sentence.",
        "Evidence": "https://example.org/" + number.astype(str),
    }
    return pd.DataFrame(columns).assign(**same, **counts, Language="English", Note="")
