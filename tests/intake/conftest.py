"""Databases of both kinds, empty and with the documented history."""

from tests.store.conftest import engine, history, history_url, url

__all__ = ["engine", "history", "history_url", "url"]
