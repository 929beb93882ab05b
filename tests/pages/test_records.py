"""The page "Records": stories, observations and all else a group reports besides activities."""

from datetime import date

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.store.database import read_transaction
from ifla_metrics.store.kinds import RECORD_KINDS
from ifla_metrics.store.versions import current_versions, versions_of
from ifla_metrics.store.write.entries import record
from tests.pages.page import Page
from tests.store.test_records import RECORDS


def open_records(kind="story", **query):
    return Page("records", kind=kind, **query)


def stored_versions(engine, uid, kind="story"):
    with read_transaction(engine) as connection:
        return versions_of(connection, kind, uid)


def test_each_kind_has_its_form_and_its_list_with_typed_columns(own_history):
    for kind in RECORD_KINDS:
        page = open_records(kind)
        assert not page.app.warning
        assert "Recorded so far" in page.text
    dates = open_records().app.dataframe[0].value["As of"]
    assert all(isinstance(day, date) for day in dates)
    values = open_records("observation").app.dataframe[0].value["Value"]
    assert values.dtype.kind in "if"


def test_a_link_to_report_an_indicator_opens_a_new_form_with_its_day(own_history):
    page = open_records("observation", indicator="A1", as_of="2012-03-31")
    assert (page.field("indicator").value, page.field("as_of").value) == ("A1", date(2012, 3, 31))
    page.fill(value=3)
    for typed, day in (("2012-13-99", None), ("1999-12-31", date(1999, 12, 31))):
        page.app.query_params.update(indicator="B1", as_of=typed)
        page.run()
        assert (page.field("indicator").value, page.field("as_of").value) == ("B1", day)
    assert "You have an unfinished form" in page.text


def test_an_unfinished_story_is_offered_on_its_pages_until_it_is_saved(own_history):
    page = open_records().fill(
        title="X", change="It lends *books* now.", evidence="https://ifla.org/a\nhttps://ifla.org/b"
    )
    assert "at least 3 characters" in page.click("save").text
    page.fill(node="KI2.A.1", title="A library opens", as_of=date(2012, 5, 1), group="ALP")
    assert "“A library opens”" not in open_records("milestone").text
    assert "“A library opens”" in Page("our-work", framework="2010-2015").text

    open_records().fill(title="A mistake")
    assert "“A mistake”" not in open_records().press("Discard").text
    later = open_records()
    assert "“A library opens”" in later.text
    assert "unfinished form" not in later.press("Continue").text
    assert later.field("as_of").value == date(2012, 5, 1)
    assert "Saved" in later.click("save").text
    assert "“A library opens”" not in Page("our-work", framework="2010-2015").text
    with read_transaction(own_history) as connection:
        *_, newest = current_versions(connection, RECORD_KINDS["story"]).values()
    assert newest.draft.title == "A library opens"
    assert newest.draft.evidence == "https://ifla.org/a | https://ifla.org/b"
    assert newest.recorded_by == LOCAL.name


def test_a_form_continued_in_two_tabs_loses_neither_version(own_history):
    uid, _ = record(own_history, RECORDS["story"], actor=LOCAL)
    open_records(record=uid).fill(title="Begun")
    tabs = [open_records(record=uid).press("Continue") for _ in range(2)]
    for tab, title in zip(tabs, ("First tab", "Second tab"), strict=True):
        tab.fill(title=title, reason="A better title")
    first, second = (tab.click("save") for tab in tabs)

    assert "Saved" in first.text
    assert "First tab" in second.text
    second.click("save")
    titles = [version.draft.title for version in stored_versions(own_history, uid)]
    assert titles == [RECORDS["story"].title, "First tab", "Second tab"]


def test_a_record_is_amended_in_its_own_framework_and_withdrawn_with_a_reason(own_history):
    uid, _ = record(own_history, RECORDS["remark"], actor=LOCAL)
    page = open_records("remark", record=uid, framework="2019-2024")
    assert "A change needs a reason." in page.click("save").text
    assert "Saved" in page.fill(reason="As the report says").click("save").text
    page = open_records("remark", record=uid)
    page.fill(reason="It is another association").click("withdraw")
    assert "Saved" in page.text

    versions = stored_versions(own_history, uid, "remark")
    assert [version.withdrawn for version in versions] == [False, False, True]
    assert {version.draft.framework for version in versions} == {"2010-2015"}


def test_an_editor_sees_and_enters_records_of_their_groups_only(own_history, act_as):
    act_as(Actor("ada", Role.EDITOR, frozenset({"OA-TF", "ALP"})))
    assert open_records("observation", owner="ALP").field("group").value == "ALP"
    act_as(Actor("ada", Role.EDITOR, frozenset({"OA-TF"})))
    page = open_records()
    assert page.field("group").value == "OA-TF"

    assert page.field("group").options == ["Open access taskforce"]
    titles = " ".join(page.app.dataframe[0].value["Title"])
    assert "A ministry asks the association" in titles
    assert "A dormant association wakes" not in titles
