"""`python -m benchmarks [NAME …] [--sizes 10000,100000,1000000]`: measure, and print one table."""

from __future__ import annotations

import argparse
import compileall
import os
import platform
from importlib import import_module

from benchmarks.databases import SIZES
from benchmarks.measuring import Report, table

NAMES = (
    "overview_data",
    "store_writes",
    "imports",
    "overview_rerun",
    "first_page",
    "start",
    "log_search",
    "annual_report",
    "random_writes",
    "load",
    "words",
)


def main() -> None:
    """Run what is asked for, one after the other."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--sizes", default=",".join(map(str, SIZES[:2])), help="activities")
    asked = parser.parse_args()
    for name in asked.names:
        if name not in NAMES:
            parser.error(f"There is no benchmark '{name}'; there are {', '.join(NAMES)}.")
    # Processes are measured as users start them: with the byte code that the first one left.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    compileall.compile_dir("ifla_metrics", quiet=1)
    sizes = sorted({int(size) for size in asked.sizes.split(",")})
    reports: list[Report] = []
    for name in asked.names or NAMES:
        print(f"{name} …", flush=True)
        reports.append(import_module(f"benchmarks.{name}").run(sizes))
    print(f"\nPython {platform.python_version()}, {platform.system()}\n")
    print(table(reports))


if __name__ == "__main__":
    main()
