"""Who changed what: every committed write, by person, group, kind and day."""

from ifla_metrics.access import Right
from ifla_metrics.ui import shell
from ifla_metrics.ui.audit_view import page

shell.require(Right.READ_AUDIT)

page.draw(shell.t())
