"""What a group is told of its entry is what the cells hold of it."""

from datetime import date

from ifla_metrics.framework.files import read_folder
from ifla_metrics.i18n import translate
from ifla_metrics.models.columns import Lifecycle, Reach
from ifla_metrics.models.drafts import ParticipationDraft
from ifla_metrics.settings import DATA
from ifla_metrics.ui.codes import FormCodeBook
from ifla_metrics.ui.forms.form import counted_in
from tests.store.conftest import draft

T = translate("en")
ROLES = frozenset({"participant", "student"})


def counted(**changes):
    framework = read_folder(DATA / "frameworks" / "2010-2015")
    code_book = FormCodeBook(lists={"countries": {}}, frameworks={}, t=T, counting_roles=ROLES)
    return counted_in(draft(**changes), framework, code_book, T)


def test_what_an_activity_adds_is_said_in_words():
    others = {"count": 3, "role": "staff"}, {"count": 90, "reach": Reach.CASCADE}
    lines = tuple(ParticipationDraft(**line) for line in ({"count": 20}, *others))

    assert counted(participation=lines) == [
        "20 participations",
        "BWA",
        "2 Strategic capacity of IFLA and its members",
        "Associations in more countries take part",
    ]


def test_what_has_not_taken_place_or_lies_outside_the_strategy_counts_nowhere():
    later = {"started_on": date(2031, 1, 1), "ended_on": date(2031, 1, 1)}
    for changes in (later, {"lifecycle": Lifecycle.PLANNED}, {"lifecycle": Lifecycle.CANCELLED}):
        assert counted(**changes) == []
