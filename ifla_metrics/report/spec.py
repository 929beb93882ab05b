"""A figure's chart as a Vega-Lite dictionary that can be drawn on paper, apart from any server."""

from __future__ import annotations

import re
from typing import Any

from ifla_metrics.charts import parts
from ifla_metrics.charts.dictionary import as_dictionary
from ifla_metrics.charts.theme import Mode, in_mode
from ifla_metrics.errors import NotDrawn, n_
from ifla_metrics.report.sheet import MARGIN, WIDTH
from ifla_metrics.text import drawable

LONGEST = 240
"""Letters of a text in the data; a title has at most 200, so only what nobody typed here is cut."""
AUTOSIZE = {"type": "fit-x", "contains": "padding", "resize": True}
"""Looked at again when the drawing has got its width: labels may have changed with it."""
_SIGN = "□"
_WIDE = re.compile("[\U00010000-\U0010ffff]")
"""Letters that Vega takes for two: where it shortens a label it cuts one in half, and the renderer
refuses the label. No shipped font has one of them, so the sign for a missing one stands there."""
_CODE = frozenset({"calculate", "expr", "filter", "labelExpr", "signal", "test", "update", "url"})
_COMPOSED = ("hconcat", "vconcat", "concat", "facet", "repeat", "spec")


def printable(
    chart: Any, *, name: str, width: float = WIDTH - 2 * MARGIN, mode: Mode = "light"
) -> dict[str, Any]:
    """Return the chart's specification: width fixed, text clean, no link, the map inside.

    Args:
        width: Pixels that a chart which follows its place is laid out for.
        mode: The palette.

    Raises:
        NotDrawn: Something in it would have to be fetched; drawn without, it would be wrong in
            silence.
    """
    clean: dict[str, Any] = _clean(as_dictionary(chart), code=False)
    spec = parts.with_shapes(in_mode(clean, mode))
    single = not any(part in spec for part in _COMPOSED)
    if single and spec.get("width", "container") == "container":
        spec |= {"width": width, "autosize": AUTOSIZE}
    _refuse_addresses(spec, name)
    return spec


def _clean(node: Any, *, code: bool) -> Any:
    if isinstance(node, dict):
        return {
            _WIDE.sub(_SIGN, drawable(key)): _clean(value, code=key in _CODE)
            for key, value in node.items()
            if key != "href"
        }
    if isinstance(node, list):
        if node and isinstance(node[0], list) and node[0] and isinstance(node[0][0], int | float):
            return node  # Outlines of a map: numbers only, and many.
        return [_clean(value, code=code) for value in node]
    if isinstance(node, str):
        text = _WIDE.sub(_SIGN, drawable(node))
        return text if code or len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return node


def _refuse_addresses(node: Any, name: str) -> None:
    if isinstance(node, dict):
        if isinstance(node.get("url"), str):
            raise NotDrawn(
                n_("The figure '{name}' cannot be drawn: it would fetch {address}."),
                name=name,
                address=node["url"],
            )
        for value in node.values():
            _refuse_addresses(value, name)
    elif isinstance(node, list) and not (node and isinstance(node[0], list)):
        for value in node:
            _refuse_addresses(value, name)
