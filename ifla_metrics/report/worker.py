"""A drawing process: begun when needed or a little before, ended when it hangs, replaced dead."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from ifla_metrics.errors import NotDrawn, n_
from ifla_metrics.report import children
from ifla_metrics.report.messages import DRAWN

if TYPE_CHECKING:
    from ifla_metrics.report.sheet import Sheet

LIMIT = 30.0
"""Seconds of the processor that one picture may take; a usual one takes less than one."""
PATIENCE = children.BACKSTOP
"""Seconds that a picture may wait for those before it."""
TOO_LONG = n_(
    "The figure '{name}' waited too long for its turn, because many are being drawn. Ask for it "
    "again in a minute."
)
_PICTURES_A_PROCESS = 400
"""After so many the process is replaced, so that what the renderer keeps cannot pile up."""


class Worker:
    """A drawing process and the lock in front of it. `worker.draw(sheet)` is its use."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: children.Child | None = None
        self._drawn = 0
        self.deaths = 0
        """Processes that ended without being asked to, or took too long."""

    @property
    def pid(self) -> int | None:
        """The process id of the drawing process; None when none runs."""
        return None if self._process is None else self._process.pid

    def begin(self) -> None:
        """Start the process ahead of the first sheet; nothing when one is being drawn already."""
        if self._lock.acquire(blocking=False):
            try:
                self._running()
            finally:
                self._lock.release()

    def draw(self, sheet: Sheet, *, limit: float = LIMIT) -> bytes:
        """Return the drawn sheet.

        A process that dies under a sheet is replaced and the sheet tried once more, for the death
        may have had another reason.

        Raises:
            NotDrawn: The process died twice, worked longer than `limit` seconds, or said why not.
        """
        packed = sheet.packed()
        name = sheet.passport.name
        if not self._lock.acquire(timeout=PATIENCE):
            raise NotDrawn(TOO_LONG, name=name)
        try:
            answer = self._ask(packed, name, limit) or self._ask(packed, name, limit)
        finally:
            self._lock.release()
        if answer is None:
            raise NotDrawn(
                n_("The figure '{name}' could not be drawn: the drawing process ended."), name=name
            )
        mark, message = answer
        if mark != DRAWN:
            reason = message.decode(errors="replace")
            raise NotDrawn(
                n_("The figure '{name}' could not be drawn: {reason}"), name=name, reason=reason
            )
        return message

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        process, self._process = self._process, None
        if process is not None:
            children.end(process)

    def _ask(self, packed: bytes, name: str, limit: float) -> tuple[bytes, bytes] | None:
        """Return the process's answer; None when it died. Raises NotDrawn when time is up."""
        try:
            answer, late = children.ask(self._running(), b"S", packed, limit)
        except BaseException:
            self.stop()  # What it answers would be taken for the next picture.
            raise
        if answer is None:
            self.deaths += 1
            self.stop()
        if late:
            raise NotDrawn(
                n_("The figure '{name}' took longer than {seconds} seconds to draw."),
                name=name,
                seconds=f"{limit:g}",
            )
        return answer

    def _running(self) -> children.Child:
        """Return a living process, a new one when need be."""
        if self._process is not None and (
            self._process.poll() is not None or self._drawn >= _PICTURES_A_PROCESS
        ):
            self.stop()
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "ifla_metrics.report.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=children.surroundings(),
            )
            self._drawn = 0
        self._drawn += 1
        return self._process
