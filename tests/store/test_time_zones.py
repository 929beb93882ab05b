"""A day never moves: in whatever zone the server stands, and the database beside it."""

import io
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from openpyxl import load_workbook

from ifla_metrics.access import LOCAL
from ifla_metrics.i18n import translate
from ifla_metrics.imports.workbook import write_csv, write_workbook
from ifla_metrics.store.database import engine_of, read_transaction
from ifla_metrics.store.entries import record
from ifla_metrics.store.versions import versions_of
from tests.store.conftest import close, draft

FAR = ("Pacific/Kiritimati", "Pacific/Pago_Pago")
NIGHTLY = ("Asia/Kathmandu", "Europe/Amsterdam", "America/New_York", "UTC")
ZONES = (*FAR, *(pytest.param(zone, marks=pytest.mark.night) for zone in NIGHTLY))
DAYS = ("2010-01-01", "2010-12-31", "2012-02-29", "2011-03-27", "2011-10-30")
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
    engine = engine_of(url)
    engine.dispose()  # Its connections were made in another zone.
    days = [date.fromisoformat(day) for day in DAYS]
    begun, t = datetime.now(UTC) - timedelta(seconds=1), translate("en")
    uids = [record(engine, draft(started_on=d, ended_on=d), actor=LOCAL).uid for d in days]
    with read_transaction(engine) as connection:
        table = write_csv(connection, "ALP", "activities", t, framework="2010-2015").decode()
        book = load_workbook(
            io.BytesIO(write_workbook(connection, "ALP", t, framework="2010-2015"))
        )
        stored = [versions_of(connection, "activity", uid)[-1] for uid in uids]
    close(url)
    cells = {
        str(value.date() if isinstance(value, datetime) else value)
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
        for value in row
    }
    assert [(one.draft.started_on, one.draft.ended_on) for one in stored] == [(d, d) for d in days]
    assert all(begun <= one.recorded_at <= datetime.now(UTC) for one in stored)
    assert [day for day in days if str(day) not in table or str(day) not in cells] == []
