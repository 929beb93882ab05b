import re

from ifla_metrics.ui.web import pages

SHEET = pages.asset("style.css").decode()


def test_the_sheet_uses_no_colour_that_is_not_declared():
    declared = set(re.findall(r"--([a-z0-9-]+): light-dark", SHEET))
    words = {f"word-{name}" for name in pages.WORDS}

    assert set(re.findall(r"var\(--([a-z0-9-]+)", SHEET)) - {"c"} - words <= declared
