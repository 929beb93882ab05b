"""A results framework: a strategy's levels, links, indicators, targets and periods, immutable.

The framework is data (`data/frameworks/`); this package says what one is, answers questions about
it and tells it in another language. `framework_files.py` reads and checks a folder.
"""

from ifla_metrics.framework.parts import Cuts, Indicator, Level, Link, Node, Target, Text
from ifla_metrics.framework.whole import Framework

__all__ = ["Cuts", "Framework", "Indicator", "Level", "Link", "Node", "Target", "Text"]
