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
    "imports.apply_plan": Right.IMPORT,
    "evidence_files.keep_evidence": Right.KEEP_EVIDENCE,
    "nil_returns.report_nothing": Right.REPORT_NOTHING,
    "nil_returns.take_back": Right.REPORT_NOTHING,
    "reviews.decide": Right.REVIEW,
    "framework_settings.set_framework": Right.SET_FRAMEWORK,
    "period_locking.lock_period": Right.LOCK_PERIOD,
    "period_locking.unlock_period": Right.UNLOCK_PERIOD,
    "period_locking.open_period": Right.OPEN_PERIOD,
    "framework_tables.apply_framework": Right.LOAD_FRAMEWORK,
    "reference.load_reference": Right.LOAD_FRAMEWORK,
    "reference.load_crosswalk": Right.LOAD_FRAMEWORK,
    "history.load_history": Right.LOAD_HISTORY,
    "frozen_meetings.freeze_meeting": Right.FREEZE_MEETING,
    "summary_cells.rebuild": Right.REBUILD,
    "editions.freeze_edition": Right.FREEZE_EDITION,
    "report_templates.save_template": Right.SAVE_TEMPLATE,
    "report_templates.remove_template": Right.REMOVE_TEMPLATE,
    "people_keeping.add_person": Right.KEEP_PEOPLE,
    "people_keeping.change_person": Right.KEEP_PEOPLE,
    "people_keeping.remove_person": Right.KEEP_PEOPLE,
    "people_keeping.end_sign_ins": Right.KEEP_PEOPLE,
    "person_language.keep_language": Right.KEEP_LANGUAGE,
    "backups.note_backup": Right.BACK_UP,
    "restoring.restore": Right.RESTORE,
    "sign_in_links.issue_link": Right.KEEP_PEOPLE,
    "sign_in_links.revoke_links": Right.KEEP_PEOPLE,
}

BY_SECRET = frozenset(
    {
        "sign_in_links.use_link",
        "sessions.end_session",
        "sessions.end_account",
        "sessions._bind",
    }
)
"""Functions that write for whoever holds a secret or was confirmed by a provider: they sign in."""
