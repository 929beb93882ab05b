import json
import subprocess
import sys

import pytest

from ifla_metrics.settings import ROOT

STARTED = """
import asyncio, json, sys
import app

async def main():
    asked, told = asyncio.Queue(), asyncio.Queue()
    server = asyncio.create_task(app.app({"type": "lifespan", "state": {}}, asked.get, told.put))
    await asked.put({"type": "lifespan.startup"})
    said = await told.get()
    print(json.dumps([said["type"], sorted(sys.modules)]))
    await asked.put({"type": "lifespan.shutdown"})
    await server

asyncio.run(main())
"""


@pytest.fixture
def started(history, monkeypatch):
    """What the server has loaded when it is ready to answer."""
    monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", "127.0.0.1")
    done = subprocess.run(
        [sys.executable, "-c", STARTED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    said, modules = json.loads(done.stdout.splitlines()[-1])
    assert said == "lifespan.startup.complete", done.stderr
    return modules


def test_a_server_that_starts_loads_nothing_that_reads_or_draws(started):
    heavy = {"pandas", "numpy", "altair", "sqlalchemy", "pyarrow", "babel", "alembic", "jinja2"}

    assert not heavy & set(started)
