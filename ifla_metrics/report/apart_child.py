"""The process of one piece of work: it reads what is to be done, does it and ends."""

from __future__ import annotations

import sys
from importlib import import_module

from ifla_metrics.report.messages import receive

WORKS = {"book": "ifla_metrics.report.book.child"}
"""The modules that know what to do, by the first message that comes in."""


def main() -> None:
    """Do the work that the first message names."""
    named = receive(sys.stdin.buffer)
    if named is not None:
        import_module(WORKS[named[1].decode()]).main()


if __name__ == "__main__":
    main()
