"""Writes the bombs of the corpus to a folder, or reads them from it and prints what they cost.

Two processes, because what reads inherits the memory of who starts it in the system's account.
"""

import json
import resource
import sys
import time
from pathlib import Path

from ifla_metrics.exchange.files import FileRefused, read_file


def write(folder):
    from tests.exchange.corpus import BOMBS

    for number, case in enumerate(BOMBS):
        (folder / f"{number}-{case.file}").write_bytes(case.make())


def measure(folder):
    seconds, refused = {}, 0
    for path in sorted(folder.iterdir()):
        data = path.read_bytes()
        began = time.perf_counter()
        try:
            read_file(data, path.name)
        except FileRefused:
            refused += 1
        seconds[path.name] = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    json.dump({"seconds": seconds, "refused": refused, "peak": peak}, sys.stdout)


if __name__ == "__main__":
    {"write": write, "measure": measure}[sys.argv[1]](Path(sys.argv[2]))
