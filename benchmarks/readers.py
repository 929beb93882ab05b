"""A crowd of readers: sessions that open a page, think, and open another, each in its own thread."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from urllib.parse import urlencode

from benchmarks.answers import CHOICES
from benchmarks.servers import Server, Session
from ifla_metrics.choices import Choices

THINKING = 3.0
"""Mean seconds between an answer and the next question."""
PAGES = ("", "since-last-meeting", "participation", "coverage", "progress", "stories", "framework")
CHOSEN: tuple[Choices, ...] = tuple(
    replace(CHOICES, direction=direction, language=language)
    for direction in ("", "SD1", "SD2", "SD3", "SD4")
    for language in ("en", "fr")
)
"""What a reader might have chosen: one direction or all, one language of two."""


@dataclass
class Crowd:
    """What readers met with, from all of their threads."""

    answered: list[tuple[float, float]] = field(default_factory=list)
    """(when it was asked, seconds until the whole page was there)."""
    failed: list[str] = field(default_factory=list)

    def between(self, begin: float, end: float) -> list[float]:
        """Return the sorted seconds of what was asked in a span of the clock."""
        return sorted(took for asked, took in list(self.answered) if begin <= asked < end)


@contextmanager
def reading_crowd(
    server: Server, readers: int, *, visits: int | None = None, thinking: float = THINKING
) -> Iterator[Crowd]:
    """Let so many read until the block ends.

    Args:
        server: Who is asked.
        readers: How many at once.
        visits: After how many pages a reader leaves and comes back as a new session; None: never.
        thinking: Mean seconds between two pages of one reader.
    """
    crowd, over = Crowd(), threading.Event()
    threads = [
        threading.Thread(
            target=_Reader(server, n, visits, thinking).read, args=(crowd, over), daemon=True
        )
        for n in range(readers)
    ]
    for thread in threads:
        thread.start()
    try:
        yield crowd
    finally:
        over.set()
        for thread in threads:
            thread.join(timeout=60)


@dataclass(frozen=True)
class _Reader:
    server: Server
    seed: int
    visits: int | None
    thinking: float

    def read(self, crowd: Crowd, over: threading.Event) -> None:
        """Come, read and leave, until it is over."""
        chance = random.Random(self.seed)
        over.wait(chance.uniform(0, self.thinking))
        while not over.is_set():
            try:
                session = Session(self.server)
            except (OSError, TimeoutError) as lost:
                crowd.failed.append(f"no session: {lost!r}")
                over.wait(self.thinking)
                continue
            try:
                self._pages(session, chance, crowd, over)
            except Exception as lost:  # noqa: BLE001  Whatever a reader meets with is what is counted.
                crowd.failed.append(repr(lost))
            finally:
                session.close()

    def _pages(
        self, session: Session, chance: random.Random, crowd: Crowd, over: threading.Event
    ) -> None:
        for _ in count() if self.visits is None else range(self.visits):
            if over.is_set():
                return
            begun = time.monotonic()
            session.visit(chance.choice(PAGES), urlencode(chance.choice(CHOSEN).query()))
            crowd.answered.append((begun, time.monotonic() - begun))
            over.wait(chance.uniform(0.5, 1.5) * self.thinking)
