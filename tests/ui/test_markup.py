import pytest

from ifla_metrics.ui.markup import as_markdown, evidence_href, markdown_link


@pytest.mark.parametrize(
    "typed", ["https://example.org/a", "HTTP://example.org", "www.example.org"]
)
def test_an_address_that_was_typed_is_parted_so_that_it_becomes_no_link(typed):
    words = as_markdown(f"see {typed}").replace("\\", "")

    assert typed not in words
    assert words.replace("\u2060", "") == f"see {typed}"


def test_no_sign_in_an_address_ends_its_link():
    hostile = "http://a) ![pixel](http://evil.invalid/p.png)> <b>"

    assert markdown_link("Report", hostile) == (
        "[Report](<http://a)%20![pixel](http://evil.invalid/p.png)%3E%20%3Cb%3E>)"
    )


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "ftp://example.org/a", "https:", "http://[", "a"]
)
def test_only_a_web_page_or_a_kept_file_is_a_link_to_evidence(address):
    assert evidence_href(address) == ""
    assert evidence_href("https://example.org/a") == "https://example.org/a"
