"""Results frameworks (strategies): the model, its files and their checks, translations."""

from ifla_metrics.framework.model import (
    Cuts,
    Framework,
    Indicator,
    Level,
    Link,
    Node,
    Target,
    Translation,
)

__all__ = ["Cuts", "Framework", "Indicator", "Level", "Link", "Node", "Target", "Translation"]
