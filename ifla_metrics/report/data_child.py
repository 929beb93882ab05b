"""The writing process of data: one order comes in, the file goes out.

Building every figure holds the interpreter for seconds; here it holds nobody up.
"""

from __future__ import annotations

import io
import os
import pickle
import sys
from typing import Any

from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.report import own_time
from ifla_metrics.report.messages import DRAWN, FAILED, receive, send, why


class Order(pickle.Unpickler):
    """Reads what the server that started this process has sent: nothing comes from elsewhere."""


def written(order: dict[str, Any]) -> bytes:
    """Return the file of an order: `file_format`, `reading`, `language`, and who reports."""
    from ifla_metrics.i18n import translate
    from ifla_metrics.report import data_out

    return data_out.write(
        order["file_format"],
        order["reading"],
        translate(order["language"]),
        hide_small=order["hide_small"],
        reporting_org=order["reporting_org"],
    )


def main() -> None:
    """Write the one file that is asked for; say why when it cannot be done."""
    pipe = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    message = receive(sys.stdin.buffer)
    if message is None:
        return
    reasons = (ArithmeticError, LookupError, OSError, RuntimeError, TypeError, ValueError)
    try:
        send(pipe, DRAWN, written(Order(io.BytesIO(own_time.begun(message[1]))).load()))
    except (IflaMetricsError, *reasons) as reason:
        send(pipe, FAILED, why(reason).encode(errors="replace")[:2000])
