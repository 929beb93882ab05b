"""Paths of what is shipped, and settings from the environment, read at each call."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
"""Reference data, frameworks and history, as shipped."""

# Map and fonts

TOPOLOGY = DATA / "geo" / "countries-50m.json"
"""The world at 1:50 million as TopoJSON; ids are three-digit ISO numbers as text ("072")."""

FONTS = DATA / "fonts"
"""The folder of the font files; renderers register all of it."""
FONTS_FIRST = FONTS / "fonts.conf"
"""Prefers the shipped fonts to the machine's; FONTCONFIG_FILE names it for renderers."""

FONT_FAMILY = "Noto Sans"
FONT_FAMILY_ARABIC = "Noto Sans Arabic"
"""Noto Sans with Arabic letters; for print, too large for screens."""
TOPOLOGY_URL = "/assets/geo/countries-50m.json"
"""The address of TOPOLOGY on the server, for charts on screen."""

# Environment

DATABASE = ROOT / "var" / "ifla-metrics.db"
"""The SQLite file that is used when IFLA_DATABASE_URL names no other database."""


def has_database_url() -> bool:
    """Return whether IFLA_DATABASE_URL names the database."""
    return bool(os.environ.get("IFLA_DATABASE_URL", "").strip())


def database_url() -> str:
    """Return the URL of the database: IFLA_DATABASE_URL, else the SQLite file DATABASE.

    Some hosts write `postgres://` for `postgresql://`.
    """
    url = os.environ.get("IFLA_DATABASE_URL", "").strip()
    return normalise_database_url(url) or f"sqlite:///{DATABASE}"


def normalise_database_url(url: str) -> str:
    """Return the URL of a database with `postgresql` where it says `postgres`."""
    scheme, separator, rest = url.partition("://")
    return f"postgresql://{rest}" if scheme == "postgres" and separator else url


def language() -> str:
    """Return the language of the environment as two letters (`fr`); English by default."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return value[:2].lower()
    return "en"


def read_only() -> bool:
    """Return whether the server is read-only (IFLA_READ_ONLY=1)."""
    return os.environ.get("IFLA_READ_ONLY", "").strip() not in {"", "0"}


def sign_in_by_link() -> bool:
    """Return whether people sign in by personal links, without a provider (IFLA_SIGN_IN=links)."""
    return os.environ.get("IFLA_SIGN_IN", "").strip() == "links"


def trust_unverified_email() -> bool:
    """Return whether to trust addresses of a provider that leaves `email_verified` out.

    IFLA_EMAIL_IS_VERIFIED=1.
    """
    return os.environ.get("IFLA_EMAIL_IS_VERIFIED", "").strip() == "1"


def reader_domains() -> frozenset[str]:
    """Return the domains whose verified addresses may read without having been added.

    IFLA_READER_DOMAINS="ifla.org example.org"; none by default.
    """
    domains = os.environ.get("IFLA_READER_DOMAINS", "").replace(",", " ").lower().split()
    return frozenset(domain.removeprefix("@") for domain in domains)


def public_address(found: str = "") -> str:
    """Return the public address: IFLA_ADDRESS, else `found`, else the loopback address."""
    address = os.environ.get("IFLA_ADDRESS", "").strip().rstrip("/")
    return address or found or "http://127.0.0.1:8501"
