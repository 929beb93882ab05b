"""What the surroundings decide: the database and the language of words. Read anew when asked."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
"""Reference data, frameworks and history, as shipped."""

DATABASE = ROOT / "var" / "ifla-metrics.db"
"""The SQLite file that is used when IFLA_DATABASE_URL names no other database."""


def database_is_named() -> bool:
    """Say whether IFLA_DATABASE_URL names the database."""
    return bool(os.environ.get("IFLA_DATABASE_URL", "").strip())


def database_url() -> str:
    """Return the URL of the database: IFLA_DATABASE_URL, else the SQLite file DATABASE.

    `postgres://`, as some hosts write it, is understood as `postgresql://`.
    """
    url = os.environ.get("IFLA_DATABASE_URL", "").strip()
    return with_known_scheme(url) or f"sqlite:///{DATABASE}"


def with_known_scheme(url: str) -> str:
    """Return the URL of a database with `postgresql` where it says `postgres`."""
    scheme, separator, rest = url.partition("://")
    return f"postgresql://{rest}" if scheme == "postgres" and separator else url


def language() -> str:
    """Return the language of the surroundings as two letters (`fr`); English when none is said."""
    said = next(
        filter(None, (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), ""
    )
    return said[:2].lower() or "en"


def read_only() -> bool:
    """Say whether the tool is served for reading only (IFLA_READ_ONLY=1)."""
    return os.environ.get("IFLA_READ_ONLY", "").strip() not in {"", "0"}


def by_links() -> bool:
    """Say whether people sign in by personal links, without a provider (IFLA_SIGN_IN=links)."""
    return os.environ.get("IFLA_SIGN_IN", "").strip() == "links"


def trusted_email() -> bool:
    """Say whether the provider's addresses are verified though it does not say so.

    IFLA_EMAIL_IS_VERIFIED=1, for a provider that leaves `email_verified` out.
    """
    return os.environ.get("IFLA_EMAIL_IS_VERIFIED", "").strip() == "1"


def reader_domains() -> frozenset[str]:
    """Return the domains whose verified addresses may read without having been added.

    IFLA_READER_DOMAINS="ifla.org example.org"; none by default.
    """
    said = os.environ.get("IFLA_READER_DOMAINS", "").replace(",", " ").lower().split()
    return frozenset(domain.removeprefix("@") for domain in said)


def public_address(found: str = "") -> str:
    """Return where readers find the tool: IFLA_ADDRESS, else where it was `found`."""
    said = os.environ.get("IFLA_ADDRESS", "").strip().rstrip("/")
    return said or found or "http://127.0.0.1:8501"
