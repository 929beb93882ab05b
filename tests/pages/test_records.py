"""Everything a group reports beside its activities: entered, amended, refused, never lost."""

from datetime import date

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.store.database import read_transaction
from ifla_metrics.store.entries import record
from ifla_metrics.store.kinds import RECORD_KINDS
from ifla_metrics.store.versions import current_versions, versions_of
from tests.pages.forms import Reader
from tests.store.test_records import RECORDS


def opened(kind="story", **query):
    return Reader("records", kind=kind, **query)


def stored(engine, uid, kind="story"):
    with read_transaction(engine) as connection:
        return versions_of(connection, kind, uid)


def test_each_kind_has_its_form_and_lists_what_is_recorded(own_history):
    for kind in RECORD_KINDS:
        page = opened(kind)
        assert not page.app.warning
        assert "Recorded so far" in page.html


def test_a_story_is_corrected_offered_while_unfinished_and_entered(own_history):
    page = opened().fill(
        title="X", change="It lends *books* now.", evidence="https://ifla.org/a\nb"
    )
    assert "at least 3 characters" in page.click("save").html
    page.fill(node="KI2.A.1", title="A library opens", as_of=date(2012, 5, 1), group="ALP")
    assert "“A library opens”" not in opened("milestone").html
    assert "“A library opens”" in Reader("our-work", framework="2010-2015").html

    later = opened()
    assert "“A library opens”" in later.html
    assert "unfinished form" not in later.press("Continue").html
    assert later.field("as_of").value == date(2012, 5, 1)
    assert "Saved." in later.click("save").html
    assert "“A library opens”" not in Reader("our-work", framework="2010-2015").html
    with read_transaction(own_history) as connection:
        *_, newest = current_versions(connection, RECORD_KINDS["story"]).values()
    assert newest.draft.title == "A library opens"
    assert newest.draft.evidence == "https://ifla.org/a | b"
    assert newest.recorded_by == LOCAL.name


def test_a_form_continued_in_two_tabs_loses_neither_text(own_history):
    uid, _ = record(own_history, RECORDS["story"], actor=LOCAL)
    opened(record=uid).fill(title="Begun")
    tabs = [opened(record=uid).press("Continue") for _ in range(2)]
    for tab, title in zip(tabs, ("First tab", "Second tab"), strict=True):
        tab.fill(title=title, reason="A better title")
    first, second = (tab.click("save") for tab in tabs)

    assert "Saved." in first.html
    assert "First tab" in second.html
    second.click("save")
    titles = [version.draft.title for version in stored(own_history, uid)]
    assert titles == [RECORDS["story"].title, "First tab", "Second tab"]


def test_a_record_is_amended_in_its_own_strategy_with_a_reason_and_withdrawn(own_history):
    uid, _ = record(own_history, RECORDS["remark"], actor=LOCAL)
    page = opened("remark", record=uid, framework="2019-2024")
    assert "A change needs a reason." in page.click("save").html
    assert "Saved." in page.fill(reason="As the report says").click("save").html
    page = opened("remark", record=uid).fill(reason="It is another association").click("withdraw")
    assert "counts in no figure" in page.html
    assert "figures include it" not in page.html

    found = stored(own_history, uid, "remark")
    assert [v.withdrawn for v in found] == [False, False, True]
    assert {v.draft.framework for v in found} == {"2010-2015"}


def test_an_editor_sees_and_enters_only_for_own_groups(own_history, monkeypatch):
    ada = Actor("ada", Role.EDITOR, frozenset({"OA-TF"}))
    monkeypatch.setattr("ifla_metrics.ui.auth._actor", lambda cookies, claims: ada)
    page = opened()

    assert page.field("group").options == ["Open access taskforce"]
    listed = " ".join(page.app.dataframe[0].value["Title"])
    assert "A ministry asks the association" in listed
    assert "A dormant association wakes" not in listed


def test_days_and_numbers_of_a_list_sort_as_such(own_history):
    dates = opened().app.dataframe[0].value["As of"]
    assert all(isinstance(day, date) for day in dates)
    values = opened("observation").app.dataframe[0].value["Value"]
    assert values.dtype.kind in "if"
