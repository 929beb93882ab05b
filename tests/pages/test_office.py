"""The pages of the secretariat: settings with periods and backup, and who changed what."""

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.store.activities import log_activity
from ifla_metrics.store.periods import lock_period
from ifla_metrics.store.records import record
from tests.pages.forms import Reader
from tests.store.conftest import draft
from tests.store.test_records import SAID

HOSTILE = "<img src=x onerror=alert(1)> **bold** :red[x]"


@pytest.fixture
def settings(own_history):
    return lambda: Reader("settings", framework="2010-2015")


@pytest.fixture
def audit(own_history):
    return lambda: Reader("audit", framework="2010-2015")


def test_settings_say_what_counts_and_show_every_period_with_its_lock(settings, own_history):
    lock_period(own_history, "2010-2015", "2011-2012", reason="Printed", actor=LOCAL)
    shown = settings().html

    assert "All entries that were sent and not returned" in shown
    assert "2011–2012" in shown
    assert "locked: Printed" in shown
    assert shown.count(">open</td>") >= 4
    assert 'action="/backup?language=en"' in shown
    assert 'method="post"' in shown


def test_what_counts_is_changed_on_the_page(settings):
    page = settings()
    page.app.radio[0].set_value("approved")
    page.press("Save settings")

    assert "Approved entries only" in page.html


def test_the_audit_names_who_what_and_why_and_text_stays_text(audit, own_history):
    uid, _ = log_activity(own_history, draft(title=HOSTILE), actor=LOCAL)
    shown = audit().html

    assert "this computer" in shown
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown
    assert "<img" not in shown
    assert f'href="activity?uid={uid}&amp;language=en"' in shown


@pytest.mark.parametrize(
    ("strategy", "title"),
    [
        ("2010-2015", "Empowering libraries"),
        ("2016-2021", "Libraries in Society"),
        ("2019-2024", "Strengthen the Global Voice of Libraries"),
    ],
)
def test_the_audit_calls_a_part_by_the_words_of_its_own_strategy(
    audit, own_history, strategy, title
):
    """SD1 is a part of three strategies."""
    said = SAID["remark"].model_copy(update={"framework": strategy, "subject": "SD1"})
    record(own_history, said, actor=LOCAL)
    shown = audit().html

    assert f"SD1 {title}" in shown


def test_the_audit_is_filtered_and_turned_over(audit, own_history):
    log_activity(own_history, draft(title="Only one"), actor=LOCAL)
    page = audit()
    assert page.html.count("<tr>") == 51

    newest = page.html
    page.press("Older")
    assert page.html != newest
    assert "Only one" not in page.html
    page.press("Newer")
    assert page.html == newest
    page.press("Older")
    page.app.selectbox(key="audit_person").set_value("local")
    page.run()
    assert page.html.count("<tr>") == 2
    assert "Only one" in page.html
    assert 'href="/audit.csv?person=local"' in page.html
    page.app.selectbox(key="audit_group").set_value("OA-TF")
    page.run()
    assert "No entry is like that." in page.html
