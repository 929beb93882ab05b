"""The pages of the secretariat: settings with periods, audit and review."""

from html import unescape

import pytest

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.choices import Choices
from ifla_metrics.errors import NotAllowed
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.store.accounts.people import add_person, change_person
from ifla_metrics.store.database import read_transaction
from ifla_metrics.store.locks import read_locks
from ifla_metrics.store.write.entries import amend, record
from ifla_metrics.store.write.review import Decision, decide, list_pending, list_returned
from ifla_metrics.ui import page_data
from tests.pages.page import Page, open_page, select_rows, text, title
from tests.store.conftest import FRAMEWORK, draft
from tests.store.test_records import RECORDS

HOSTILE = "<img src=x onerror=alert(1)> **bold** :red[x]"
OFFICE = Actor("office", Role.SECRETARIAT)
THANDI = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))


def last(widgets, label):
    return [widget for widget in widgets if widget.label == label][-1]


def press(app, label):
    next(b for b in app.button if b.label.startswith(label)).click().run()


def open_review(**query):
    return open_page("review", **{"framework": FRAMEWORK, "known_on": "2012-12", **query})


def test_a_period_is_locked_with_a_reason_and_opened_for_one_group(own_history):
    page = Page("settings", framework=FRAMEWORK)
    assert "(</backup?language=en>)" in page.text
    assert [button.key for button in page.app.menu_button] == ["choice_framework"]
    last(page.app.selectbox, "Period").set_value("2011").run()
    press(page.app, "Lock")
    assert "A change needs a reason." in page.text
    last(page.app.text_input, "Reason").set_value("Printed")
    press(page.app, "Lock")
    assert "2011 is locked." in page.text

    last(page.app.text_input, "Reason").set_value("A late list")
    last(page.app.selectbox, "Or open it for one group").set_value("ALP").run()
    press(page.app, "Open for this group")
    opened = Page("audit", framework=FRAMEWORK).app.dataframe[0].value["Entry"][0]
    assert opened == "Period: 2011, ALP, IFLA Strategic Plan 2010-2015"
    periods = page.app.dataframe[0].value.set_index("Period")["Status"]
    assert periods["2011"].startswith("locked: Printed; open for ALP until")
    assert periods["2011 Q1"].startswith("locked: Printed")
    assert (periods == "open").sum() >= 4

    last(page.app.text_input, "Reason").set_value("A correction")
    press(page.app, "Unlock for everybody")
    assert "2011 is no longer locked." in page.text
    with read_transaction(own_history) as connection:
        assert read_locks(connection) == []


def test_a_figure_says_that_only_approved_entries_count(own_history):
    page = Page("settings", framework=FRAMEWORK)
    last(page.app.radio, "Figures of this strategy count").set_value("approved")
    press(page.app, "Save settings")
    assert "The settings are saved." in page.text
    figure, _reading = page_data.figure("direction-status", Choices("2010-2015", "2012"))
    assert "approved entries only" in figure.source


def test_the_audit_names_person_action_and_subject_and_opens_the_entry(own_history):
    remark = RECORDS["remark"].model_copy(update={"framework": "2016-2021", "subject": "SD1"})
    record(own_history, remark, actor=LOCAL)
    record(own_history, draft(title=HOSTILE), actor=LOCAL)
    page = Page("audit", framework=FRAMEWORK)
    entries = page.app.dataframe[0].value
    newest = entries.iloc[0]

    # Three frameworks have an SD1.
    assert entries["Entry"].str.contains("SD1 Libraries in Society").any()
    assert (newest["Who"], newest["What"]) == ("this computer", "recorded")
    assert newest["Entry"] == f"Activity: {HOSTILE}, version 1"
    assert not any(HOSTILE[:12] in element.value for element in page.app.markdown)
    assert not Page("audit", framework=FRAMEWORK, person="local", about="story").app.dataframe
    assert any("(/audit.csv?" in element.value for element in page.app.markdown)
    assert unescape(title(select_rows(page.app))) == HOSTILE


def test_the_audit_says_what_was_refused_and_why(own_history):
    with pytest.raises(NotAllowed):
        record(own_history, draft(groups=("HQ",)), actor=THANDI)
    before = PersonDraft(name="Ana", role="editor", groups={"ALP"})
    after = PersonDraft(name="Ana", active=False)
    code, version = add_person(own_history, before, actor=OFFICE)
    change_person(own_history, code, after, base_version=version, actor=OFFICE, unbind=True)
    changed, _added, refused = Page("audit", language="fr").app.dataframe[0].value["Pourquoi"][:3]
    assert refused.startswith("Vous n’avez pas le droit de faire cela pour HQ.")
    assert changed.startswith("Saisir pour des groupes de travail\xa0: ALP → sans accès · ")


def test_an_entry_with_two_faults_is_counted_once(own_history):
    before = int(title(open_page("quality")).split()[0])
    for value in (0.5, 0.7):
        parts = {"value": value, "numerator": 3, "denominator": 10}
        record(own_history, RECORDS["observation"].model_copy(update=parts), actor=OFFICE)
    page = open_page("quality")

    assert int(title(page).split()[0]) == before + 2
    assert "0.5 reported, 0.3 from its parts" in set(page.dataframe[0].value["Finding"])


def test_review_shows_typed_text_as_text_and_changes_since_the_last_decision(own_history):
    fields = {"title": HOSTILE, "date_precision": "month", "date_as_stated": "mars 2012"}
    uid, _ = record(own_history, draft(**fields), actor=THANDI)
    decide(own_history, [Decision("activity", uid, 1, "returned", "Which country?")], actor=OFFICE)
    for version, country in ((1, "ZAF"), (2, "NAM")):
        later = draft(countries=(country,), **fields)
        amend(own_history, uid, later, base_version=version, reason="Country", actor=THANDI)
    app = select_rows(open_review())
    page = text(app)

    assert "1 entry waits for review" in page
    assert HOSTILE in page
    assert not any(HOSTILE in header.value for header in app.header), "must be escaped"
    assert "Botswana\nNamibia" in page
    assert "South Africa" not in page
    assert "Nothing waits for review" in text(open_review(group="HQ"))


def test_at_most_twenty_entries_are_decided_at_once(own_history):
    for n in range(23):
        record(own_history, draft(title=f"Workshop number {n:02}"), actor=THANDI)
    app = select_rows(open_review(), *range(23))
    assert sum("Workshop" in header.value for header in app.header) == 20
    press(app, "Approve 20 entries")
    assert "20 decisions are saved." in text(app)
    assert [*app.dataframe[0].value["Entry"]] == [f"Workshop number {n}" for n in (20, 21, 22)]
    assert "Entries that groups send appear here." in text(open_review(group="OA-TF"))


def test_a_decision_on_an_old_version_is_refused_and_its_comment_kept(own_history):
    uid, _ = record(own_history, draft(), actor=THANDI)
    app = select_rows(open_review())
    app.text_area(key="review_comment").input("Add the women.").run()
    record(own_history, draft(title="Sent meanwhile"), actor=THANDI)
    amend(own_history, uid, draft(countries=("NAM",)), base_version=1, reason="x", actor=THANDI)
    press(app, "Return 1 entry")
    refusal = "was changed by Thandi since you opened the list. Nothing was saved."
    assert refusal in text(app)
    assert app.text_area[0].value == "Add the women."

    assert "Namibia" in text(select_rows(app, 1))
    press(app, "Return 1 entry")
    assert "1 decision is saved." in text(app)
    with read_transaction(own_history) as connection:
        assert [item.title for item in list_pending(connection)] == ["Sent meanwhile"]
        [item] = list_returned(connection, ["ALP"])
    assert (item.version, item.comment) == (2, "Add the women.")
    assert select_rows(app).text_area[0].value == ""
