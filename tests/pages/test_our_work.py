"""Our work: what is due and came back comes first; a few letters find the own log."""

import re
from collections import Counter
from functools import partial

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.choices import Choices
from ifla_metrics.i18n import translate
from ifla_metrics.store.periods import lock_period
from ifla_metrics.ui import page_data
from ifla_metrics.ui.codes import form_code_book
from tests.pages import doors
from tests.pages.forms import Reader
from tests.pages.test_pages import text, title

NAMED = re.compile(r"([A-Z]\d) [^<\n]+, ([^,:<\n]+): due on")
CHOSEN = {"framework": "2010-2015", "period": "2011-2012", "known_on": "2012-12"}
OA = Actor("ada", Role.EDITOR, frozenset({"OA-TF"}))
opened = partial(doors.opened, "our-work")


def test_an_editor_sees_the_own_group_and_the_secretariat_the_chosen_one(history, monkeypatch):
    of_the_chosen = text(opened(group="OA-TF"))
    monkeypatch.setattr("ifla_metrics.ui.auth._actor", lambda cookies, claims: OA)
    for shown in (of_the_chosen, text(opened())):
        assert "Open access taskforce" in shown
        assert "ALP ·" not in shown


def test_nothing_to_report_is_confirmed_can_be_undone_and_is_not_asked_when_locked(
    own_history, monkeypatch
):
    monkeypatch.setattr("ifla_metrics.ui.auth._actor", lambda cookies, claims: OA)

    def asked(app):
        return [b for b in app.button if b.label == "Yes, nothing to report"]

    app = opened()
    assert title(app) == "5 reports for 3 indicators are overdue"
    app = asked(app)[0].click().run()
    assert title(app) == "3 reports for 3 indicators are overdue"
    [back] = [b for b in app.button if b.label == "Undo"]
    assert title(back.click().run()) == "5 reports for 3 indicators are overdue"

    lock_period(own_history, "2010-2015", "2012-Q3", reason="printed", actor=LOCAL)
    locked = opened()
    assert "2 reports for 2 indicators · locked" in text(locked)
    assert len(asked(locked)) == len(asked(app)) - 1


def test_the_log_is_searched_by_the_beginnings_of_words(history):
    app = opened(search="kathm", group="ALP")
    found = app.dataframe[0].value["title"]

    assert found.str.contains("Kathmandu").any()
    assert not found.str.contains("Kumasi").any()
    app.text_input(key="page_search").set_value("<i>no such words").run()
    assert "No entry contains these words." in text(app)
    app.text_input(key="page_search").set_value("kathm").run()
    app.session_state["list_own_log_0"] = {"selection": {"rows": [0]}}
    assert title(app.run()) == found[0]


def test_every_page_names_the_same_reports_and_says_its_period(history):
    overview, indicators = (
        page_data.figure(name, Choices(**CHOSEN))[0]
        for name in ("needs-the-board", "indicator-bullets")
    )
    findings = "\n".join(overview.table.frame["finding"])
    board = dict(re.findall(r"^(.+): (\d+ .+) overdue since", findings, re.M))
    frame = indicators.table.frame
    progress = {
        c: n for c, n in zip(frame["indicator"], frame["reports_missing"], strict=True) if n
    }
    review = Reader("review", **CHOSEN)
    [about] = re.findall(r"Reports for periods up to .+?\.$", text(review.app), re.M)
    total = re.search(r"^(\d+ .+?) (?:is|are) overdue", review.html, re.M)[1]
    assert about in overview.subtitle
    assert f"{total} " in indicators.subtitle

    named, groups = Counter(), form_code_book(translate("en")).groups
    assert set(board) < set(groups.values())
    for code, name in groups.items():
        if name not in board and code != "CR-WG":
            continue
        page = Reader("our-work", group=code, **CHOSEN).html
        assert about in page
        if name not in board:
            assert "are overdue" not in page
            continue
        assert re.search(f"^{board[name]} (is|are) overdue", page, re.M)
        [box] = [box for box in review.app.selectbox if box.label == "Working group"]
        box.set_value(code)
        letter = review.run().app.code[0].value
        late = letter.partition(f"Overdue: {board[name]}.\n")[2].partition("\n\n")[0]
        assert about in letter
        assert set(NAMED.findall(late)) <= set(NAMED.findall(page))
        named += Counter(indicator for indicator, _ in NAMED.findall(late))
    assert named == progress
    assert total == f"{sum(progress.values())} reports for {len(progress)} indicators"
