"""What was typed outlives a lost connection, for its own person alone."""

import pytest

from ifla_metrics.access import Actor, Role
from ifla_metrics.errors import NotAllowed
from ifla_metrics.store.database import reading
from ifla_metrics.store.form_drafts import (
    FormDraft,
    discard_form,
    keep_form,
    unfinished,
)

THANDI = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))
AMINA = Actor("Amina", Role.EDITOR, frozenset({"ALP"}))


def forms(engine, actor=THANDI, **narrowed):
    with reading(engine) as connection:
        return unfinished(connection, actor=actor, **narrowed)


def test_a_form_knows_what_it_changes_and_the_version_it_was_opened_with(engine):
    keep_form(engine, FormDraft("a", "{}", subject="u1", base_version=3), actor=THANDI)
    keep_form(engine, FormDraft("b", "{}"), actor=THANDI)

    assert [form.base_version for form in forms(engine, subject="u1")] == [3]
    assert [form.key for form in forms(engine, subject="")] == ["b"]


def test_a_form_is_seen_and_touched_by_its_person_alone(engine):
    keep_form(engine, FormDraft("k", "{}"), actor=THANDI)

    assert forms(engine, AMINA) == []
    with pytest.raises(NotAllowed):
        keep_form(engine, FormDraft("k", '{"title": "mine"}'), actor=AMINA)
    with pytest.raises(NotAllowed):
        discard_form(engine, "k", actor=AMINA)
    assert forms(engine)[0].content == "{}"


def test_a_form_that_was_thrown_away_is_gone_and_throwing_it_again_is_no_fault(engine):
    keep_form(engine, FormDraft("k", "{}"), actor=THANDI)
    discard_form(engine, "k", actor=THANDI)
    discard_form(engine, "k", actor=THANDI)

    assert forms(engine) == []
