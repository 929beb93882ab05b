import re

import pytest

from ifla_metrics.i18n import translate
from ifla_metrics.ui.markup import as_markdown, evidence_list, markdown_link
from ifla_metrics.ui.web import pages


@pytest.mark.parametrize("typed", ["https://example.org/a", "HTTP://x.org", "www.example.org"])
def test_a_typed_url_does_not_become_a_link(typed):
    markdown = as_markdown(f"see {typed}").replace("\\", "")

    assert typed not in markdown
    assert markdown.replace("\u2060", "") == f"see {typed}"


def test_no_character_of_a_url_ends_its_link():
    hostile = "http://a) ![pixel](http://evil.invalid/p.png)> <b>"

    assert markdown_link("Report", hostile) == (
        "[Report](<http://a)%20![pixel](http://evil.invalid/p.png)%3E%20%3Cb%3E>)"
    )


@pytest.mark.parametrize(
    ("address", "markdown"),
    [
        ("https://example.org/a?b=1", "](<https://example.org/a?b=1>)"),
        ("evidence:abc/../x", "[Evidence file](</evidence/abc%2F..%2Fx>)"),
        ("javascript:alert(1)", "- javascript\\:alert(1)"),
        ("ftp://example.org", "- ftp\\:"),
        ("<b>report</b>", "- \\<b\\>report\\</b\\>"),
        ("http://[", "\\["),
        ("https://a.org, https://b.org", "- https\\:"),
    ],
)
def test_only_web_pages_and_stored_files_become_links(address, markdown):
    assert markdown in evidence_list([address], translate("en"))


def test_the_stylesheet_declares_every_colour_it_uses():
    css = pages.asset("style.css").decode()
    declared = {*re.findall(r"--([a-z0-9-]+): light-dark", css), "c"}
    declared |= {f"word-{name}" for name in pages.WIDGET_WORDS}

    assert set(re.findall(r"var\(--([a-z0-9-]+)", css)) <= declared


@pytest.mark.parametrize(
    ("typed", "markdown"), [("2012. A year", "2012\\. A year"), ("a\n- b\n===", "a\n\\- b\n\\===")]
)
def test_typed_lines_become_no_list_and_no_heading(typed, markdown):
    assert as_markdown(typed) == markdown
