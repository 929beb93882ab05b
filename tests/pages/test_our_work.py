"""The page "Our work": reports that are due, and search in the group's own log."""

import re
from collections import Counter

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.choices import Choices
from ifla_metrics.i18n import translate
from ifla_metrics.store.write.periods import lock_period
from ifla_metrics.ui import page_data
from ifla_metrics.ui.codes import form_code_book
from tests.pages.page import Page, open_page, select_rows, text, title

REPORT = re.compile(r"([A-Z]\d) [^<\n]+, ([^,:<\n]+): due on")
CHOICES = {"framework": "2010-2015", "period": "2011-2012", "known_on": "2012-12"}
OA = Actor("ada", Role.EDITOR, frozenset({"OA-TF"}))


def buttons(app, label):
    return [button for button in app.button if button.label == label]


def test_an_editor_sees_their_group_and_the_secretariat_the_chosen_one(history, act_as):
    as_secretariat = text(open_page("our-work", group="OA-TF"))
    act_as(OA)
    for page in (as_secretariat, text(open_page("our-work"))):
        assert "Open access taskforce" in page
        assert "ALP ·" not in page


def test_nothing_to_report_can_be_undone_and_is_not_offered_in_a_locked_period(own_history, act_as):
    act_as(OA)
    app = open_page("our-work")
    assert title(app) == "5 reports for 3 indicators are overdue"
    app = buttons(app, "Yes, nothing to report")[0].click().run()
    assert title(app) == "3 reports for 3 indicators are overdue"
    [undo] = buttons(app, "Undo")
    assert title(undo.click().run()) == "5 reports for 3 indicators are overdue"
    links = [link.proto for link in app.get("page_link") if link.proto.label == "Report it"]
    assert all("owner=OA-TF" in link.query_string for link in links)

    lock_period(own_history, "2010-2015", "2012-Q3", reason="printed", actor=LOCAL)
    locked = open_page("our-work")
    assert "overdue · locked" in text(locked)
    still_offered = buttons(locked, "Yes, nothing to report")
    assert len(still_offered) == len(buttons(app, "Yes, nothing to report")) - 1


def test_search_finds_entries_by_the_start_of_a_word(history):
    app = open_page("our-work", search="kathm", group="ALP")
    titles = app.dataframe[0].value["Title"]

    assert titles.str.contains("Kathmandu").any()
    assert not titles.str.contains("Kumasi").any()
    app.text_input(key="page_search").set_value("<i>no such words").run()
    assert "No entry contains these words." in text(app)
    app.text_input(key="page_search").set_value("kathm").run()
    assert title(select_rows(app)) == titles[0]


def test_all_pages_and_reminders_name_the_same_overdue_reports(history):
    overview, indicators = (
        page_data.figure(name, Choices(**CHOICES))[0]
        for name in ("needs-the-board", "indicator-bullets")
    )
    findings = "\n".join(overview.table.frame["finding"])
    board = dict(re.findall(r"^(.+): (\d+ .+) overdue since", findings, re.M))
    reports_missing = indicators.table.frame.set_index("indicator")["reports_missing"]
    progress = reports_missing[reports_missing > 0].to_dict()
    review = Page("review", **CHOICES)
    [period] = re.findall(r"Reports for periods up to .+?\.$", text(review.app), re.M)
    total = re.search(r"^(\d+ .+?) (?:is|are) overdue", review.text, re.M)[1]
    assert period in overview.subtitle
    assert f"{total} " in indicators.subtitle

    reports, groups = Counter(), form_code_book(translate("en")).groups
    assert set(board) < set(groups.values())
    for code, name in groups.items():
        if name not in board and code != "CR-WG":
            continue
        page = Page("our-work", group=code, **CHOICES).text
        assert period in page
        if name not in board:
            assert "are overdue" not in page
            continue
        assert re.search(f"^{board[name]} (is|are) overdue", page, re.M)
        [box] = [box for box in review.app.selectbox if box.label == "Working group"]
        box.set_value(code)
        reminder = review.run().app.code[0].value
        overdue = reminder.partition(f"Overdue: {board[name]}.\n")[2].partition("\n\n")[0]
        assert period in reminder
        assert set(REPORT.findall(overdue)) <= set(REPORT.findall(page))
        reports += Counter(indicator for indicator, _ in REPORT.findall(overdue))
    assert reports == progress
    assert total == f"{sum(progress.values())} reports for {len(progress)} indicators"
