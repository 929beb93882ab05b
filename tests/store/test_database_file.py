"""The SQLite file is moved, deleted or replaced under a running server: no save is told that is not
kept, a reader is told, and all works again, without a restart, when a whole file is back.
"""

import sqlite3
from contextlib import closing

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.errors import NotReady
from ifla_metrics.store.database import engine_of, reading, revision_of, writing
from ifla_metrics.store.entries import record
from ifla_metrics.store.migrate import require_ready
from tests.store.conftest import close, draft, prepare_empty


def beside(path, ending):
    return path.with_name(path.name + ending)


def moved(path, _copy):
    away = path.rename(beside(path, ".away"))
    return lambda: away.rename(path)


def moved_with_its_log(path, _copy):
    for ending in ("-wal", "-shm"):
        beside(path, ending).rename(beside(path, f".away{ending}"))
    back = moved(path, None)

    def right():
        for ending in ("-wal", "-shm"):
            beside(path, f".away{ending}").rename(beside(path, ending))
        back()

    return right


def moved_and_an_empty_one_made(path, _copy):
    away = path.rename(beside(path, ".away"))
    path.touch()
    return lambda: away.replace(path)


def deleted_with_its_log(path, copy):
    for ending in ("", "-wal", "-shm"):
        beside(path, ending).unlink()
    return lambda: copy.rename(path)


def deleted(path, copy):
    path.unlink()
    return lambda: copy.rename(path)


def replaced_with_its_log(path, copy):
    deleted_with_its_log(path, copy)()
    return lambda: None


def replaced(path, copy):
    copy.replace(path)
    return lambda: None


GONE = (deleted, deleted_with_its_log, replaced, replaced_with_its_log)
MOVED = (moved, moved_with_its_log, moved_and_an_empty_one_made)


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "log.db"
    url = f"sqlite:///{found}"
    prepare_empty(url)
    yield found
    close(url)


@pytest.mark.parametrize("fault", [*MOVED, *GONE])
def test_no_save_is_told_that_the_file_at_its_place_does_not_keep(path, tmp_path, fault):
    url = f"sqlite:///{path}"
    engine = engine_of(url)
    told = []

    def save(number):
        found = record(engine, draft(title=f"Activity {number}"), actor=LOCAL)
        told.append(found.uid)

    def ready():
        require_ready(url)
        return revision_of(url)

    def tried(number):
        try:
            save(number)
        except NotReady as error:
            return int("moved, deleted or replaced" in str(error))
        return 0

    with engine.connect(), engine.connect():  # So many stay open in the pool.
        pass
    before = ready()
    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as sink:
        source.backup(sink)
    for number in range(3):
        save(number)
    with closing(sqlite3.connect(path)) as log:  # As a log of some size is from time to time.
        log.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = ready()

    set_right = fault(path, copy)
    not_ready = False
    try:
        ready()
    except NotReady:
        not_ready = True
    refused = sum(tried(number) for number in range(3, 13))
    set_right()
    if fault in GONE:
        del told[:3]  # They went with their file, and were kept when they were told.
    tries = 1
    while tried(13):
        tries += 1
        assert tries < 4
    for _ in range(3):
        try:
            after = ready()
        except NotReady:
            continue
    assert after > before  # What is held in memory of another file is not shown for this one.
    with reading(engine) as connection:
        shown = connection.exec_driver_sql("SELECT count(*) FROM activity").scalar_one()
    close(url)
    with closing(sqlite3.connect(path)) as found:
        kept = {uid for (uid,) in found.execute("SELECT uid FROM activity")}
        assert found.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    lost = len(set(told) - kept)
    print(
        f"{fault.__name__}: of 10 saves {refused} refused, {10 - refused} told; "
        f"{lost} of {len(told)} told are lost; saved again after {tries} tries"
    )
    assert lost == 0
    assert shown == len(kept)
    assert not_ready


def test_a_save_is_not_told_when_the_file_went_in_the_middle_of_it(path):
    engine = engine_of(f"sqlite:///{path}")

    def save():
        with writing(engine) as connection:
            record(connection, draft(), actor=LOCAL)
            moved(path, None)

    with pytest.raises(NotReady, match="moved, deleted or replaced"):
        save()
