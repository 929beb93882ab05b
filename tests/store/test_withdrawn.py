"""From the moment that a right is taken away nothing more is written with it."""

import os
import random
import threading
import time

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.errors import NotAllowed
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.store.database import reading
from ifla_metrics.store.entries import record
from ifla_metrics.store.people import add_person, change_person, remove_person
from tests.conftest import BOTH_BY_DAY
from tests.store.conftest import draft, entries

RACES = 50 if os.environ.get("IFLA_NIGHT") else 4
EDITOR = PersonDraft(name="Thandi", role=Role.EDITOR, groups={"ALP"})
AFTER = (
    PersonDraft(name="Thandi", role=Role.EDITOR, groups={"OA-TF"}),
    PersonDraft(name="Thandi", role=Role.VIEWER),
    PersonDraft(name="Thandi", role=Role.EDITOR, groups={"ALP"}, active=False),
)


@BOTH_BY_DAY
def test_of_many_races_no_write_comes_after_the_right_was_taken_away(engine):
    chance, before, refused = random.Random(10), 0, 0
    for race in range(RACES):
        code, _ = add_person(engine, EDITOR, actor=LOCAL)
        opened = Actor(code, Role.EDITOR, frozenset({"ALP"}), person=code)
        begun = threading.Event()
        ended: list[type[Exception]] = []

        def write(opened=opened, begun=begun, ended=ended):
            while not ended:
                try:
                    record(engine, draft(), actor=opened)
                except NotAllowed:
                    ended.append(NotAllowed)
                begun.set()

        writer = threading.Thread(target=write)
        writer.start()
        begun.wait()
        time.sleep(chance.uniform(0, 0.02))
        if race % 4 == 3:
            remove_person(engine, code, base_version=1, actor=LOCAL)
        else:
            change_person(engine, code, AFTER[race % 4], base_version=1, actor=LOCAL)
        writer.join()

        with reading(engine) as connection:
            whole = entries(connection, limit=1000)
        newest_first = [e for e in whole if code in (e.actor, e.subject) and e.action != "refused"]
        assert newest_first[0].subject == code, "a write after the change"
        before += sum(e.actor == code for e in newest_first)
        assert next(e.action for e in whole if e.actor == code) == "refused"
        refused += len(ended)
    print(f"{RACES} races, {before} writes before, {refused} refused, 0 after the change")
    assert refused == RACES
    assert before >= RACES
