"""A rerun of the Overview: its script, its processor time, and the first one after a commit."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from benchmarks.answers import CHOICES, NEEDS, PREVIOUS
from benchmarks.databases import copied, url_of
from benchmarks.measuring import Report, once
from benchmarks.servers import SERVED, Server, Session, serving
from benchmarks.store_writes import close, drafts
from ifla_metrics.access import LOCAL
from ifla_metrics.figures import registry
from ifla_metrics.i18n import translate
from ifla_metrics.settings import ROOT
from ifla_metrics.store.activities import log_activity
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.read import read

MAIN = ROOT / "ifla_metrics" / "ui" / "main.py"
ALTAIR = SERVED / "altair_page.py"
EMPTY = SERVED / "empty.py"
SESSIONS = 3
RERUNS = 20
COMMITS = 7
QUERY = urlencode(CHOICES.query())


@dataclass(frozen=True)
class _Page:
    name: str
    server: Server
    session: Session
    times: Path | None

    def script_seconds(self) -> list[float]:
        """Return what the script's own runs took, oldest first."""
        if self.times is None:
            return []
        return [float(line) for line in self.times.read_text(encoding="utf-8").split()]


def run(sizes: Sequence[int]) -> Report:
    """Serve the Overview at both ends of the sizes, the Altair page and an empty page; in turn."""
    report = Report("A rerun of the Overview")
    small, large = min(sizes), max(sizes)
    with ExitStack() as stack:
        copies = {
            size: stack.enter_context(copied(size, "served")) for size in sorted({small, large})
        }
        pages = {
            name: stack.enter_context(_page(name, script, copies[size]))
            for name, script, size in _wanted(small, large)
        }
        wall, cpu = _reruns(pages)
        script = {
            name: median(seconds[-RERUNS * SESSIONS :])
            for name, page in pages.items()
            if (seconds := page.script_seconds())
        }
        for what, found in (("wall", wall), ("processor", cpu), ("script alone", script)):
            for name, seconds in found.items():
                report.time(f"{name}: {what}", seconds)
        after = {size: _after_commit(report, pages[_ours(size)], copies[size]) for size in copies}
        for path in copies.values():
            close(url_of(path))
    ours = _ours(large)
    if large != small:
        before = _ours(small)
        report.ratio(f"script, {large:,} / {small:,}", script[ours] / script[before], 1.1)
        report.ratio(f"processor, {large:,} / {small:,}", cpu[ours] / cpu[before], 1.1)
        report.ratio(
            f"first after a commit, {large:,} / {small:,}", after[large] / after[small], 1.2
        )
    report.ratio(
        "script: charts built in Altair / ours",
        script["Altair page"] / script[ours],
    )
    report.ratio("processor: ours / stock empty page", cpu[ours] / cpu["stock empty page"], 1.3)
    report.notes.append(
        "The Altair page builds at every rerun the charts of the Overview's figures from frames that "
        "lie ready, and shows nothing else; ours shows the whole page with its choices."
    )
    return report


def _ours(size: int) -> str:
    return f"Overview, {size:,}"


def _wanted(small: int, large: int) -> list[tuple[str, Path, int]]:
    sizes = sorted({small, large})
    return [
        *((_ours(size), MAIN, size) for size in sizes),
        ("Altair page", ALTAIR, large),
        ("stock empty page", EMPTY, large),
    ]


@contextmanager
def _page(name: str, script: Path, database: Path) -> Iterator[_Page]:
    folder = Path(tempfile.mkdtemp(prefix="ifla-bench-"))
    times = folder / "times.txt"
    times.touch()
    env = {
        "IFLA_DATABASE_URL": url_of(database),
        "BENCHMARK_SCRIPT": str(script),
        "BENCHMARK_TIMES": str(times),
    }
    stock = script == EMPTY
    started = serving(
        EMPTY if stock else SERVED / "app.py", env=env, folder=folder if stock else ROOT
    )
    with started as server:
        session = Session(server, QUERY if script == MAIN else "")
        try:
            for _ in range(3):
                session.rerun()
            yield _Page(name, server, session, None if stock else times)
        finally:
            session.close()


def _reruns(pages: dict[str, _Page]) -> tuple[dict[str, float], dict[str, float]]:
    """Return the median wall seconds and the mean processor seconds of a rerun, by page."""
    wall: dict[str, list[float]] = {name: [] for name in pages}
    used: dict[str, float] = dict.fromkeys(pages, 0.0)
    for _ in range(SESSIONS):
        for name, page in pages.items():
            before = page.server.cpu()
            wall[name] += [once(page.session.rerun) for _ in range(RERUNS)]
            used[name] += page.server.cpu() - before
    each = {name: seconds / (SESSIONS * RERUNS) for name, seconds in used.items()}
    return {name: median(times) for name, times in wall.items()}, each


def _after_commit(report: Report, page: _Page, database: Path) -> float:
    """Log from this process, then ask the server: the answer must be of the new state."""
    engine = engine_of(url_of(database))
    times = []
    told = _told(database)
    for draft in drafts(COMMITS, seed=7):
        log_activity(engine, draft, actor=LOCAL)
        sent: list[bytes] = []
        times.append(once(lambda sent=sent: sent.append(page.session.rerun())))
        before, told = told, _told(database)
        if before == told or not all(words.encode() in sent[0] for words in told):
            raise AssertionError(f"{page.name}: the rerun after a commit does not show it")
    return report.time(f"{page.name}: first rerun after another process's commit", median(times))


def _told(database: Path) -> list[str]:
    """Return what is said of each direction ("999 activities, 192 countries"), from the database."""
    with reading(engine_of(url_of(database))) as connection:
        found = read(connection, CHOICES, NEEDS, PREVIOUS)
    alt = registry.build("direction-status", found, translate("en")).alt
    return re.findall(r" · ([^·.]*? activit[^·.]*? countr(?:y|ies))", alt)
