"""Progress: each indicator against its path, then milestones, pipelines, what came late."""

from ifla_metrics.access import Right
from ifla_metrics.ui import shell, specs

shell.require(Right.READ)
choices, mode = shell.choices(), shell.mode()

shell.lead(specs.figure("indicator-bullets", choices, mode=mode))
if indicator := shell.indicator():
    shell.show(specs.figure(f"trend-{indicator}", choices, mode=mode))
for name in (
    "milestones", "leaders-pipeline", "resource-languages", "association-outcomes",
    "plan-versus-actual",
):  # fmt: skip
    shell.show(specs.figure(name, choices, mode=mode))
