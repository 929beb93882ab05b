"""A file that is made to harm, or damaged by chance, costs its sender an answer and nobody else."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from ifla_metrics.exchange.files import FileRefused, read_file
from ifla_metrics.exchange.limits import PAGE
from ifla_metrics.exchange.rows import ReadFile, read_rows
from ifla_metrics.exchange.sheets import packed, unpacked
from ifla_metrics.exchange.struck_reading import struck_in, struck_styles
from ifla_metrics.settings import ROOT
from tests.exchange.corpus import BOMBS, CASES
from tests.exchange.reading import known, read

SECONDS, MEMORY = 10, 300 * 1024 * 1024


def measured(step, folder):
    command = [sys.executable, "-m", "tests.exchange.hostile_measured", step, str(folder)]
    return subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=400,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ).stdout


def test_each_bomb_is_answered_in_time_and_with_little_memory(tmp_path, capsys):
    measured("write", tmp_path)
    found = json.loads(measured("measure", tmp_path))
    slowest = max(found["seconds"].values())
    with capsys.disabled():
        print(
            f"\nbombs: {found['refused']} of {len(BOMBS)} refused, slowest {slowest:.2f} s,"
            f" readers' peak {found['peak'] / 2**20:.0f} MB"
        )
    assert slowest <= SECONDS
    assert found["peak"] <= MEMORY


@pytest.mark.parametrize(
    "search",
    [
        lambda: struck_in(b'<c r="A1" ' * 40_000, (), {0}),
        lambda: struck_in(b'<c r="A1" t="s"' * 30_000, (), {0}),
        lambda: struck_in(b'<c r="A1"' + b' t="s"' * 60_000, (), {0}),
        lambda: struck_in(b'<c r="A1" t="s">' * 20_000 + b" " * 300_000, (), {0}),
        lambda: struck_styles(
            b"<fonts><font><strike/></font></fonts><cellXfs>" + b"<xf " * 80_000 + b"</cellXfs>"
        ),
    ],
)
def test_the_time_to_find_what_is_struck_through_grows_with_the_length(search):
    began = time.process_time()
    assert search() == ()
    assert time.process_time() - began < 2


def mutated(data, chance):
    """A file with bits turned, pieces cut out, doubled, or taken from elsewhere in it."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        if not changed:
            break
        place = chance.randrange(len(changed))
        length = chance.randint(1, max(1, len(changed) // 8))
        kind = chance.randrange(5)
        if kind == 0:
            changed[place] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del changed[place : place + length]
        elif kind == 2:
            changed[place:place] = changed[: chance.randint(1, 400)]
        elif kind == 3:
            other = chance.randrange(len(changed))
            changed[place : place + length] = changed[other : other + length]
        else:
            changed[place : place + 4] = chance.randbytes(4)
    return bytes(changed)


SOUND = [case for case in CASES if case.rows and not case.name.startswith("bomb")]


def verdict_of(seed):
    chance = random.Random(seed)
    case = chance.choice(SOUND)
    data = mutated(case.make(), chance)
    try:
        return read(data, case.file)
    except FileRefused as refusal:
        return refusal


def holds(count, capsys):
    known().codes("countries")
    with ThreadPoolExecutor(2) as pool:
        found = Counter(type(verdict).__name__ for verdict in pool.map(verdict_of, range(count)))
    with capsys.disabled():
        print(f"\ndamaged by chance: {count} files, {dict(found)}, no other exception")
    assert set(found) <= {FileRefused.__name__, ReadFile.__name__, "_Died"}
    assert sum(found.values()) == count


def test_random_damage_ends_in_a_verdict(capsys):
    holds(100, capsys)


@pytest.mark.night
def test_much_random_damage_ends_in_a_verdict(capsys):
    holds(20_000, capsys)


def test_a_reading_process_cannot_make_its_reader_run_code():
    class Evil:
        def __reduce__(self):
            return os.system, ("true",)

    with pytest.raises(Exception, match="system"):
        unpacked(packed([Evil()]))


def test_a_file_is_refused_when_the_reader_never_ends():
    import dataclasses

    hurried = dataclasses.replace(PAGE, seconds=0.01)
    with pytest.raises(FileRefused, match="longer than"):
        read_file(SOUND[0].make(), SOUND[0].file, hurried)


class Left(BaseException):
    """Nobody waits any more, as a page says it that was left."""


def test_a_reading_that_nobody_waits_for_any_more_ends_at_once_with_its_process(monkeypatch):
    begun, told = [], []
    real = subprocess.Popen

    def born(words, **how):
        """A reader that answers nothing for a minute."""
        begun.append(real([words[0], "-c", "import time; time.sleep(60)"], **how))
        return begun[-1]

    def waiting():
        told.append(True)
        if len(told) == 3:
            raise Left

    monkeypatch.setattr(subprocess, "Popen", born)
    with pytest.raises(Left):
        read_file(SOUND[0].make(), SOUND[0].file, waiting=waiting)
    assert [process.returncode for process in begun] == [-signal.SIGKILL]


def test_a_file_is_read_whole_by_a_process_that_begins_late(monkeypatch):
    """More than a pipe holds is given to it although it does not ask for it at once."""
    real = subprocess.Popen
    late = "import time, runpy; time.sleep(0.7); runpy.run_module({!r}, run_name='__main__')"

    def born(words, **how):
        return real([words[0], "-c", late.format(words[2])], **how)

    monkeypatch.setattr(subprocess, "Popen", born)
    lines = [f"Workshop number {n},2012-03-05" for n in range(9_000)]
    [sheet] = read_file("\n".join(["Title,First day", *lines]).encode(), "log.csv")
    assert len(sheet.rows) == 9_001


def test_the_slow_reader_reads_as_the_fast_one(monkeypatch):
    from ifla_metrics.exchange import fast_reading, slow_reading

    other = ("merged", "chart")  # It knows no merged cells, and refuses a sheet of charts.
    cases = [
        c
        for c in SOUND
        if c.file.lower().endswith(".xlsx") and not any(word in c.name for word in other)
    ]
    differing = []
    for case in cases:
        data = case.make()
        fast = read_rows(fast_reading.read_workbook(data, PAGE), known(), {}, "ALP")
        slow = read_rows(slow_reading.read_workbook(data, PAGE), known(), {}, "ALP")
        if [r.verdict for r in fast.rows] != [r.verdict for r in slow.rows] or [
            r.draft for r in fast.rows
        ] != [r.draft for r in slow.rows]:
            differing.append(case.name)
    assert differing == []
