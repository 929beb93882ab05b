"""A process that is killed while it writes loses nothing that it has acknowledged."""

import os
import random
import subprocess
import sys
import time

from ifla_metrics.store.database import reading
from tests.store.conftest import verify

KILLS = 100 if os.environ.get("IFLA_NIGHT") else 2
AT_ONCE = 2
WRITER = """
import os, sys
from datetime import date
from ifla_metrics.access import LOCAL
from ifla_metrics.models.drafts import ActivityDraft, ParticipationDraft
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.entries import amend, record

engine, number = engine_of(sys.argv[1]), 0
while True:
    number += 1
    said = ActivityDraft(
        title="Workshop", kind="workshop", started_on=date(2011, 5, 4),
        ended_on=date(2011, 5, 6), groups=("ALP",), countries=("BWA",),
        participation=(ParticipationDraft(count=number),),
    )
    uid, version = record(engine, said, actor=LOCAL)
    os.write(1, f"{uid} {version}\\n".encode())
    if number % 3 == 0:
        uid, version = amend(engine, uid, said, base_version=version, reason="x", actor=LOCAL)
        os.write(1, f"{uid} {version}\\n".encode())
"""


def killed(url: str) -> set[str]:
    """Kill writers at random moments, some of which write at the same time; what they said."""
    moments, acknowledged = random.Random(20121212), set()
    for _ in range(KILLS // AT_ONCE):
        writers = [
            subprocess.Popen([sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE, text=True)
            for _ in range(AT_ONCE)
        ]
        for writer in writers:
            acknowledged.add(writer.stdout.readline())  # Now it writes.
        for writer in writers:
            time.sleep(moments.uniform(0, 0.15))
            writer.kill()
            acknowledged.update(writer.communicate()[0].splitlines(keepends=True))
    return acknowledged


def test_nothing_acknowledged_is_lost_and_nothing_is_half_there(url, engine):
    acknowledged = killed(url)

    with reading(engine) as connection:
        versions = connection.exec_driver_sql(
            "SELECT uid, version FROM activity JOIN activity_version ON activity_id = activity.id"
        )
        stored = {f"{uid} {version}\n" for uid, version in versions}
        entries = connection.exec_driver_sql(
            "SELECT count(*) FROM audit_entry WHERE kind = 'activity'"
        ).scalar_one()
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    print(f"{KILLS} kills, {len(acknowledged)} acknowledged, {len(acknowledged - stored)} lost")
    assert acknowledged <= stored
    assert len(acknowledged) >= KILLS
    assert entries == len(stored)
    assert verify(engine) == []
