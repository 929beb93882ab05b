"""The pages of the secretariat: settings with periods, who changed what, data quality."""

from html import unescape

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
from ifla_metrics.store.database import reading
from ifla_metrics.store.entries import record
from ifla_metrics.store.periods import locks
from ifla_metrics.ui import sources
from tests.pages.forms import Reader
from tests.pages.test_pages import text, title
from tests.store.conftest import draft
from tests.store.test_records import SAID

HOSTILE = "<img src=x onerror=alert(1)> **bold** :red[x]"


CHOSEN = {"framework": "2010-2015"}


def press(page, label):
    next(b for b in page.app.button if b.label.startswith(label)).click()
    page.run()


def test_a_period_is_locked_with_a_reason_and_opened_for_one_group(own_history):
    page = Reader("settings", **CHOSEN)
    app = page.app
    assert "All entries that were sent and not returned" in text(app)
    assert "(</backup?language=en>)" in page.html
    pickers = [s for s in app.selectbox if s.label == "Period" and "2011" in s.options]
    pickers[-1].set_value("2011")
    next(i for i in app.text_input if i.label == "Reason").set_value("Printed")
    press(page, "Lock")
    assert "2011 is locked." in page.html

    [s for s in page.app.selectbox if s.label == "Working group"][-1].set_value("ALP")
    [i for i in page.app.text_input if i.label == "Reason"][-1].set_value("A late list")
    press(page, "Open for this group")
    with reading(own_history) as connection:
        [lock] = locks(connection)
    assert (lock.period, [o.group for o in lock.openings]) == ("2011", ["ALP"])
    periods = page.app.dataframe[0].value.set_index("period")["state"]
    assert periods["2011"].startswith("locked: Printed; open for ALP until")
    assert periods["2011 Q1"].startswith("locked: Printed")
    assert (periods == "open").sum() >= 4


def test_what_counts_is_changed_and_every_figure_says_so(own_history):
    page = Reader("settings", **CHOSEN)
    next(r for r in page.app.radio if "count" in r.label).set_value("approved")
    press(page, "Save settings")
    assert "The settings are saved." in page.html
    figure, _reading = sources.figure("direction-status", Choices("2010-2015", "2012"))
    assert "approved items only" in figure.source


def test_the_audit_names_who_what_and_why_and_opens_the_entry(own_history):
    said = SAID["remark"].model_copy(update={"framework": "2016-2021", "subject": "SD1"})
    record(own_history, said, actor=LOCAL)
    record(own_history, draft(title=HOSTILE), actor=LOCAL)
    page = Reader("audit", **CHOSEN)
    newest = page.app.dataframe[0].value.iloc[0]

    called = "SD1 Libraries in Society"  # SD1 is a part of three strategies.
    assert page.app.dataframe[0].value["subject"].str.contains(called).any()
    assert (newest["who"], newest["done"]) == ("this computer", "logged")
    assert newest["subject"] == f"Activity: {HOSTILE}, version 1"
    assert not any(HOSTILE[:12] in one.value for one in page.app.markdown)
    page.app.selectbox(key="open_audit_0").select_index(0)
    assert unescape(title(page.run().app)) == HOSTILE


def test_the_audit_is_filtered_by_its_address_and_so_is_its_file(own_history):
    record(own_history, draft(title="Only one"), actor=LOCAL)
    page = Reader("audit", **CHOSEN)
    assert len(page.app.dataframe[0].value) > 100

    page.app.selectbox(key="page_person").set_value("local")
    page.run()
    assert page.app.dataframe[0].value["subject"].tolist() == ["Activity: Only one, version 1"]
    assert any("(/audit.csv?person=local)" in one.value for one in page.app.markdown)
    assert not Reader("audit", **CHOSEN, person="local", owner="OA-TF").app.dataframe
    assert not Reader("audit", **CHOSEN, person="local", last="2010-01-01").app.dataframe


def test_findings_are_filtered_by_check_and_each_opens_its_entry(history):
    app = Reader("quality", **CHOSEN).app
    found = app.dataframe[0].value
    assert title(app) == f"{len(found)} entries should be checked"

    [option] = [o for o in app.selectbox(key="page_check").options if "Without evidence" in o]
    assert option == f"Without evidence · {(found['check'] == 'Without evidence').sum()}"
    app = Reader("quality", **CHOSEN, check="no_evidence").app
    found = app.dataframe[0].value
    assert set(found["check"]) == {"Without evidence"}
    first = found["title"][0]
    assert title(app.selectbox(key="open_quality_0").select_index(0).run()) == first
