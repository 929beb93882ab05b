"""Run benchmarks and print one table for each: `python -m benchmarks [NAME …]`."""

import argparse
import compileall
import os
import platform
from importlib import import_module

from benchmarks.measuring import Report

NAMES = ("overview_data", "store", "imports", "annual_report", "processes", "browser", "readers")


def main() -> None:
    """Run the named benchmarks, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=NAMES)
    parser.add_argument("--sizes", default="10000,100000", help="numbers of activities, ascending")
    args = parser.parse_args()
    # Measure processes with compiled byte code, as users start them.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    compileall.compile_dir("ifla_metrics", quiet=1)
    print(f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors")
    for name in args.names or NAMES:
        report = Report()
        import_module(f"benchmarks.{name}").run(report, [int(s) for s in args.sizes.split(",")])
        print(f"\n## {name}\n\n{report.table()}", flush=True)


if __name__ == "__main__":
    main()
