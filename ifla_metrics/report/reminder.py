"""A reminder to one group, ready to be sent: plain text, in a language that the group reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ifla_metrics.i18n import Translate
from ifla_metrics.models.due import Due

MARK = "- "


def reminder(dues: Sequence[Due], t: Translate, *, group: str, on: date, returned: int = 0) -> str:
    """Return the text of a reminder; "" when nothing is due or overdue and nothing was returned.

    Args:
        dues: What the group owes (`store.due.due`); what came in is left out.
        t: The words of the language that it is written in.
        group: The group's name.
        on: The day it is written.
        returned: How many entries were returned to the group and not sent again.
    """
    overdue = [d for d in dues if d.state == "overdue"]
    due = [d for d in dues if d.state == "due"]
    if not overdue and not due and not returned:
        return ""
    parts = [t("Dear colleagues of {group},", group=group)]
    if overdue:
        parts.append(_listed(t("These reports are overdue:"), overdue, t))
    if due:
        parts.append(_listed(t("These reports are due soon:"), due, t))
    if returned:
        parts.append(
            t.plural(
                "{n} entry was returned to you with a comment. Please change it and send it again.",
                "{n} entries were returned to you with comments. Please change them and send them "
                "again.",
                returned,
            )
        )
    if overdue or due:
        parts.append(
            t(
                "Please log what you did. If there is nothing to report, please say so under "
                "“Our work”: that is an answer too."
            )
        )
    parts.append(t("Thank you. Written on {day}.", day=t.date(on)))
    return "\n\n".join(parts) + "\n"


def _listed(head: str, dues: Sequence[Due], t: Translate) -> str:
    lines = [
        MARK + t("{period}: due on {day}", period=t.period(d.period_title), day=t.date(d.due_on))
        for d in dues
    ]
    return "\n".join([head, *lines])
