"""Coverage: where the programme reached, against which denominator, and where not."""

from ifla_metrics.access import Right
from ifla_metrics.ui import board_pdf, shell, specs

shell.require(Right.READ)
choices, mode = shell.choices(), shell.mode()

reached = specs.figure("coverage-map", choices, mode=mode)

shell.title(reached)
board_pdf.offer("coverage", choices)
wide, narrow = shell.columns(2, 1)
with wide:
    shell.show(reached.untitled)
    shell.show(specs.figure("direction-element-matrix", choices, mode=mode))
with narrow:
    for name in ("coverage-by-region", "priority-countries"):
        shell.show(specs.figure(name, choices, mode=mode))
shell.show(specs.figure("not-reached", choices, mode=mode))
