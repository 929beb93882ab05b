import json
import subprocess
import sys

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


def test_a_server_that_starts_loads_nothing_that_reads_or_draws(history, monkeypatch):
    monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", "127.0.0.1")
    done = subprocess.run(
        [sys.executable, "-c", STARTED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    said, modules = json.loads(done.stdout.splitlines()[-1])
    heavy = {"pandas", "numpy", "altair", "sqlalchemy", "pyarrow", "babel", "alembic", "jinja2"}

    assert said == "lifespan.startup.complete", done.stderr
    assert not heavy & set(modules)
