"""Every public function that writes, with the right it asks for; a test finds one that lacks a row.

Rights are asked of the stored object and of what it becomes, inside the write's transaction.
"""

from __future__ import annotations

from ifla_metrics.access import Right

RIGHTS: dict[str, Right] = {
    "activity_log.log_activity": Right.LOG_ACTIVITY,
    "activity_log.amend_activity": Right.AMEND_ACTIVITY,
    "activity_log.withdraw_activity": Right.WITHDRAW_ACTIVITY,
    "form_drafts.keep_form": Right.LOG_ACTIVITY,
    "form_drafts.discard_form": Right.LOG_ACTIVITY,
    "records.record": Right.RECORD,
    "records.amend_record": Right.AMEND_RECORD,
    "records.withdraw_record": Right.WITHDRAW_RECORD,
    "framework_tables.apply_framework": Right.LOAD_FRAMEWORK,
    "reference.load_reference": Right.LOAD_FRAMEWORK,
    "reference.load_crosswalk": Right.LOAD_FRAMEWORK,
    "history.load_history": Right.LOAD_HISTORY,
    "summaries.freeze_meeting": Right.FREEZE_MEETING,
    "summaries.rebuild": Right.REBUILD,
}
