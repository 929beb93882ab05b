"""Loads what reads and draws, one thread at a time.

Two threads that import libraries with circular imports at once can see one half made; the first
reader and the warm-up of the server are two such threads.
"""

from __future__ import annotations

import threading
from importlib import import_module

MODULES = (
    "ifla_metrics.store.read",
    "ifla_metrics.figures.registry",
    "ifla_metrics.report.rendering",
)
_lock = threading.Lock()


def load() -> None:
    """Import pandas, SQLAlchemy, Altair and ours that use them; at once when they are there."""
    with _lock:
        for name in MODULES:
            import_module(name)
        import_module("ifla_metrics.figures.registry").load()
