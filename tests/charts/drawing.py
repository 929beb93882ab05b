"""Drawing a chart in a test as a renderer of print does: shipped fonts, fixed width."""

import io
import json
from typing import Any

import vl_convert
from PIL import Image

from ifla_metrics.assets import FONTS
from ifla_metrics.charts.parts import with_shapes
from ifla_metrics.charts.theme import Mode, in_mode

vl_convert.register_font_directory(str(FONTS))


def sheet(chart: Any, width: int, mode: Mode = "light") -> dict[str, Any]:
    spec = with_shapes(in_mode(chart.to_dict(), mode))
    ground = "#ffffff" if mode == "light" else "#14181c"
    return {**spec, "width": width, "config": {**spec["config"], "background": ground}}


def picture(chart: Any, width: int, mode: Mode = "light") -> Image.Image:
    png = vl_convert.vegalite_to_png(json.dumps(sheet(chart, width, mode)))
    return Image.open(io.BytesIO(png)).convert("RGB")


def svg(chart: Any, width: int) -> str:
    return str(vl_convert.vegalite_to_svg(json.dumps(sheet(chart, width))))
