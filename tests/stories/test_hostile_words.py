"""Typed text stays text: it runs nothing, requests nothing and adds no element."""

import os

import pytest
from playwright.sync_api import expect

from ifla_metrics.access import LOCAL, Role
from ifla_metrics.models.drafts import PersonDraft, RemarkDraft, StoryDraft
from ifla_metrics.store.accounts.people import add_person
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.write.editions import save_template
from ifla_metrics.store.write.entries import amend, record
from ifla_metrics.store.write.evidence_files import save_evidence
from ifla_metrics.store.write.periods import lock_period
from ifla_metrics.ui.menu import MENU
from tests import databases
from tests.store.conftest import FRAMEWORK, draft
from tests.stories.conftest import wait_until_loaded
from tests.ui import server

pytestmark = pytest.mark.browser

EVIL = "http://evil.invalid"
PAYLOADS = (
    "<script>window.xss=1</script>",
    "<img src=x class=xss onerror=window.xss=1>",
    f"<img class=xss src={EVIL}/pixel.png>",
    "<svg class=xss onload=window.xss=1>",
    "<iframe class=xss src=javascript:parent.xss=1></iframe>",
    "</td></tr></table><b class=xss>out</b>",
    '"><b class=xss>attribute</b>',
    "'><b class=xss>attribute</b>",
    "</title><b class=xss>title</b>",
    "</style><b class=xss>style</b>",
    "</script><script>window.xss=1</script>",
    "<a class=xss href=javascript:window.xss=1>link</a>",
    "<details class=xss open ontoggle=window.xss=1>",
    "<video class=xss><source onerror=window.xss=1></video>",
    "<math class=xss><mi xlink:href=data:x,y>",
    "&lt;b class=xss&gt;twice&lt;/b&gt;",
    f"![pixel]({EVIL}/m.png)",
    f"[click]({EVIL}/link)",
    f"[click](javascript:alert(1)) <{EVIL}/auto>",
    "**strong-xss** and _em-xss_",
    "# heading-xss",
    ":red[colour-xss] :material/home:",
    "$\\href{javascript:alert(1)}{latex-xss}$",
    "{{7*7}} ${7*7} <%= 7*7 %>",
    "\u202egnp.exe \u2066<b class=xss>\u2069",
    "<style class=xss>*{display:none}</style>",
)
EFFECTS = """() => ({
    marked: document.querySelectorAll('.xss').length,
    markdown: [...document.querySelectorAll('strong, em, h1, h2, h3, span.katex')]
        .filter(e => /^(strong|em|heading|latex|colour)-xss$/.test(e.textContent.trim()))
        .length,
    links: [...document.querySelectorAll('a[href], img[src], iframe, form[action]')]
        .map(e => new URL(e.href || e.src || e.action, document.baseURI))
        .filter(url => url.protocol === 'javascript:' || url.hostname === 'evil.invalid').length,
    ran: window.xss === undefined ? 0 : 1,
})"""
NO_EFFECTS = {"marked": 0, "markdown": 0, "links": 0, "ran": 0}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    url = databases.copy_history(tmp_path_factory.mktemp("hostile") / "log.db")
    engine, uids = engine_of(url), []
    for number, payload in enumerate(PAYLOADS):
        texts = dict.fromkeys(("title", "description", "source"), payload)
        activity = draft(**texts, date_as_stated=payload[:100], date_precision="year")
        uid, version = record(engine, activity, actor=LOCAL)
        amended = activity.model_copy(update={"description": payload + " again"})
        amend(engine, uid, amended, base_version=version, reason=payload, actor=LOCAL)
        fields = {"framework": FRAMEWORK, "group": "ALP", "as_of": activity.ended_on}
        texts = dict.fromkeys(("title", "change", "for_whom"), payload)
        texts["evidence"] = "https://example.org/" + "".join(payload.split())
        record(engine, StoryDraft(node="KI2.A.3", **fields, **texts), actor=LOCAL)
        record(engine, RemarkDraft(subject="A5", why=payload, ask=payload, **fields), actor=LOCAL)
        add_person(engine, PersonDraft(name=payload[:80], role=Role.VIEWER), actor=LOCAL)
        if number < 4:
            lock_period(engine, FRAMEWORK, f"2009-Q{number + 1}", reason=payload, actor=LOCAL)
        save_template(engine, f"{number} {payload}"[:100], f"# {PAYLOADS[0]}", actor=LOCAL)
        uids.append(uid)
    save_evidence(engine, b"%PDF-1.7", name=PAYLOADS[1] + ".pdf", group="ALP", actor=LOCAL)
    with server.serve(url) as address:
        yield address, uids
    engine.dispose()


NIGHT = bool(os.environ.get("IFLA_NIGHT"))
BY_DAY = ("stories", "our-work", "table", "review", "people", "settings", "audit", "annual-report")
AT_NIGHT = (*(item.url_path for item in MENU if item.listed), "records?kind=story")
STEP = 5 if NIGHT else 14


def open_details(page):
    wait_until_loaded(page)
    page.evaluate("() => document.querySelectorAll('details').forEach(e => e.open = true)")
    expect(page.locator("details > [data-inside]")).to_have_count(0)
    page.wait_for_timeout(1000)  # The cells of a table are drawn last.


def test_typed_text_stays_text_on_every_page(page, hostile):
    address, uids = hostile
    dialogs, payloads_shown = [], 0
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for path in [
        *(AT_NIGHT if NIGHT else BY_DAY),
        *(f"activity?uid={uid}" for uid in uids[::STEP]),
    ]:
        page.goto(f"{address}/{path}")
        open_details(page)
        if path == "annual-report":  # A list has the names of the saved templates.
            templates = page.get_by_test_id("stSelectbox").filter(has_text="Template")
            templates.locator("input").click()
            expect(page.get_by_role("option").first).to_be_visible()
        text = page.locator("body").inner_text() + "".join(
            page.locator("[data-testid=stDataFrame] canvas").all_text_contents()
        )
        payloads_shown += sum(payload[:12] in text for payload in PAYLOADS)
        assert page.evaluate(EFFECTS) == NO_EFFECTS, path
    for payload in PAYLOADS[:: STEP + 1]:
        page.goto(f"{address}/our-work")
        open_details(page)
        box = page.get_by_label("Search: the beginning of any word")
        box.fill(payload)
        box.press("Enter")
        open_details(page)
        assert page.evaluate(EFFECTS) == NO_EFFECTS, payload
    assert dialogs == []
    assert payloads_shown >= len(PAYLOADS)  # A list has text only for its visible rows.
