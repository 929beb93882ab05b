"""The words of the audit: what was done, and to what."""

from __future__ import annotations

from ifla_metrics.errors import n_
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import OF_RECORD
from ifla_metrics.store.audit import AuditEntry

DONE = {
    "log_activity": n_("logged"),
    "amend_activity": n_("amended"),
    "withdraw_activity": n_("withdrew"),
    "record": n_("recorded"),
    "amend_record": n_("amended"),
    "withdraw_record": n_("withdrew"),
    "import": n_("imported"),
    "report_nothing": n_("declared nothing to report"),
    "review": n_("reviewed"),
    "lock_period": n_("locked"),
    "unlock_period": n_("unlocked"),
    "open_period": n_("opened for a group"),
    "set_framework": n_("changed the settings"),
    "keep_evidence": n_("uploaded a file"),
    "load_framework": n_("loaded from the data files"),
    "load_history": n_("loaded from the data files"),
    "freeze_meeting": n_("froze the figures of a Board meeting"),
    "rebuild": n_("recalculated"),
    "freeze_edition": n_("froze an edition"),
    "save_template": n_("saved a template"),
    "remove_template": n_("removed a template"),
    "keep_people": n_("changed a person"),
    "back_up": n_("downloaded a backup"),
    "restore": n_("restored a backup"),
    "sign_in": n_("signed in"),
    "refused": n_("was refused"),
}
ABOUT = {
    "activity": n_("Activity"),
    "backup": n_("Backup"),
    "edition": n_("Edition"),
    "evidence_file": n_("Evidence file"),
    "framework": n_("Strategy"),
    "import": n_("Import"),
    "import_mapping": n_("Columns of a table"),
    "meeting": n_("Governing Board meeting"),
    "nil_return": n_("Nothing to report"),
    "period": n_("Period"),
    "person": n_("Person"),
    "reference": n_("Reference data"),
    "report_template": n_("Report template"),
    "sign-in link": n_("Personal link"),
    "summaries": n_("Summaries"),
}


def done(entry: AuditEntry, t: Translate) -> str:
    """Return what was done."""
    return t(DONE[entry.action]) if entry.action in DONE else entry.action


def about(kind: str, t: Translate) -> str:
    """Return what a kind of thing is called."""
    if kind in ABOUT:
        return t(ABOUT[kind])
    return t(OF_RECORD[kind].title) if kind in OF_RECORD else kind


def subject(entry: AuditEntry, name: str, t: Translate) -> str:
    """Return what an entry is about: its kind, its name and its version."""
    said = f"{about(entry.kind, t)} {name}"
    if entry.version is None:
        return said
    return t("{name}, version {number}", name=said, number=entry.version)
