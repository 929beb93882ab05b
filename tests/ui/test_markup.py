from ifla_metrics.ui.markup import Html, join, tag


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
