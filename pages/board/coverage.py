"""Coverage: where the programme reached, against which denominator, and where not."""

from ifla_metrics.access import Right
from ifla_metrics.ui import shell, specs

shell.require(Right.READ)
choices, mode = shell.choices(), shell.mode()

shell.lead(specs.figure("coverage-map", choices, mode=mode))
for name in (
    "coverage-by-region", "direction-element-matrix", "priority-countries", "not-reached",
):  # fmt: skip
    shell.show(specs.figure(name, choices, mode=mode))
