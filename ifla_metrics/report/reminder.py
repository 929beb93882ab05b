"""A reminder to one group, ready to be sent: plain text, in a language that the group reads."""

from __future__ import annotations

from collections.abc import Sequence

from ifla_metrics.figures import words
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics.due import Report
from ifla_metrics.reading import Reading

MARK = "- "


def reminder(
    reports: Sequence[Report], reading: Reading, t: Translate, *, group: str, returned: int = 0
) -> str:
    """Return the text of a reminder; "" when nothing is due or overdue and nothing was returned.

    Args:
        reports: What is asked of the group (`metrics.due.reports`); what came in is left out.
        reading: The reading that they were made from.
        t: The words of the language that it is written in.
        group: The group's name.
        returned: How many entries were returned to the group and not sent again.
    """
    overdue = [r for r in reports if r.state == "overdue"]
    due = [r for r in reports if r.state == "due"]
    if not overdue and not due and not returned:
        return ""
    parts = [t("Dear colleagues of {group},", group=group)]
    if overdue:
        head = t("Overdue: {reports}.", reports=words.counted_reports(overdue, t))
        parts.append(_listed(head, overdue, reading, t))
    if due:
        head = t("Due soon: {reports}.", reports=words.counted_reports(due, t))
        parts.append(_listed(head, due, reading, t))
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
    parts.append(words.sentences(t("Thank you"), words.about_reports(reading, t)))
    return "\n\n".join(parts) + "\n"


def _listed(head: str, reports: Sequence[Report], reading: Reading, t: Translate) -> str:
    framework = reading.framework.in_language(t.language)
    lines = [
        MARK
        + t(
            "{report}: due on {day}",
            report=words.report_name(report, framework, t),
            day=t.date(report.due_on),
        )
        for report in reports
    ]
    return "\n".join([head, *lines])
