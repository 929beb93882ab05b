"""Who is reading. One person on a loopback address today; a sign-in would answer here."""

from __future__ import annotations

from ifla_metrics.access import LOCAL, Actor


def actor() -> Actor:
    """Return the person whose request or page run this is."""
    return LOCAL
