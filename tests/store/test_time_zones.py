"""Dates are the same in every time zone of the server and the database."""

import io
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from openpyxl import load_workbook

from ifla_metrics.access import LOCAL
from ifla_metrics.i18n import translate
from ifla_metrics.imports.workbook import write_csv, write_workbook
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.write.entries import record
from tests.store.conftest import FRAMEWORK, close, draft
from tests.store.queries import query, versions

FAR = ("Pacific/Kiritimati", "Pacific/Pago_Pago")
NIGHTLY = ("Asia/Kathmandu", "Europe/Amsterdam", "America/New_York", "UTC")
ZONES = (*FAR, *(pytest.param(zone, marks=pytest.mark.night) for zone in NIGHTLY))
DAYS = ("2010-01-01", "2010-12-31", "2012-02-29", "2011-03-27", "2011-10-30")
"""Ends of a year, a leap day, and the two clock changes of Amsterdam."""


@pytest.mark.parametrize("zone", ZONES)
def test_a_date_is_the_same_from_entry_to_export(zone, url, monkeypatch):
    monkeypatch.setenv("TZ", zone)
    monkeypatch.setenv("PGTZ", zone)
    time.tzset()
    try:
        write_and_read(url)
    finally:
        monkeypatch.undo()
        time.tzset()


def write_and_read(url):
    engine = engine_of(url)
    engine.dispose()  # Its connections were opened in another zone.
    days = [date.fromisoformat(day) for day in DAYS]
    start, t = datetime.now(UTC) - timedelta(seconds=1), translate("en")
    uids = [record(engine, draft(started_on=d, ended_on=d), actor=LOCAL).uid for d in days]
    table = query(engine, write_csv, "ALP", "activities", t, framework=FRAMEWORK).decode()
    workbook = query(engine, write_workbook, "ALP", t, framework=FRAMEWORK)
    stored = [versions(engine, uid)[-1] for uid in uids]
    close(url)
    cells = {
        str(value.date() if isinstance(value, datetime) else value)
        for sheet in load_workbook(io.BytesIO(workbook))
        for row in sheet.iter_rows(values_only=True)
        for value in row
    }
    assert [(v.draft.started_on, v.draft.ended_on) for v in stored] == [(d, d) for d in days]
    assert all(start <= v.recorded_at <= datetime.now(UTC) for v in stored)
    assert [day for day in DAYS if day not in table or day not in cells] == []
