"""Rights, compared with a table written by hand, for every kind of actor."""

from itertools import product

from ifla_metrics.access import Actor, Right, Role, allowed, covers, require_owner_change
from ifla_metrics.errors import NotAllowed

MEMBERS = {Role.VIEWER, Role.EDITOR, Role.SECRETARIAT}
OWN_GROUP = "editors for their own groups, the secretariat for every group"

OWN_GROUP_RIGHTS = ("record", "amend", "withdraw", "import", "report_nothing", "keep_evidence")
SECRETARIAT_RIGHTS = (
    *("review", "lock_period", "unlock_period", "open_period", "set_framework", "load_framework"),
    *("load_history", "rebuild", "freeze_edition", "save_template"),
    *("remove_template", "keep_people", "read_audit", "back_up", "restore"),
)
EXPECTED = {
    "read": {Role.PUBLIC, *MEMBERS},
    "read_entry": MEMBERS,
    "read_evidence": MEMBERS,
    **dict.fromkeys(OWN_GROUP_RIGHTS, OWN_GROUP),
    **dict.fromkeys(SECRETARIAT_RIGHTS, frozenset({Role.SECRETARIAT})),
}

GROUPS = [frozenset(codes) - {""} for codes in product(("ALP", ""), ("OA-TF", ""), ("HQ", ""))]
ACTORS = [Actor("p-1", role, groups) for role in Role for groups in GROUPS]


def is_expected(actor, right, owners):
    expected = EXPECTED[right.value]
    if expected is OWN_GROUP:
        is_owner = bool(actor.groups & owners)
        return actor.role is Role.SECRETARIAT or (actor.role is Role.EDITOR and is_owner)
    return actor.role in expected


def test_rights_follow_the_table():
    assert {right.value for right in Right} == set(EXPECTED)
    for actor, right, owners in product(ACTORS, Right, GROUPS):
        assert allowed(actor, right, owners) is is_expected(actor, right, owners)


def may_change_owners(actor, owners, later):
    """Return whether the actor may change the owning groups (none: withdraw the entry).

    Editors can remove only their own groups. At least one owner must remain, or be their own group.
    """
    owners, later = set(owners), set(later)
    if actor.role is not Role.EDITOR:
        return actor.role is Role.SECRETARIAT
    if not actor.groups & (owners or later) or owners - later - actor.groups:
        return False
    return not later or bool((owners | actor.groups) & later)


def test_only_the_secretariat_removes_another_group_or_withdraws_a_joint_activity():
    stored = [groups for groups in GROUPS if groups]
    for actor, owners, later in product(ACTORS, stored, GROUPS):
        try:
            require_owner_change(actor, Right.AMEND, "T", owners, later)
            is_allowed = True
        except NotAllowed:
            is_allowed = False
        assert is_allowed is may_change_owners(actor, owners, later), (actor, owners, later)


def test_stored_rights_cover_only_claims_they_include():
    rights = (Right.READ, Right.READ_ENTRY, Right.RECORD, Right.REVIEW)
    for stored, claimed in product(ACTORS, ACTORS):
        if covers(stored, claimed):
            for right, owners in product(rights, GROUPS):
                assert allowed(stored, right, owners) or not allowed(claimed, right, owners)
    for stored in ACTORS:
        assert covers(stored, stored) is (stored.role not in {Role.ANONYMOUS, Role.PUBLIC})
        assert covers(Actor("s", Role.SECRETARIAT), stored)
    two_groups = Actor("e", Role.EDITOR, frozenset({"ALP", "CLM"}))
    one_group = Actor("e", Role.EDITOR, frozenset({"ALP"}))
    assert covers(two_groups, one_group)
    assert not covers(one_group, two_groups)
