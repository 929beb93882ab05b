"""A day never moves: in whatever zone the server stands, and the database beside it."""

import io
import os
import random
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from openpyxl import load_workbook

from ifla_metrics.access import LOCAL
from ifla_metrics.i18n import translate
from ifla_metrics.imports.workbook import write_csv, write_workbook
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.entries import record
from ifla_metrics.store.versions import activity
from tests.store.conftest import close, draft

FAR = ("Pacific/Kiritimati", "Pacific/Pago_Pago")
NIGHTLY = ("Asia/Kathmandu", "Europe/Amsterdam", "America/New_York", "UTC")
ZONES = (*FAR, *(pytest.param(zone, marks=pytest.mark.night) for zone in NIGHTLY))
DATES = 1000 if os.environ.get("IFLA_NIGHT") else 5
EDGES = ("2010-01-01", "2010-12-31", "2012-02-29", "2011-03-27", "2011-10-30")
"""Ends of years, a leap day, and the nights on which Amsterdam changes its clocks."""


@pytest.mark.parametrize("zone", ZONES)
def test_no_day_moves_between_entry_and_export(zone, url, monkeypatch):
    monkeypatch.setenv("TZ", zone)
    monkeypatch.setenv("PGTZ", zone)
    time.tzset()
    try:
        written_and_read(url)
    finally:
        monkeypatch.undo()
        time.tzset()


def written_and_read(url):
    engine, chance = engine_of(url), random.Random(25)
    engine.dispose()  # Its connections were made in another zone.
    days = [date(2010, 1, 1) + timedelta(chance.randrange(2190)) for _ in range(DATES)]
    days += map(date.fromisoformat, EDGES)
    begun, t = datetime.now(UTC) - timedelta(seconds=1), translate("en")
    written = {
        record(engine, draft(started_on=day, ended_on=day), actor=LOCAL).uid: day for day in days
    }
    with reading(engine) as connection:
        table = write_csv(connection, "ALP", "activities", t, framework="2010-2015").decode()
        book = write_workbook(connection, "ALP", t, framework="2010-2015")
        for uid, day in written.items():
            found = activity(connection, uid)
            assert (found.draft.started_on, found.draft.ended_on) == (day, day)
            assert begun <= found.recorded_at <= datetime.now(UTC) + timedelta(seconds=1)
    close(url)
    cells = {
        value.date() if isinstance(value, datetime) else value
        for sheet in load_workbook(io.BytesIO(book))
        for row in sheet.iter_rows(values_only=True)
        for value in row
    }
    assert [day for day in days if day.isoformat() not in table] == []
    assert [day for day in days if not {day, day.isoformat()} & cells] == []
