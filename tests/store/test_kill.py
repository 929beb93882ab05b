"""A process that is killed while it writes loses nothing that it has acknowledged."""

import os
import random
import signal
import subprocess
import sys
import threading
import time

import sqlalchemy as sa

from ifla_metrics.store.database import reading
from tests.store.conftest import verify

KILLS = 100 if os.environ.get("IFLA_NIGHT") else 10
AT_ONCE = 2
NURSERY = """
import os, sys
from datetime import date
from ifla_metrics.access import LOCAL
from ifla_metrics.models.drafts import ActivityDraft, ParticipationDraft
from ifla_metrics.store.activities import amend_activity, log_activity
from ifla_metrics.store.database import engine_of

def write(engine, times=10**9):
    for number in range(times):
        said = ActivityDraft(
            title="Workshop", kind="workshop", started_on=date(2011, 5, 4),
            ended_on=date(2011, 5, 6), groups=("ALP",), countries=("BWA",),
            participation=(ParticipationDraft(count=number),),
        )
        uid, version = log_activity(engine, said, actor=LOCAL)
        os.write(1, f"{uid} {version}\\n".encode())
        if number % 3 == 0:
            uid, version = amend_activity(
                engine, uid, said, base_version=version, reason="x", actor=LOCAL
            )
            os.write(1, f"{uid} {version}\\n".encode())

engine = engine_of(sys.argv[1])
write(engine, 1)
engine.dispose()
for line in sys.stdin:
    born = os.fork()
    if born == 0:
        write(engine)
    os.write(1, f"born {born}\\n".encode())
"""
"""Has everything imported; bears a writer for each line it reads."""


class Nursery:
    """Bears processes that write, and hears what they acknowledge."""

    def __init__(self, url: str) -> None:
        self.told: list[str] = []
        self._process = subprocess.Popen(
            [sys.executable, "-c", NURSERY, url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._ear = threading.Thread(target=self._listen)
        self._ear.start()

    def _listen(self) -> None:
        for line in self._process.stdout:
            self.told.append(line)

    def acknowledged(self) -> set[str]:
        return {line for line in self.told if not line.startswith("born ")}

    def bear(self) -> int:
        """Bear a writer; its process id once it writes."""
        before, born = len(self.acknowledged()), self.born()
        self._process.stdin.write("bear\n")
        self._process.stdin.flush()
        while len(self.acknowledged()) == before or self.born() == born:
            time.sleep(0.002)
        [line] = self.born() - born
        return int(line.split()[1])

    def born(self) -> set[str]:
        return {line for line in self.told if line.startswith("born ")}

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait()
        self._ear.join()
        self._process.stdout.close()


def killed(url: str) -> set[str]:
    """Kill writers at random moments, some of which write at the same time; what they said."""
    moments = random.Random(20121212)
    nursery = Nursery(url)
    for _ in range(KILLS // AT_ONCE):
        writers = [nursery.bear() for _ in range(AT_ONCE)]
        for writer in writers:
            time.sleep(moments.uniform(0, 0.15))
            os.kill(writer, signal.SIGKILL)
    nursery.close()
    return nursery.acknowledged()


def test_nothing_acknowledged_is_lost_and_nothing_is_half_there(url, engine):
    acknowledged = killed(url)

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
    print(f"{len(acknowledged - stored)} lost")
    assert acknowledged <= stored
    assert len(acknowledged) >= KILLS
    assert entries == len(stored)
    assert verify(engine) == []
