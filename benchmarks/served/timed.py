"""Runs a page's script as Streamlit would and notes how long that took (BENCHMARK_TIMES)."""

import os
import time
from pathlib import Path

from benchmarks.served import scripts

_begun = time.perf_counter()
exec(scripts.code(os.environ["BENCHMARK_SCRIPT"]), dict(globals()))
with Path(os.environ["BENCHMARK_TIMES"]).open("a", encoding="utf-8") as _file:
    _file.write(f"{time.perf_counter() - _begun}\n")
