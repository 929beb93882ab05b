"""Board, group, secretariat and reminder name the same reports for one period and one day."""

import re
from collections import Counter
from dataclasses import replace

from ifla_metrics.choices import Choices
from ifla_metrics.ui import sources
from tests.pages.forms import Reader
from tests.pages.test_pages import links, text

OWNERS = {
    "ALP": "ALP",
    "ILP-AG": "Leaders advisory group",
    "OA-TF": "Open access taskforce",
    "CR-WG": "Copyright working group",
}
NAMED = re.compile(r"([A-Z]\d) [^<\n]+, ([^,:<\n]+): due on")


def of_board(figure):
    """What Overview says of each group: "5 reports for 3 indicators"."""
    findings = figure.table.frame["finding"]
    told = (re.fullmatch(r"(.+): (\d+ .+) overdue since .+", f) for f in findings)
    return {found[1]: found[2] for found in told if found}


def of_progress(figure):
    """How many reports of each indicator Progress calls overdue."""
    frame = figure.table.frame
    return {c: n for c, n in zip(frame["indicator"], frame["reports_missing"], strict=True) if n}


CHOSEN = {"period": "2011-2012", "known_on": "2012-12"}


def test_every_page_names_the_same_reports_and_says_its_period(history):
    choices = Choices("2010-2015", **CHOSEN)
    whole = replace(choices, direction="")
    overview, indicators = (
        sources.figure(name, whole)[0] for name in ("needs-the-board", "indicator-bullets")
    )
    board, progress = of_board(overview), of_progress(indicators)
    review, quality = (Reader(page, **choices.query()) for page in ("review", "quality"))
    [about] = re.findall(r"Reports for periods up to .+?\.$", text(review.app), re.M)
    total = re.search(r"^(\d+ .+?) (?:is|are) overdue", review.html, re.M)[1]
    assert about in overview.subtitle
    assert about in indicators.subtitle
    assert f"{total} " in indicators.subtitle

    named = Counter()
    for group, name in OWNERS.items():
        work = Reader("our-work", group=group, **choices.query()).app
        page, title = text(work), work.title[0].value
        assert about in page
        if name not in board:
            assert "overdue" not in title
            continue
        assert re.match(f"{board[name]} (is|are) overdue", title)
        assert any(label.endswith(f": {board[name]}") for label, _ in links(quality.app))
        review.field("reminder_group").set_value(group)
        letter = review.run().app.code[0].value
        late = letter.partition(f"Overdue: {board[name]}.\n")[2].partition("\n\n")[0]
        assert about in letter
        assert set(NAMED.findall(late)) <= set(NAMED.findall(page))
        named += Counter(code for code, _ in NAMED.findall(late))
    assert named == progress
    assert int(total.split()[0]) == sum(progress.values())
    assert f"for {len(progress)} indicator" in total
