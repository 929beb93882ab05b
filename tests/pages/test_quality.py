"""The page "Data quality": what each check found, and what is overdue, each with a way to it."""

import pytest

from tests.pages.forms import Reader
from tests.pages.test_pages import links, title


@pytest.fixture
def quality(own_history):
    return lambda **query: Reader("quality", framework="2010-2015", **query).app


def test_findings_are_filtered_by_check_and_each_opens_its_entry(quality):
    app = quality()
    found = app.dataframe[0].value
    assert title(app) == f"{len(found)} entries should be checked"

    [option] = [o for o in app.selectbox(key="page_check").options if "Without evidence" in o]
    assert option == f"Without evidence · {(found['check'] == 'Without evidence').sum()}"
    app = quality(check="no_evidence")
    found = app.dataframe[0].value
    assert set(found["check"]) == {"Without evidence"}
    first = found["title"][0]
    assert title(app.selectbox(key="open_quality_0").select_index(0).run()) == first


def test_a_group_with_overdue_reports_leads_to_its_work(quality):
    [query] = [query for label, query in links(quality()) if label.startswith("Open access")]
    assert "group=OA-TF" in query
