"""Progress: each indicator against its path, then milestones, pipelines, what came late."""

from ifla_metrics.access import Right
from ifla_metrics.ui import board_pdf, shell, specs

shell.require(Right.READ)
choices, mode = shell.choices(), shell.mode()

indicators = specs.figure("indicator-bullets", choices, mode=mode)

shell.title(indicators)
board_pdf.offer("progress", choices)
wide, narrow = shell.columns(3, 2)
with wide:
    shell.show(indicators.untitled)
    shell.show(specs.figure("leaders-pipeline", choices, mode=mode))
with narrow:
    if code := shell.indicator():
        shell.show(specs.figure(f"trend-{code}", choices, mode=mode))
    shell.show(specs.figure("milestones", choices, mode=mode))
for name in ("resource-languages", "association-outcomes", "plan-versus-actual"):
    shell.show(specs.figure(name, choices, mode=mode))
