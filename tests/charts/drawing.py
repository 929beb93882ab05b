"""Drawing a chart in a test as a renderer of print does: shipped fonts, fixed width."""

import io
import json
from typing import Any

import vl_convert
from PIL import Image

from ifla_metrics.charts.dictionary import as_dictionary
from ifla_metrics.charts.parts import with_shapes
from ifla_metrics.settings import FONTS

vl_convert.register_font_directory(str(FONTS))


def sheet(chart: Any, width: int) -> str:
    spec = with_shapes(as_dictionary(chart))
    config = {**spec["config"], "background": "#ffffff"}
    return json.dumps({**spec, "width": width, "config": config})


def picture(chart: Any, width: int) -> Image.Image:
    png = vl_convert.vegalite_to_png(sheet(chart, width))
    return Image.open(io.BytesIO(png)).convert("RGB")


def svg(chart: Any, width: int) -> str:
    return str(vl_convert.vegalite_to_svg(sheet(chart, width)))
