"""What power loss leaves behind is opened at a committed state, or said to be damaged.

SQLite checks every page of its second file (`-wal`) by a sum. The first file has none: a bit that
turned inside a text there is found by nobody. So: a torn second file never shows a state that
nobody committed, and a first file that lost pages is told.
"""

import os
import random
import shutil
import sqlite3
from contextlib import closing

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.errors import NotReady
from ifla_metrics.store.activities import log_activity
from ifla_metrics.store.backups import write_backup
from ifla_metrics.store.database import FAULTS, engine_of
from tests.conftest import sqlite_url
from tests.store.conftest import close, draft, prepare_empty

TIMES = 1000 if os.environ.get("IFLA_NIGHT") else 60
WRITES = 12
STATE = """
SELECT (SELECT count(*) FROM activity), (SELECT count(*) FROM audit_entry), number FROM revision
"""


def state(path):
    """Counts that move together with every commit; the database is sound, too."""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute(STATE).fetchone()
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
        return found


@pytest.fixture
def torn(tmp_path):
    """A database whose last writes stand in the second file alone, and every state that it had."""
    path = tmp_path / "log.sqlite3"
    prepare_empty(sqlite_url(path))
    engine = engine_of(sqlite_url(path))
    committed = [state(path)]
    for number in range(WRITES):
        log_activity(engine, draft(title=f"Workshop {number}"), actor=LOCAL)
        committed.append(state(path))
    copy = tmp_path / "torn" / "log.sqlite3"
    copy.parent.mkdir()
    files = {name: (tmp_path / f"log.sqlite3{name}").read_bytes() for name in ("", "-wal")}
    close(sqlite_url(path))
    assert len(files["-wal"]) > 50_000
    return copy, files, committed


def put(copy, files):
    for left in copy.parent.iterdir():
        left.unlink()
    for name, content in files.items():
        copy.with_name(copy.name + name).write_bytes(content)


def test_a_second_file_that_was_cut_or_changed_shows_no_state_that_nobody_committed(torn):
    copy, files, committed = torn
    chance, wrong, seen = random.Random(2), 0, set()
    whole = files["-wal"]
    for number in range(TIMES):
        place = chance.randrange(len(whole))
        if number % 2:
            damaged = whole[:place]
        else:
            turned = bytes([whole[place] ^ (1 << chance.randrange(8))])
            damaged = whole[:place] + turned + whole[place + 1 :]
        put(copy, {"": files[""], "-wal": damaged})
        found = state(copy)
        seen.add(found)
        wrong += found not in committed
    print(f"{TIMES} times cut or changed, {wrong} wrong states, {len(seen)} of the committed seen")
    assert wrong == 0
    assert len(seen) > 3


def test_a_first_file_that_was_cut_or_torn_is_told_and_no_backup_is_made_of_it(torn, tmp_path):
    copy, files, _ = torn
    put(copy, files)
    state(copy)
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = copy.read_bytes()
    pages = len(whole) // 4096
    told = 0
    tears = (
        whole[: 4096 * (pages // 2)],
        b"\0" * 4096 + whole[4096:],
        whole[:1000],
        whole[:4096] + os.urandom(4096 * 20) + whole[4096 * 21 :],
    )
    for number, tear in enumerate(tears):
        folder = tmp_path / str(number)
        folder.mkdir()
        place = folder / "log.sqlite3"
        place.write_bytes(tear)
        try:
            write_backup(engine_of(sqlite_url(place)), folder / "backup.zip")
        except (NotReady, *FAULTS):
            told += 1
        close(sqlite_url(place))
        assert not (folder / "backup.zip").exists()
    assert told == len(tears)
    shutil.rmtree(copy.parent)
