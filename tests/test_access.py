"""Who may do what, written out once more by hand, and held against every kind of actor."""

from itertools import product

from ifla_metrics.access import Actor, Right, Role, allowed, covers, require_owner_change
from ifla_metrics.errors import NotAllowed

ANYBODY = {Role.PUBLIC, Role.VIEWER, Role.EDITOR, Role.SECRETARIAT}
EVERYBODY = {Role.VIEWER, Role.EDITOR, Role.SECRETARIAT}
OWN = "an editor for an own group, the secretariat for every group"
OFFICE = {Role.SECRETARIAT}

OF_GROUPS = (*("record", "amend", "withdraw", "import", "report_nothing", "keep_evidence"),)
OF_THE_OFFICE = (
    *("review", "lock_period", "unlock_period", "open_period", "set_framework", "load_framework"),
    *("load_history", "rebuild", "freeze_edition", "save_template"),
    *("remove_template", "keep_people", "read_audit", "back_up", "restore"),
)
EXPECTED = {
    "read": ANYBODY,
    "read_entry": EVERYBODY,
    "read_evidence": EVERYBODY,
    **dict.fromkeys(OF_GROUPS, OWN),
    **dict.fromkeys(OF_THE_OFFICE, OFFICE),
}

GROUPS = [frozenset(some) - {""} for some in product(("ALP", ""), ("OA-TF", ""), ("HQ", ""))]
ACTORS = [Actor("p-1", role, groups) for role in Role for groups in GROUPS]


def test_every_right_stands_in_the_table():
    assert {right.value for right in Right} == set(EXPECTED)


def had(actor, right, owners):
    expected = EXPECTED[right.value]
    if expected is OWN:
        shares = bool(actor.groups & owners)
        return actor.role is Role.SECRETARIAT or (actor.role is Role.EDITOR and shares)
    return actor.role in expected


def test_rights_follow_the_table():
    for actor, right, owners in product(ACTORS, Right, GROUPS):
        assert allowed(actor, right, owners) is had(actor, right, owners)


def may_change(actor, owners, later):
    """Whether something of these groups may become that of others (none: it is withdrawn).

    An editor removes no group but the own, and gives it to nobody who did not own it.
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
            done = True
        except NotAllowed:
            done = False
        assert done is may_change(actor, owners, later), (actor, owners, later)


def test_stored_rights_cover_only_claims_they_include():
    rights = (Right.READ, Right.READ_ENTRY, Right.RECORD, Right.REVIEW)
    for stored, claimed in product(ACTORS, ACTORS):
        if covers(stored, claimed):
            for right, owners in product(rights, GROUPS):
                assert allowed(stored, right, owners) or not allowed(claimed, right, owners)


def test_stored_rights_cover_the_same_claim_and_the_secretariat_covers_any():
    for stored in ACTORS:
        assert covers(stored, stored) is (stored.role not in {Role.ANONYMOUS, Role.PUBLIC})
        assert covers(Actor("s", Role.SECRETARIAT), stored)
    of_two = Actor("e", Role.EDITOR, frozenset({"ALP", "CLM"}))
    of_one = Actor("e", Role.EDITOR, frozenset({"ALP"}))
    assert covers(of_two, of_one)
    assert not covers(of_one, of_two)
