"""Roles and rights. Everything not allowed here is denied.

The store checks every write against the stored object; pages only check what to offer.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from ifla_metrics.errors import NotAllowed, n_


class Role(StrEnum):
    """The role of a user."""

    ANONYMOUS = "anonymous"
    """Not signed in, or no longer admitted. Has no rights."""
    PUBLIC = "public"
    """Any visitor of a read-only server. Sees figures, but no single entries."""
    VIEWER = "viewer"
    EDITOR = "editor"
    SECRETARIAT = "secretariat"


class Right(StrEnum):
    """An action that needs permission. Every write function of the store requires one."""

    READ = "read"
    """Read figures and reports."""
    READ_ENTRY = "read_entry"
    """Read the entries behind figures, and editions with their files."""
    RECORD = "record"
    """Add an activity or a record."""
    AMEND = "amend"
    WITHDRAW = "withdraw"
    IMPORT = "import"
    REPORT_NOTHING = "report_nothing"
    REVIEW = "review"
    LOCK_PERIOD = "lock_period"
    UNLOCK_PERIOD = "unlock_period"
    OPEN_PERIOD = "open_period"
    CHANGE_SETTINGS = "set_framework"  # Stored in the audit.
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
    """Actions in the audit log that are not the use of a right."""

    SIGN_IN = "sign_in"
    REFUSED = "refused"
    """A write that was denied."""


@dataclass(frozen=True)
class Actor:
    """The user performing an action."""

    name: str
    """Name in the audit log: a person's code (`p-…`), never a personal name."""
    role: Role
    groups: frozenset[str] = frozenset()
    """The groups of an editor."""
    person: str = ""
    """The code of a stored person, whom every write reads again. Empty for `LOCAL`."""
    display_name: str = ""


ANONYMOUS = Actor("nobody", Role.ANONYMOUS)
PUBLIC_READER = Actor("visitor", Role.PUBLIC)
LOCAL = Actor("local", Role.SECRETARIAT)
"""The user of a single-user installation on a loopback address."""
LOADER = Actor("loader", Role.SECRETARIAT)
"""Loads the documented history."""

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
"""Rights of an editor for their own groups."""
READER_RIGHTS = {
    Role.PUBLIC: frozenset({Right.READ}),
    Role.VIEWER: frozenset({Right.READ, Right.READ_ENTRY, Right.READ_EVIDENCE}),
    Role.EDITOR: frozenset({Right.READ, Right.READ_ENTRY, Right.READ_EVIDENCE}),
}
"""Rights that do not depend on the group. The secretariat has every right."""

NO_RIGHT_FOR = n_("You have no right to do this for {groups}. The secretariat can change that.")
OTHER_OWNERS = n_("“{title}” also belongs to {groups}: only the secretariat can take it from them.")


def covers(stored: Actor, claimed: Actor) -> bool:
    """Return whether a stored person still has all the rights of `claimed`."""
    if stored.role in {Role.ANONYMOUS, Role.PUBLIC}:
        return False
    if stored.role is Role.SECRETARIAT:
        return True
    return claimed.role is stored.role and claimed.groups <= stored.groups


def allowed(actor: Actor, right: Right, groups: Iterable[str] = ()) -> bool:
    """Return whether `actor` has `right` over an object owned by `groups`.

    An editor must belong to one of them. Only the secretariat may change an object without groups.
    """
    if actor.role is Role.SECRETARIAT:
        return True
    if actor.role is Role.EDITOR and right in EDITOR_RIGHTS:
        return bool(actor.groups & set(groups))
    return right in READER_RIGHTS.get(actor.role, frozenset())


def require(actor: Actor, right: Right, groups: Iterable[str] = ()) -> None:
    """Raise NotAllowed unless `actor` has `right` over an object owned by `groups`."""
    owners = tuple(groups)
    if allowed(actor, right, owners):
        return
    if not owners:
        raise NotAllowed(n_("You have no right to do this. The secretariat can change that."))
    raise NotAllowed(NO_RIGHT_FOR, groups=", ".join(owners))


def require_owner_change(
    actor: Actor, right: Right, title: str, before: Collection[str], after: Collection[str]
) -> None:
    """Raise NotAllowed unless `actor` may change the owning groups from `before` to `after`.

    Only the secretariat may withdraw a joint activity (`after` is empty) or remove another group
    from it. Editors may remove their own group while another owner remains.
    """
    require(actor, right, before)
    taken = {*before} - {*after} - actor.groups
    if taken and actor.role is not Role.SECRETARIAT:
        raise NotAllowed(OTHER_OWNERS, groups=", ".join(sorted(taken)), title=title)
    if after and set(before).isdisjoint(after):
        require(actor, right, after)
