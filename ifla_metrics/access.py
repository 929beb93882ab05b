"""Who may do what: roles, rights, default deny. `(actor, action, object's groups) -> allowed`.

The store checks every write against the stored object; a page checks only what it offers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ifla_metrics.errors import NotAllowed, n_


class Role(StrEnum):
    """The role of whoever uses the tool."""

    ANONYMOUS = "anonymous"
    """Not signed in, or no longer admitted: no right at all."""
    PUBLIC = "public"
    """Anybody, on a read-only server: sees figures, opens no single entry."""
    VIEWER = "viewer"
    EDITOR = "editor"
    SECRETARIAT = "secretariat"


class Right(StrEnum):
    """What can be done. Every write function of the store requires one of these."""

    READ = "read"
    """Figures and reports."""
    READ_ENTRY = "read_entry"
    """The entries behind figures: an activity with its history, an edition with its files."""
    RECORD = "record"
    """An activity or a record."""
    AMEND = "amend"
    WITHDRAW = "withdraw"
    IMPORT = "import"
    REPORT_NOTHING = "report_nothing"
    REVIEW = "review"
    LOCK_PERIOD = "lock_period"
    UNLOCK_PERIOD = "unlock_period"
    OPEN_PERIOD = "open_period"
    SET_FRAMEWORK = "set_framework"
    UPLOAD_EVIDENCE = "keep_evidence"  # Stored in the audit.
    READ_EVIDENCE = "read_evidence"
    LOAD_FRAMEWORK = "load_framework"
    LOAD_HISTORY = "load_history"
    REBUILD = "rebuild"
    FREEZE_EDITION = "freeze_edition"
    SAVE_TEMPLATE = "save_template"
    REMOVE_TEMPLATE = "remove_template"
    MANAGE_PEOPLE = "keep_people"  # Stored in the audit.
    READ_AUDIT = "read_audit"
    BACK_UP = "back_up"
    RESTORE = "restore"


class AuditAction(StrEnum):
    """What the audit records beside the use of a right."""

    SIGN_IN = "sign_in"
    REFUSED = "refused"
    """A write that was refused."""


@dataclass(frozen=True)
class Actor:
    """Who acts: a name for the audit, a role, and the groups of an editor."""

    name: str
    """A person's code (`p-…`) for the audit, never a name that would have to be erased."""
    role: Role
    groups: frozenset[str] = frozenset()
    person: str = ""
    """The person's code; every write reads the stored person again. Empty for `LOCAL`."""
    display_name: str = ""
    """The name on the screen."""


ANONYMOUS = Actor("nobody", Role.ANONYMOUS)
"""Whoever is not signed in, or is no longer admitted."""

PUBLIC_READER = Actor("visitor", Role.PUBLIC)
"""Anybody, on a read-only server."""

LOCAL = Actor("local", Role.SECRETARIAT)
"""The one person of a single-user installation on a loopback address."""

LOADER = Actor("loader", Role.SECRETARIAT)
"""Records the documented history."""

EDITOR_RIGHTS = frozenset(
    {
        Right.RECORD,
        Right.AMEND,
        Right.WITHDRAW,
        Right.UPLOAD_EVIDENCE,
        Right.IMPORT,
        Right.REPORT_NOTHING,
    }
)
"""What an editor may do for the own groups."""
READER_RIGHTS = {
    Role.PUBLIC: frozenset({Right.READ}),
    Role.VIEWER: frozenset({Right.READ, Right.READ_ENTRY, Right.READ_EVIDENCE}),
    Role.EDITOR: frozenset({Right.READ, Right.READ_ENTRY, Right.READ_EVIDENCE}),
}
"""What others than the secretariat may do whatever the group. The secretariat may do everything."""


def covers(stored: Actor, claimed: Actor) -> bool:
    """Return whether the stored rights of a person include those of `claimed`.

    They do not when rights were withdrawn after a page read them.
    """
    if stored.role in {Role.ANONYMOUS, Role.PUBLIC}:
        return False
    if stored.role is Role.SECRETARIAT:
        return True
    return claimed.role is stored.role and claimed.groups <= stored.groups


def allowed(actor: Actor, right: Right, groups: Iterable[str] = ()) -> bool:
    """Return whether `actor` has `right` over an object that `groups` own.

    An editor must belong to one of the groups; an object without a group is the secretariat's.
    """
    if actor.role is Role.SECRETARIAT:
        return True
    if actor.role is Role.EDITOR and right in EDITOR_RIGHTS:
        return bool(actor.groups & set(groups))
    return right in READER_RIGHTS.get(actor.role, frozenset())


def require(actor: Actor, right: Right, groups: Iterable[str] = ()) -> None:
    """Raise NotAllowed unless `actor` has `right` over an object that `groups` own."""
    owners = tuple(groups)
    if allowed(actor, right, owners):
        return
    if not owners:
        raise NotAllowed(n_("You have no right to do this. The secretariat can change that."))
    raise NotAllowed(
        n_("You have no right to do this for {groups}. The secretariat can change that."),
        groups=", ".join(owners),
    )


def protected_owners(
    actor: Actor, before: Iterable[str], after: Iterable[str] = ()
) -> tuple[str, ...]:
    """Return the groups that `actor` would remove from an object and may not.

    Editors remove only their own groups. Withdrawing (`after` is empty) removes all.
    """
    if actor.role is Role.SECRETARIAT:
        return ()
    return tuple(sorted(set(before) - set(after) - actor.groups))


def require_owner_change(
    actor: Actor, right: Right, title: str, before: Iterable[str], after: Iterable[str] = ()
) -> None:
    """Raise NotAllowed unless `actor` may change the owning groups from `before` to `after`.

    Only the secretariat removes another group from a joint activity, or withdraws one. Editors
    may take their own group out while another owner stays.
    """
    owners, later = tuple(before), tuple(after)
    require(actor, right, owners)
    others = ", ".join(protected_owners(actor, owners, later))
    if others:
        raise NotAllowed(
            n_("“{title}” is also by {groups}: only the secretariat can take it from them."),
            groups=others,
            title=title,
        )
    if later and not set(owners) & set(later):
        require(actor, right, later)
