"""What was typed outlives a lost connection, for its own person alone."""

import pytest

from ifla_metrics.access import Actor, Role
from ifla_metrics.errors import NotAllowed
from ifla_metrics.store.database import reading
from ifla_metrics.store.form_drafts import (
    FormDraft,
    discard_form,
    save_form,
    unfinished,
)

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
