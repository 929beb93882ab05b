"""Audit: every change that was saved or refused, with filters by person, kind and day."""

import re
from urllib.parse import urlencode

import streamlit as st

from ifla_metrics.access import LOADER, LOCAL, NO_RIGHT_FOR, OTHER_OWNERS, AuditAction, Right
from ifla_metrics.errors import n_
from ifla_metrics.figures import words
from ifla_metrics.imports.columns import ENTRY_TITLES
from ifla_metrics.store import audit
from ifla_metrics.store.accounts.people import INACTIVE, UNBOUND
from ifla_metrics.store.audit import AuditEntry, AuditFilters
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.store.kinds import ALL_KINDS
from ifla_metrics.store.locks import LOCKED
from ifla_metrics.store.write.editions import editions
from ifla_metrics.ui import lists, navigation, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import ROLES, form_code_book, people_names, person_name

ACTION_LABELS = {
    "record": n_("recorded"),
    "amend": n_("amended"),
    "withdraw": n_("withdrew"),
    "import": n_("imported"),
    "report_nothing": n_("declared nothing to report"),
    "review": n_("reviewed"),
    "lock_period": n_("locked the period"),
    "unlock_period": n_("unlocked the period"),
    "open_period": n_("opened the period for a group"),
    "set_framework": n_("changed the settings"),
    "keep_evidence": n_("uploaded a file"),
    "load_framework": n_("loaded from the data files"),
    "load_history": n_("loaded from the data files"),
    "rebuild": n_("recalculated"),
    "freeze_edition": n_("froze an edition"),
    "save_template": n_("saved a template"),
    "remove_template": n_("removed a template"),
    "keep_people": n_("changed"),
    "back_up": n_("downloaded a backup"),
    "restore": n_("restored a backup"),
    "sign_in": n_("signed in"),
}
REFUSED_LABELS = {
    "record": n_("tried to record it, but was refused"),
    "amend": n_("tried to amend it, but was refused"),
    "withdraw": n_("tried to withdraw it, but was refused"),
}
KIND_LABELS = {
    "backup": n_("Backup"),
    "crosswalk": n_("Links between strategies"),
    "edition": n_("Edition"),
    "evidence_file": n_("Evidence file"),
    "framework": n_("Strategy"),
    "import": n_("Import"),
    "import_mapping": n_("Columns of a table"),
    "nil_return": n_("Nothing to report"),
    "period": n_("Period"),
    "person": n_("Person"),
    "reference": n_("Reference data"),
    "report_template": n_("Report template"),
    "sign-in link": n_("Personal link"),
    "summaries": n_("Summaries"),
}
STORED_ACTIONS = (n_("made"), n_("sign-ins ended"), n_("removed"), n_("undone"))
STORED_REASONS = (n_("used"), n_("first use"), n_("approved"), n_("returned"))
"""Reasons that the store writes itself; the actions say what was done."""
REFUSALS = (NO_RIGHT_FOR, OTHER_OWNERS, LOCKED)
"""Refusals with values, which the audit has in English."""


def kind_label(kind: str) -> str:
    """Return the label of a kind of subject."""
    return t(ENTRY_TITLES.get(kind) or KIND_LABELS.get(kind, kind))


def period_name(subject: str) -> str:
    """Return the period of a subject such as "2010-2015 2012 ALP", its group and its strategy."""
    framework, _space, codes = subject.partition(" ")
    if framework not in code_book.frameworks:  # A refused write may name any.
        return subject
    strategy = code_book.frameworks[framework]
    titles = {period.code: t.period(period.title) for period in strategy.periods}
    names = [titles.get(code) or code_book.group(code) for code in codes.split()]
    return t(", ").join([*names, strategy.title])


def subject_label(entry: AuditEntry, title: str) -> str:
    """Return the kind, title and version of an entry's subject."""
    kind = kind_label(entry.kind)
    name = words.labelled(kind, title, t) if title else kind
    return t("{name}, version {number}", name=name, number=entry.version) if entry.version else name


def action_and_reason(entry: AuditEntry) -> tuple[str, str]:
    """Return what was done and why; a refusal was recorded with the action before its reason."""
    first, _colon, rest = entry.reason.partition(": ")
    if entry.action == AuditAction.REFUSED:
        action = REFUSED_LABELS.get(first, n_("tried to change it, but was refused"))
        return t(action), refusal_reason(rest)
    why = entry.reason
    if why in STORED_ACTIONS and entry.kind not in ALL_KINDS:
        return t(why), ""
    if why and entry.action == Right.LOAD_FRAMEWORK:  # Files are loaded without a reason.
        return t("changed"), why
    if first in STORED_REASONS:
        why = words.labelled(t(first), rest, t) if rest else t(first)
    elif entry.kind == "person":
        why = rights_text(why)
    return t(ACTION_LABELS.get(entry.action, entry.action)), why


def refusal_reason(text: str) -> str:
    """Return a stored refusal in the reader's language."""
    for message in REFUSALS:
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.*)", re.escape(message))
        if match := re.fullmatch(pattern, text):
            return t(message, **{name: t.period(v) for name, v in match.groupdict().items()})
    return t(text)


def rights_text(reason: str) -> str:
    """Return the stored rights of a person, before and after a change, in words."""
    rights = []
    for stored in reason.removesuffix(UNBOUND).split(" → "):
        role, *groups = stored.removesuffix(INACTIVE).split()
        label, names = t(ROLES.get(role, role)), t(", ").join(map(code_book.group, groups))
        label = words.labelled(label, names, t) if groups else label
        rights.append(t("no access") if stored.endswith(INACTIVE) else label)
    other_account = [t("may sign in with another account")] if reason.endswith(UNBOUND) else []
    return " · ".join([" → ".join(dict.fromkeys(rights)), *other_account])


shell.require(Right.READ_AUDIT)
t = shell.t()
code_book = form_code_book(t)
reader = actor()
people = people_names()

shell.title(
    t("Who changed what"),
    intro=t(
        "Every change that was saved or refused. The command “verify” shows whether an entry was "
        "changed or deleted."
    ),
)
with st.container(horizontal=True, vertical_alignment="bottom", key="audit_filters"):
    persons = {code: person_name(code, people, t) for code in (LOCAL.name, LOADER.name, *people)}
    kinds = {code: kind_label(code) for code in (*ALL_KINDS, *KIND_LABELS)}
    filters = AuditFilters(
        person=navigation.selectbox_in_url("person", persons, t("All people")),
        kind=navigation.selectbox_in_url("about", kinds, t("All kinds of entries")),
        first=lists.date_filter("first", t("From"), t),
        last=lists.date_filter("last", t("Until"), t),
    )
with read_transaction(engine()) as connection:
    entries = audit.entries(connection, filters, actor=reader, limit=lists.MAX_ROWS + 1)
    subjects = audit.subjects(connection, entries)
    names = people | {edition.uid: edition.name for edition in editions(connection)}

rows = []
for entry in entries:
    title, url = names.get(entry.subject, entry.subject), ""
    if entry.kind in ("period", "nil_return"):
        title = period_name(title)
    if subject := subjects.get((entry.kind, entry.subject)):  # A refused entry has no page.
        title = code_book.entry_title(entry.kind, subject.title, subject.framework)
        url = navigation.entry_url(entry.kind, entry.subject, subject.framework)
    done, reason = action_and_reason(entry)
    rows.append(
        {
            t("Entry"): subject_label(entry, title),
            t("What"): done,
            t("Who"): person_name(entry.actor, people, t),
            t("When (UTC)"): entry.at,
            t("Why"): reason,
            lists.LINK: url,
        }
    )
if rows:
    lists.show("audit", rows, title=t("Who changed what"), widths={t("Why"): 300})
else:
    st.markdown(t("No entry matches."))
query = {name: value for name, value in vars(filters).items() if value}
address = f"/audit.csv?{urlencode(query)}"
st.markdown(f"[{t('Download all of these as CSV')}]({address})")
