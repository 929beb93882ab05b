"""Drawing a chart in a test as a renderer of print does: shipped fonts, fixed width."""

import json
from typing import Any

import vl_convert

from ifla_metrics.charts.parts import with_shapes
from ifla_metrics.charts.theme import as_dictionary
from ifla_metrics.settings import FONTS

vl_convert.register_font_directory(str(FONTS))


def svg(chart: Any, width: int) -> str:
    spec = with_shapes(as_dictionary(chart))
    return str(vl_convert.vegalite_to_svg(json.dumps({**spec, "width": width})))
