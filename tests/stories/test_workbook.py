"""A group uploads a spreadsheet of its own, its workbook, and a large file."""

import io
import re
from datetime import date

import openpyxl
import pytest
from playwright.sync_api import expect

from ifla_metrics.access import LOCAL
from ifla_metrics.imports.preview import STEPS
from ifla_metrics.store.database import engine_of, read_transaction
from ifla_metrics.store.versions import versions_of
from ifla_metrics.store.write.entries import amend
from tests.imports.sample_files import GOOGLE_FORMS, column_numbers, edit_workbook, set_cells
from tests.pages.page import uids_of
from tests.stories.conftest import wait_until_loaded

pytestmark = pytest.mark.browser
# Watch in the page, because a step can end before the test asks for it.
STOP_AT_ONCE = """() => {
  window.steps = [];
  new MutationObserver(() => {
    const step = document.querySelector('[data-testid=stProgress]')?.textContent.trim();
    if (!step || window.steps.includes(step)) return;
    const stop = [...document.querySelectorAll('button')].find(b => b.innerText.trim() === 'Stop');
    if (!stop) return;
    if (!window.steps.length) stop.click();
    window.steps.push(step);
  }).observe(document.body, {childList: true, subtree: true, characterData: true});
}"""
COLUMNS = "These columns are right"
SAVE = re.compile(r"Save \d+ entr")


def open_page(page, address):
    page.goto(f"{address}/workbook?framework=2010-2015&group=ALP")
    # The first page after a start waits until everything is loaded.
    expect(page.locator("h1")).to_have_text("Workbook", timeout=150_000)
    expect(page.get_by_test_id("stFileUploaderDropzoneInput")).to_be_attached()
    wait_until_loaded(page)


def imports(url):
    with read_transaction(engine_of(url)) as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM applied_import").scalar()


def upload(page, name, data):
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    )
    expect(page.get_by_text(f"File: {name}")).to_be_visible()
    expect(page.get_by_test_id("stProgress")).to_have_count(0)
    wait_until_loaded(page)


def test_a_mapped_spreadsheet_needs_no_questions_the_next_time(page, writable):
    address, url = writable
    page.set_viewport_size({"width": 1440, "height": 900})
    open_page(page, address)
    upload(page, "google.csv", GOOGLE_FORMS)
    page.get_by_role("combobox", name="State of work").click()
    page.get_by_role("option", name="All rows: Completed", exact=True).click()
    wait_until_loaded(page)
    page.get_by_role("button", name=COLUMNS).click()
    wait_until_loaded(page)
    expect(page.get_by_role("button", name=SAVE)).to_be_enabled()
    page.get_by_role("button", name=SAVE).click()
    expect(page.get_by_text("Saved: 3 added")).to_be_visible()
    assert uids_of(url, "Leaders webinar")
    page.get_by_role("button", name="Close").click()
    wait_until_loaded(page)

    april = GOOGLE_FORMS.replace(b"webinar", b"course").replace(b"3/14/2012", b"4/16/2012")
    upload(page, "april.csv", april)

    expect(page.get_by_role("button", name=COLUMNS)).to_have_count(0)
    expect(page.get_by_role("heading", name="Please answer")).to_have_count(0)
    expect(page.get_by_text("To add · 1")).to_be_visible()


def test_an_edited_workbook_is_uploaded_and_its_conflict_resolved(page, writable):
    address, url = writable
    open_page(page, address)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the workbook").click()
    data = download.value.path().read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Activities"]
    column_of = column_numbers(sheet)
    uid = sheet.cell(3, column_of["id"]).value
    empty = next(r for r in range(3, 1000) if sheet.cell(r, column_of["title"]).value is None)
    cells = {"title": "Workshop in Fiji", "kind": "Workshop", "lifecycle": "Completed"}
    cells |= {"groups": "ALP", "countries": "Fiji", "outcomes": "KI2.A.1"}
    cells |= {"started_on": date(2012, 3, 5), "women": 12}
    data = edit_workbook(data, set_cells(3, title="Our own name for it"), set_cells(empty, **cells))
    with read_transaction(engine_of(url)) as connection:
        stored = versions_of(connection, "activity", uid)[-1]
    theirs = stored.draft.model_copy(update={"title": "Their <b>name</b> for it", "note": "Seen"})
    amend(engine_of(url), uid, theirs, base_version=stored.version, reason="x", actor=LOCAL)
    upload(page, "ALP.xlsx", data)

    expect(page.get_by_text("To decide · 1")).to_be_visible()
    expect(page.get_by_text("Theirs: Their <b>name</b> for it")).to_be_visible()
    page.get_by_text("Yours: Our own name for it").click()
    page.get_by_role("button", name="Use these choices").click()
    save = page.get_by_role("button", name="Save 2 entries")
    expect(save).to_be_enabled()
    save.click()
    expect(page.get_by_text("A change needs a reason.")).to_be_visible()
    page.get_by_label("Why are entries changed").fill("Named as in the programme")
    page.get_by_label("Why are entries changed").press("Tab")
    save.click()

    expect(page.get_by_text("1 added, 1 changed")).to_be_visible()
    with read_transaction(engine_of(url)) as connection:
        saved = versions_of(connection, "activity", uid)[-1]
    assert (saved.version, saved.draft.note) == (stored.version + 2, "Seen")
    assert saved.draft.title == "Our own name for it"


def test_a_large_file_shows_its_progress_and_can_be_stopped(page, writable):
    address, url = writable
    rows = [f"Workshop number {n},2012-03-{1 + n % 28:02},Kenya,{n % 90}" for n in range(19_000)]
    before = imports(url)
    open_page(page, address)
    page.evaluate(STOP_AT_ONCE)
    large = "\n".join(["Title,First day,Countries,Participants", *rows]).encode()
    page.locator("input[type=file]").set_input_files(
        {"name": "large.csv", "mimeType": "text/csv", "buffer": large}
    )

    page.wait_for_function("() => window.steps.length > 0", timeout=150_000)
    expect(page.get_by_test_id("stProgress")).to_have_count(0)
    expect(page.get_by_test_id("stFileUploaderFile")).to_have_count(0)
    expect(page.get_by_role("heading", name="2. Upload")).to_be_visible()
    assert {step.removesuffix(" …") for step in page.evaluate("window.steps")} <= set(STEPS)
    assert imports(url) == before
