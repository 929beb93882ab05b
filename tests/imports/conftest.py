"""Databases of both kinds."""

from tests.store.conftest import engine, history, history_url, url

__all__ = ["engine", "history", "history_url", "url"]
