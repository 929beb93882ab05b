"""Who may do what, written out once more by hand, and held against every kind of actor."""

from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.access import Actor, Right, Role, allowed, covers

ANYBODY = {Role.PUBLIC, Role.VIEWER, Role.EDITOR, Role.SECRETARIAT}
EVERYBODY = {Role.VIEWER, Role.EDITOR, Role.SECRETARIAT}
OWN = "an editor for an own group, the secretariat for every group"
OFFICE = {Role.SECRETARIAT}

EXPECTED = {
    "read": ANYBODY,
    "read_entry": EVERYBODY,
    "read_evidence": EVERYBODY,
    "log_activity": OWN,
    "amend_activity": OWN,
    "withdraw_activity": OWN,
    "record": OWN,
    "amend_record": OWN,
    "withdraw_record": OWN,
    "import": OWN,
    "report_nothing": OWN,
    "keep_evidence": OWN,
    "review": OFFICE,
    "lock_period": OFFICE,
    "unlock_period": OFFICE,
    "open_period": OFFICE,
    "set_framework": OFFICE,
    "load_framework": OFFICE,
    "load_history": OFFICE,
    "freeze_meeting": OFFICE,
    "rebuild": OFFICE,
    "freeze_edition": OFFICE,
    "save_template": OFFICE,
    "remove_template": OFFICE,
    "keep_people": OFFICE,
    "read_audit": OFFICE,
    "back_up": OFFICE,
    "restore": OFFICE,
}

GROUPS = st.frozensets(st.sampled_from(["ALP", "OA-TF", "HQ", "SEC"]))
ACTORS = st.builds(Actor, st.just("p-1"), st.sampled_from(Role), GROUPS)


def test_every_right_stands_in_the_table():
    assert {right.value for right in Right} == set(EXPECTED)


@given(actor=ACTORS, right=st.sampled_from(Right), owners=GROUPS)
def test_a_right_is_had_by_those_of_the_table_and_by_nobody_else(actor, right, owners):
    expected = EXPECTED[right.value]
    if expected is OWN:
        shares = bool(actor.groups & owners)
        had = actor.role is Role.SECRETARIAT or (actor.role is Role.EDITOR and shares)
    else:
        had = actor.role in expected

    assert allowed(actor, right, owners) is had


@given(stored=ACTORS, claimed=ACTORS, right=st.sampled_from(Right), owners=GROUPS)
def test_what_is_stored_covers_a_claim_only_when_it_gives_every_right_of_it(
    stored, claimed, right, owners
):
    if covers(stored, claimed) and allowed(claimed, right, owners):
        assert allowed(stored, right, owners)


@given(stored=ACTORS)
def test_what_is_stored_covers_itself_and_the_secretariat_covers_everybody(stored):
    somebody = stored.role not in {Role.STRANGER, Role.PUBLIC}
    assert covers(stored, stored) is somebody
    assert covers(Actor("s", Role.SECRETARIAT), stored)
    of_two = Actor("e", Role.EDITOR, frozenset({"ALP", "CLM"}))
    of_one = Actor("e", Role.EDITOR, frozenset({"ALP"}))
    assert covers(of_two, of_one)
    assert not covers(of_one, of_two)
