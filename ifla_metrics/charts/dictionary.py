"""A chart as a Vega-Lite dictionary, its rows inside or apart: every chart is written here.

Altair's settings are one for the process. While a page has the rows of its charts put apart, a
report that wrote a chart of its own would get one without rows, and draw it empty in silence.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable
from typing import Any

import altair as alt
import pandas as pd
from altair.utils.data import to_values

_NAME = "ifla_metrics"
_altair = threading.Lock()


def as_dictionary(chart: alt.TopLevelMixin | dict[str, Any]) -> dict[str, Any]:
    """Return the chart with its rows inside; one that is a dictionary already comes back alike."""
    if isinstance(chart, dict):
        return chart
    rows: dict[str, Any] = {}

    def kept(frame: pd.DataFrame) -> str:
        values = to_values(frame)["values"]
        written = json.dumps(values, sort_keys=True, default=str).encode()
        name = f"data-{hashlib.sha256(written).hexdigest()[:32]}"
        rows[name] = values
        return name

    spec = _written(chart, kept)
    if rows:
        spec["datasets"] = {**spec.get("datasets", {}), **rows}
    return spec


def with_rows_apart(
    chart: alt.TopLevelMixin, packed: Callable[[pd.DataFrame], bytes]
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the chart's dictionary, and its rows by name as `packed` makes them."""
    rows: dict[str, bytes] = {}

    def kept(frame: pd.DataFrame) -> str:
        body = packed(frame)
        name = hashlib.sha256(body).hexdigest()[:16]
        rows[name] = body
        return name

    spec = _written(chart, kept)
    inline = spec.pop("datasets", {})
    return spec, rows | {name: packed(pd.DataFrame(values)) for name, values in inline.items()}


def _written(chart: Any, kept: Callable[[pd.DataFrame], str]) -> dict[str, Any]:
    """Write a chart; `kept` names each frame, once however many layers draw it."""
    names: dict[int, tuple[str, pd.DataFrame]] = {}

    def named(data: Any) -> Any:
        if not isinstance(data, pd.DataFrame):
            return data
        if id(data) not in names:
            names[id(data)] = kept(data), data  # Held, so that no other gets its number.
        return {"name": names[id(data)][0]}

    with _altair:
        alt.data_transformers.register(_NAME, named)
        with alt.data_transformers.enable(_NAME):
            spec: dict[str, Any] = chart.to_dict(validate=False)
    return spec
