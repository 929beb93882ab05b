"""The words of people: roles, and how somebody signs in."""

from __future__ import annotations

from collections.abc import Mapping

from ifla_metrics.errors import n_
from ifla_metrics.i18n import Translate
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.store.people import Person

ROLES = {
    "viewer": n_("Read"),
    "editor": n_("Report for working groups"),
    "secretariat": n_("Keep everything: the secretariat"),
}
"""What each role may do, in the order of the choice."""
IN_SHORT = {
    "viewer": n_("read"),
    "editor": n_("report for {groups}"),
    "secretariat": n_("keep everything"),
}


def role_words(draft: PersonDraft, groups: Mapping[str, str], t: Translate) -> str:
    """Return what a person may do; nothing any more when not active."""
    if not draft.active:
        return t("no longer admitted")
    named = ", ".join(groups.get(code, code) for code in sorted(draft.groups))
    return t(IN_SHORT[draft.role], groups=named)


def signs_in_by(person: Person, t: Translate) -> str:
    """Return how a person signs in: by an account with an address, or by personal links."""
    if not person.draft.email:
        return t("personal link")
    if person.bound:
        return person.draft.email
    return t("{email} (not signed in yet)", email=person.draft.email)
