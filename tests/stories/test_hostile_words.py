"""Whatever somebody typed stays text: nothing runs, nothing is fetched, no element is made."""

import os

import pytest
from playwright.sync_api import expect

from ifla_metrics.access import LOCAL, Role
from ifla_metrics.models.drafts import PersonDraft, RemarkDraft, StoryDraft
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.editions import save_template
from ifla_metrics.store.entries import amend, record
from ifla_metrics.store.evidence_files import save_evidence
from ifla_metrics.store.people import add_person
from ifla_metrics.store.periods import lock_period
from ifla_metrics.ui.menu import MENU
from tests import databases
from tests.store.conftest import FRAMEWORK, draft
from tests.stories.conftest import at_rest
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
MADE = """() => ({
    marked: document.querySelectorAll('.xss').length,
    markdown: [...document.querySelectorAll('strong, em, h1, h2, h3, span.katex')]
        .filter(one => /^(strong|em|heading|latex|colour)-xss$/.test(one.textContent.trim()))
        .length,
    links: [...document.querySelectorAll('a[href], img[src], iframe, form[action]')]
        .map(one => new URL(one.href || one.src || one.action, document.baseURI))
        .filter(to => to.protocol === 'javascript:' || to.hostname === 'evil.invalid').length,
    ran: window.xss === undefined ? 0 : 1,
})"""
NOTHING = {"marked": 0, "markdown": 0, "links": 0, "ran": 0}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    url = databases.copy_history(tmp_path_factory.mktemp("hostile") / "log.db")
    engine, uids = engine_of(url), []
    for number, payload in enumerate(PAYLOADS):
        words = dict.fromkeys(("title", "description", "source"), payload)
        said = draft(**words, date_as_stated=payload[:100], date_precision="year")
        uid, version = record(engine, said, actor=LOCAL)
        again = said.model_copy(update={"description": payload + " again"})
        amend(engine, uid, again, base_version=version, reason=payload, actor=LOCAL)
        own = {"framework": FRAMEWORK, "group": "ALP", "as_of": said.ended_on}
        told = {"title": payload, "change": payload, "for_whom": payload, "evidence": payload}
        record(engine, StoryDraft(node="KI2.A.3", **own, **told), actor=LOCAL)
        record(engine, RemarkDraft(subject="A5", why=payload, ask=payload, **own), actor=LOCAL)
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
PAGES = [*(e.url_path for e in MENU if e.listed), "records?kind=story"] if NIGHT else BY_DAY
STEP = 5 if NIGHT else 14


def settled(page):
    at_rest(page)
    page.evaluate("() => document.querySelectorAll('details').forEach(one => one.open = true)")
    expect(page.locator("details > [data-inside]")).to_have_count(0)


def test_typed_text_stays_text_on_every_page(page, hostile):
    address, uids = hostile
    dialogs, shown = [], 0
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    places = [*PAGES, *(f"activity?uid={uid}" for uid in uids[::STEP])]
    for place in places:
        page.goto(f"{address}/{place}")
        settled(page)
        if place == "annual-report":  # The names of kept templates stand in a list to choose from.
            templates = page.get_by_test_id("stSelectbox").filter(has_text="Template")
            templates.locator("input").click()
            expect(page.get_by_role("option").first).to_be_visible()
        words = page.locator("body").inner_text() + "".join(
            page.locator("[data-testid=stDataFrame] canvas").all_text_contents()
        )
        shown += sum(payload[:12] in words for payload in PAYLOADS)
        assert page.evaluate(MADE) == NOTHING, place
    for payload in PAYLOADS[:: STEP + 1]:
        page.goto(f"{address}/our-work")
        settled(page)
        box = page.get_by_label("Search: the beginning of any word")
        box.fill(payload)
        box.press("Enter")
        settled(page)
        assert page.evaluate(MADE) == NOTHING, payload
    assert dialogs == []
    assert shown >= len(PAYLOADS)  # A list holds as text only the rows in view.
