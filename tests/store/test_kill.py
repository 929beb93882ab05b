"""A process that is killed while it writes loses nothing that it has acknowledged."""

import os
import random
import signal
import subprocess
import sys
import time

import sqlalchemy as sa

from ifla_metrics.store.database import reading
from ifla_metrics.store.summaries import verify

KILLS = 100 if os.environ.get("IFLA_NIGHT") else 10
AT_ONCE = 2
WRITER = """
import sys
from ifla_metrics.access import LOCAL
from ifla_metrics.store.activity_log import amend_activity, log_activity
from ifla_metrics.store.database import engine_of
from tests.store.conftest import draft, people

engine = engine_of(sys.argv[1])
number = 0
while True:
    said = draft(participation=(people(number),))
    uid, version = log_activity(engine, said, actor=LOCAL)
    print(uid, version, flush=True)
    if number % 3 == 0:
        uid, version = amend_activity(
            engine, uid, said, base_version=version, reason="x", actor=LOCAL
        )
        print(uid, version, flush=True)
    number += 1
"""


def killed(url: str, rounds: random.Random) -> list[str]:
    """Let a few processes write, kill each at a random moment; what they acknowledged."""
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE, text=True
        )
        for _ in range(AT_ONCE)
    ]
    told = []
    for writer in writers:
        told.append(writer.stdout.readline())
        time.sleep(rounds.uniform(0, 0.15))
        writer.send_signal(signal.SIGKILL)
        told += writer.stdout.readlines()
        writer.stdout.close()
        writer.wait()
    return [line for line in told if line.endswith("\n")]


def test_nothing_acknowledged_is_lost_and_nothing_is_half_there(url, engine):
    rounds = random.Random(20121212)
    acknowledged = []
    for _ in range(KILLS // AT_ONCE):
        acknowledged += killed(url, rounds)

    with reading(engine) as connection:
        stored = {
            f"{uid} {version}\n"
            for uid, version in connection.execute(
                sa.text(
                    "SELECT uid, version FROM activity"
                    " JOIN activity_version ON activity_id = activity.id"
                )
            )
        }
        entries = connection.exec_driver_sql(
            "SELECT count(*) FROM audit_entry WHERE kind = 'activity'"
        ).scalar_one()
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    print(f"{KILLS} kills, {len(acknowledged)} acknowledged, ", end="")
    print(f"{len(set(acknowledged) - stored)} lost")
    assert set(acknowledged) <= stored
    assert len(acknowledged) >= KILLS
    assert entries == len(stored)
    assert verify(engine) == []
