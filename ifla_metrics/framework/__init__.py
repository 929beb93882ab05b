"""Results frameworks (strategies): the model, and reading and checking their files."""

from ifla_metrics.framework.model import Cuts, Framework, Indicator, Level, Link, Node, Target

__all__ = ["Cuts", "Framework", "Indicator", "Level", "Link", "Node", "Target"]
