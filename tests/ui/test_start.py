import subprocess
import sys

from ifla_metrics.settings import ROOT

STARTED = """
import asyncio, sys
import app
from ifla_metrics.ui.lifespan import lifespan

asyncio.run(lifespan(app.app).__aenter__())
print(*sys.modules)
"""
HEAVY = {"pandas", "numpy", "altair", "sqlalchemy", "pyarrow", "babel", "alembic", "jinja2"}


def test_a_server_that_starts_loads_nothing_that_reads_or_draws(history, monkeypatch):
    monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", "127.0.0.1")
    done = subprocess.run([sys.executable, "-c", STARTED], cwd=ROOT, stdout=-1, check=True)

    assert b"ifla_metrics.ui.lifespan" in done.stdout
    assert not HEAVY & {*done.stdout.decode().split()}
