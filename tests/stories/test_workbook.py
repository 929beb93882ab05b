"""A group takes its workbook, works offline, and sends it back while somebody else was at work."""

import io
from datetime import date

import openpyxl
import pytest
from playwright.sync_api import expect

from ifla_metrics.access import LOCAL
from ifla_metrics.intake.preparing import STEPS
from ifla_metrics.store.activities import amend_activity
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.versions import activity
from tests.store.conftest import close
from tests.ui import house

pytestmark = pytest.mark.browser
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A step may be over before anybody asks for it from outside: the page itself looks, and stops.
STOP_AT_ONCE = """() => {
  window.steps = [];
  new MutationObserver(() => {
    const said = document.querySelector('[data-testid=stProgress]')?.textContent.trim();
    if (!said || window.steps.includes(said)) return;
    const stop = [...document.querySelectorAll('button')].find(b => b.innerText.trim() === 'Stop');
    if (!stop) return;
    if (!window.steps.length) stop.click();
    window.steps.push(said);
  }).observe(document.body, {childList: true, subtree: true, characterData: true});
}"""


@pytest.fixture
def own(tmp_path):
    """A server on a log of its own, and the URL of that log."""
    url = house.copy_of_the_history(tmp_path / "log.sqlite3")
    with house.served(url) as address:
        yield address, url
    close(url)


def test_a_workbook_goes_round_with_one_conflict(page, own, tmp_path):
    address, url = own
    page.goto(f"{address}/workbook?framework=2010-2015")
    # The first page after a start waits for everything to be loaded.
    expect(page.locator("h1")).to_have_text("Workbook", timeout=150_000)
    expect(page.get_by_test_id("stFileUploaderDropzoneInput")).to_be_attached()
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the workbook").click()
    book = openpyxl.load_workbook(io.BytesIO(waiting.value.path().read_bytes()))
    sheet = book["Activities"]
    columns = {str(cell.value).removesuffix(" *"): cell.column for cell in sheet[1]}
    uid = sheet.cell(2, columns["Id"]).value
    empty = next(r for r in range(2, 1000) if sheet.cell(r, columns["Title"]).value is None)

    sheet.cell(2, columns["Title"]).value = "Our own name for it"
    for title, value in {
        "Title": "Workshop in Fiji",
        "First day": date(2012, 3, 5),
        "Countries": "Fiji",
        "Women": 12,
        "Outcomes": "KI2.A.1",
        "Directions and weights": "SD2",
    }.items():
        sheet.cell(empty, columns[title]).value = value
    with reading(engine_of(url)) as connection:
        stands = activity(connection, uid)
    theirs = stands.draft.model_copy(update={"title": "Their <b>name</b> for it", "note": "Seen"})
    amend_activity(
        engine_of(url), uid, theirs, base_version=stands.version, reason="x", actor=LOCAL
    )
    out = io.BytesIO()
    book.save(out)
    page.locator("input[type=file]").set_input_files(
        {"name": "ALP.xlsx", "mimeType": XLSX, "buffer": out.getvalue()}
    )

    expect(page.get_by_text("1 would be added, 1 conflict")).to_be_visible()
    expect(page.get_by_role("cell", name="Their <b>name</b> for it")).to_be_visible()
    apply = page.get_by_role("button", name="Apply")
    expect(apply).to_be_disabled()
    page.get_by_text("Take my file’s").click()
    expect(page.get_by_role("button", name="Apply 2 changes")).to_be_enabled()
    apply.click()
    expect(page.get_by_text("A change needs a reason.")).to_be_visible()
    page.get_by_label("Why is it changed?").fill("Named as in the programme")
    page.get_by_label("Why is it changed?").press("Tab")
    apply.click()

    expect(page.locator(".im-done")).to_contain_text("1 entry added, 1 changed")
    expect(page.locator(".im-counts")).to_contain_text("before:")
    with reading(engine_of(url)) as connection:
        found = activity(connection, uid)
    assert (found.version, found.draft.title, found.draft.note) == (
        stands.version + 2,
        "Our own name for it",
        "Seen",
    )

    page.get_by_role("button", name="Send another file").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "ALP.xlsx", "mimeType": XLSX, "buffer": out.getvalue()}
    )
    expect(page.get_by_text("The log has all of this already")).to_be_visible()


def test_a_large_file_shows_what_becomes_of_it_and_can_be_stopped(page, own):
    address, url = own
    rows = [f"Workshop number {n},2012-03-{1 + n % 28:02},Kenya,{n % 90}" for n in range(19_000)]
    page.goto(f"{address}/workbook?framework=2010-2015")
    expect(page.get_by_test_id("stFileUploaderDropzoneInput")).to_be_attached(timeout=150_000)
    page.evaluate(STOP_AT_ONCE)
    page.locator("input[type=file]").set_input_files(
        {
            "name": "large.csv",
            "mimeType": "text/csv",
            "buffer": "\n".join(["Title,First day,Countries,Participants", *rows]).encode(),
        }
    )

    page.wait_for_function("() => window.steps.length > 0", timeout=150_000)
    expect(page.get_by_test_id("stProgress")).to_have_count(0)
    expect(page.get_by_test_id("stFileUploaderFile")).to_have_count(0)
    expect(page.get_by_role("heading", name="2. Send it back")).to_be_visible()
    assert {said.removesuffix(" …") for said in page.evaluate("window.steps")} <= set(STEPS)
    with reading(engine_of(url)) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM applied_import").scalar() == 0
