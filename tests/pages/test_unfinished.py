"""What somebody has only begun to type is shown to nobody else, on no page, from no memory."""

import os

import pytest

from ifla_metrics.access import LOCAL, Actor, Role, allowed
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.store.form_drafts import FormDraft, keep_form
from ifla_metrics.store.people import add_person
from ifla_metrics.ui import auth, menu
from ifla_metrics.ui.forms.fields import empty_values
from ifla_metrics.ui.forms.kept import as_json
from tests.pages.forms import Reader

CANARY = "Zebrafink Quarterdeck"
GROUPS = frozenset({"ALP"})
BY_DAY = {"our-work", "log", "review", "audit"}
NIGHT = bool(os.environ.get("IFLA_NIGHT"))
OTHERS = {
    "an editor of the same group": lambda code: Actor(code, Role.EDITOR, GROUPS, person=code),
    "the secretariat": lambda code: Actor(code, Role.SECRETARIAT, person=code),
    "a viewer": lambda code: Actor(code, Role.VIEWER, person=code),
}


@pytest.fixture
def begun(own_history):
    """The author of an unfinished form, and another person."""
    codes = [
        add_person(
            own_history, PersonDraft(name=n, role=Role.EDITOR, groups=GROUPS), actor=LOCAL
        ).uid
        for n in ("Thandi", "Jorge")
    ]
    author = Actor(codes[0], Role.EDITOR, GROUPS, person=codes[0])
    content = as_json("", {**empty_values("activity"), "title": CANARY})
    keep_form(own_history, FormDraft("canary", content), actor=author)
    return author, codes[1]


def test_an_unfinished_form_is_its_authors_alone(begun, monkeypatch):
    author, other = begun

    def opens(who, address):
        monkeypatch.setattr(auth, "_actor", lambda *_: who)
        return CANARY in Reader(address, framework="2010-2015").html

    assert opens(author, "log")  # First, so that whatever could keep it does.
    assert opens(author, "our-work")
    looked_at = 0
    for name, made in OTHERS.items():
        who = made(other)
        for entry in menu.ENTRIES:
            wanted = NIGHT or entry.address in BY_DAY
            if wanted and entry.listed and allowed(who, entry.right, who.groups):
                assert not opens(who, entry.address), (name, entry.address)
                looked_at += 1
    assert opens(author, "our-work")
    print(f"{looked_at} pages of {len(OTHERS)} other readers, 0 show it")
    assert looked_at >= 6
