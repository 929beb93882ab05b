"""A moment in the reader's own time, where the browser says which that is."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st
from babel import dates

from ifla_metrics.i18n import Translate


def moment(at: datetime, t: Translate) -> str:
    """Return "24 Nov 2026, 19:20" in the reader's time zone, else in UTC (said so)."""
    zone = _zone()
    here = at.astimezone(zone or UTC)
    said = f"{t.date(here.date(), 'medium')}, {dates.format_time(here, 'HH:mm', locale=t.locale)}"
    return said if zone else f"{said} UTC"


def _zone() -> ZoneInfo | None:
    name = st.context.timezone
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None
