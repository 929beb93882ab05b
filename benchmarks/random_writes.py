"""Ten thousand random writes through the store; then every cell is compared with a recomputation."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from benchmarks.databases import url_of
from benchmarks.measuring import Report
from benchmarks.store_writes import close, drafts, on_postgresql
from ifla_metrics.access import LOCAL
from ifla_metrics.models.columns import Lifecycle, Provenance
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.settings import DATA
from ifla_metrics.store import activities
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.initialise import initialise
from ifla_metrics.store.summary_cells import verify

WRITES = 10_000
RARE = (Lifecycle.PLANNED, Lifecycle.UNDER_WAY, Lifecycle.CANCELLED)


def run(_sizes: Sequence[int]) -> Report:
    """Write to an empty database of each kind; raises AssertionError when a cell differs."""
    report = Report(f"{WRITES:,} random writes, cells compared with a recomputation")
    with tempfile.TemporaryDirectory() as folder:
        url = url_of(Path(folder) / "random.db")
        initialise(url, data=DATA, empty=True)
        _write(report, "SQLite", url)
        close(url)
    with on_postgresql() as (url, _other):
        _write(report, "PostgreSQL", url)
    return report


def _write(report: Report, where: str, url: str) -> None:
    chance, engine = random.Random(19), engine_of(url)
    said = iter([_varied(draft, chance) for draft in drafts(WRITES, seed=23)])
    versions: dict[str, int] = {}
    standing: list[str] = []
    done: Counter[str] = Counter()
    begun = perf_counter()
    for _ in range(WRITES):
        what = chance.choices(("log", "amend", "withdraw"), (5, 4, 1))[0] if standing else "log"
        done[what] += 1
        if what == "log":
            uid = activities.log_activity(engine, next(said), actor=LOCAL).uid
            versions[uid] = 1
            standing.append(uid)
            continue
        uid = standing[chance.randrange(len(standing))]
        if what == "amend":
            activities.amend_activity(
                engine,
                uid,
                next(said),
                base_version=versions[uid],
                reason="Counted anew",
                actor=LOCAL,
            )
        else:
            activities.withdraw_activity(
                engine, uid, base_version=versions[uid], reason="Twice", actor=LOCAL
            )
            standing.remove(uid)
        versions[uid] += 1
    report.time(f"{where}, all writes", perf_counter() - begun)
    begun = perf_counter()
    found = verify(engine)
    report.time(f"{where}, recomputation and comparison", perf_counter() - begun)
    if found:
        raise AssertionError(f"{where}: {len(found)} cells differ, first {found[0]}")
    told = ", ".join(f"{number:,} × {what}" for what, number in done.items())
    report.notes.append(f"{where}: {told}: 0 differences.")


def _varied(draft: ActivityDraft, chance: random.Random) -> ActivityDraft:
    """Return the draft, now and then planned, synthetic, without a country or nobody counted."""
    changes: dict[str, object] = {}
    if chance.random() < 0.1:
        changes["lifecycle"] = chance.choice(RARE)
    if chance.random() < 0.2:
        changes["provenance"] = Provenance.SYNTHETIC
    if chance.random() < 0.1:
        changes["countries"] = ()
    if chance.random() < 0.15:
        changes["participation"] = ()
    return draft.model_copy(update=changes)
