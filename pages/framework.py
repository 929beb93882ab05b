"""Framework: the strategy as a tree, its indicators with definitions, and every revised target."""

from ifla_metrics.access import Right
from ifla_metrics.ui import shell, specs

shell.require(Right.READ)
choices, mode = shell.choices(), shell.mode()

tree = specs.figure("framework-tree", choices, mode=mode)

shell.title(tree)
shell.show(tree.untitled)
for name in ("indicator-definitions", "target-revisions"):
    shell.show(specs.figure(name, choices, mode=mode))
