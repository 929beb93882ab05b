import pytest

from ifla_metrics.ui.markup import Html, as_markdown, join, markdown_link, tag


def test_plain_text_inside_an_element_cannot_become_markup():
    assert tag("p", "<script>alert(1)</script> & more") == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; more</p>"
    )


def test_an_element_inside_an_element_stays_one():
    assert tag("p", tag("b", "5 < 6")) == "<p><b>5 &lt; 6</b></p>"


def test_a_quotation_mark_cannot_end_an_attribute():
    assert tag("a", "x", href='" onclick="steal()') == (
        '<a href="&quot; onclick=&quot;steal()">x</a>'
    )


def test_an_attribute_without_a_value_is_left_out_and_one_that_is_true_stands_alone():
    assert tag("a", class_=None, download=True, hidden=False) == "<a download></a>"


def test_text_between_parts_is_escaped_too():
    assert join([Html("<i>a</i>"), "b"], between=" < ") == "<i>a</i> &lt; b"


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
