"""What the surroundings decide: the database and the language of words. Read anew when asked."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
"""Reference data, frameworks and history, as shipped."""

DATABASE = ROOT / "var" / "ifla-metrics.db"
"""The SQLite file that is used when IFLA_DATABASE_URL names no other database."""


def database_url() -> str:
    """Return the URL of the database: IFLA_DATABASE_URL, else the SQLite file DATABASE.

    `postgres://`, as some hosts write it, is understood as `postgresql://`.
    """
    url = os.environ.get("IFLA_DATABASE_URL", "").strip()
    if url.startswith("postgres://"):
        url = url.replace("postgres://", "postgresql://", 1)
    return url or f"sqlite:///{DATABASE}"


def language() -> str:
    """Return the language of the surroundings as two letters (`fr`); English when none is said."""
    said = next(
        filter(None, (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), ""
    )
    return said[:2].lower() or "en"
