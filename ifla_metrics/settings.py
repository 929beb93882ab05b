"""Paths of shipped files, and settings from environment variables, read at each call."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
"""Shipped reference data, frameworks and history."""

# Map and fonts

TOPOLOGY = DATA / "geo" / "countries-50m.json"
"""World map at 1:50 million as TopoJSON. Ids are ISO numeric codes as text ("072")."""

FONTS = DATA / "fonts"
FONTCONFIG_FILE = FONTS / "fonts.conf"
"""Fontconfig file that prefers the shipped fonts to the machine's."""

FONT_FAMILY = "Noto Sans"
FONT_FAMILY_ARABIC = "Noto Sans Arabic"
"""For print only: too large to download for the screen."""
TOPOLOGY_URL = "/assets/geo/countries-50m.json"
"""URL of TOPOLOGY on the server, for charts on screen."""

# Environment

DATABASE = ROOT / "var" / "ifla-metrics.db"
"""The default database, used unless IFLA_DATABASE_URL is set."""


def has_database_url() -> bool:
    """Return whether IFLA_DATABASE_URL is set."""
    return bool(os.environ.get("IFLA_DATABASE_URL", "").strip())


def database_url() -> str:
    """Return IFLA_DATABASE_URL, or the URL of the SQLite file DATABASE."""
    return os.environ.get("IFLA_DATABASE_URL", "").strip() or f"sqlite:///{DATABASE}"


def language() -> str:
    """Return the two-letter language of the environment's locale, `en` by default."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return value[:2].lower()
    return "en"


def read_only() -> bool:
    """Return whether the server is read-only (IFLA_READ_ONLY=1)."""
    return os.environ.get("IFLA_READ_ONLY", "").strip() not in {"", "0"}


def sign_in_by_link() -> bool:
    """Return whether people sign in by personal link instead of a provider (IFLA_SIGN_IN=links)."""
    return os.environ.get("IFLA_SIGN_IN", "").strip() == "links"


def trust_unverified_email() -> bool:
    """Return whether to trust a provider that omits `email_verified` (IFLA_EMAIL_IS_VERIFIED=1)."""
    return os.environ.get("IFLA_EMAIL_IS_VERIFIED", "").strip() == "1"


def reader_domains() -> frozenset[str]:
    """Return the domains whose verified addresses may read without being added as people.

    Set IFLA_READER_DOMAINS="ifla.org example.org"; there are none by default.
    """
    domains = os.environ.get("IFLA_READER_DOMAINS", "").replace(",", " ").lower().split()
    return frozenset(domain.removeprefix("@") for domain in domains)


def public_address(default: str = "") -> str:
    """Return the server's public URL: IFLA_ADDRESS, else `default`, else the loopback address."""
    address = os.environ.get("IFLA_ADDRESS", "").strip().rstrip("/")
    return address or default or "http://127.0.0.1:8501"
