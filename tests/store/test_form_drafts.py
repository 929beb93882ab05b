"""What was typed outlives a lost connection, for its own person alone."""

from datetime import UTC, datetime, timedelta

import pytest

from ifla_metrics.access import Actor, Role
from ifla_metrics.errors import InvalidRecord, NotAllowed
from ifla_metrics.store.database import reading
from ifla_metrics.store.form_drafts import (
    FORGOTTEN,
    MOST,
    FormDraft,
    discard_form,
    save_form,
    unfinished,
)
from tests.store.conftest import clock_at

THANDI = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))
AMINA = Actor("Amina", Role.EDITOR, frozenset({"ALP"}))


def forms(engine, actor=THANDI, **narrowed):
    with reading(engine) as connection:
        return unfinished(connection, actor=actor, **narrowed)


def test_a_form_is_seen_and_touched_by_its_person_alone(engine):
    save_form(engine, FormDraft("k", "{}"), actor=THANDI)

    assert forms(engine, AMINA) == []
    with pytest.raises(NotAllowed):
        save_form(engine, FormDraft("k", '{"title": "mine"}'), actor=AMINA)
    with pytest.raises(NotAllowed):
        discard_form(engine, "k", actor=AMINA)
    assert forms(engine)[0].content == "{}"


def test_a_person_keeps_so_many_forms_and_none_of_the_last_days_gives_way(engine):
    begun = datetime(2012, 5, 1, tzinfo=UTC)
    with clock_at(begun):
        for number in range(MOST):
            save_form(engine, FormDraft(f"old {number}", "{}"), actor=THANDI)
    with clock_at(begun + FORGOTTEN):
        with pytest.raises(InvalidRecord, match="50 unfinished forms"):
            save_form(engine, FormDraft("one more", "{}"), actor=THANDI)
        save_form(engine, FormDraft("old 0", '{"title": "typed again"}'), actor=THANDI)
        save_form(engine, FormDraft("hers", "{}"), actor=AMINA)
    with clock_at(begun + FORGOTTEN + timedelta(seconds=1)):
        save_form(engine, FormDraft("one more", "{}"), actor=THANDI)

    kept = [form.key for form in forms(engine)]
    assert len(kept) == MOST
    assert kept[:2] == ["one more", "old 0"]
    assert len(forms(engine, AMINA)) == 1
