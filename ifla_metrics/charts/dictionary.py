"""A chart as a Vega-Lite dictionary with its rows inside: every chart is written here.

Altair's settings are one for the process. Two charts written at once would have each other's rows,
and be drawn wrong in silence.
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


Chart = alt.TopLevelMixin | dict[str, Any]


def as_dictionary(chart: Chart | Callable[[], Chart]) -> dict[str, Any]:
    """Return the chart with each frame read once, however many layers draw it.

    One that is a dictionary already comes back alike; one that a function gives is asked for.
    """
    if callable(chart):
        chart = chart()
    if isinstance(chart, dict):
        return chart
    names: dict[int, tuple[str, pd.DataFrame]] = {}
    rows: dict[str, Any] = {}

    def named(data: Any) -> Any:
        if not isinstance(data, pd.DataFrame):
            return data
        if id(data) not in names:
            values = to_values(data)["values"]
            written = json.dumps(values, sort_keys=True, default=str).encode()
            name = f"data-{hashlib.sha256(written).hexdigest()[:32]}"
            rows[name] = values
            names[id(data)] = name, data  # Held, so that no other gets its number.
        return {"name": names[id(data)][0]}

    with _altair:
        alt.data_transformers.register(_NAME, named)
        with alt.data_transformers.enable(_NAME):
            spec: dict[str, Any] = chart.to_dict(validate=False)
    if rows:
        spec["datasets"] = {**spec.get("datasets", {}), **rows}
    return spec
