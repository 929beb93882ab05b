"""Every word that a reader sees comes from a catalogue, and every catalogue has all of them."""

import ast
import re
import string

import pytest

from ifla_metrics.i18n import translate
from ifla_metrics.settings import ROOT
from tests.i18n import words
from tests.i18n.french import set_well

SCREEN = [
    *sorted((ROOT / "ifla_metrics" / "ui").rglob("*.py")),
    *sorted((ROOT / "pages").rglob("*.py")),
]
SHOWN = {
    *("button", "caption", "checkbox", "date_input", "dialog", "download_button", "error"),
    *("expander", "file_uploader", "form_submit_button", "header", "html", "info", "link_button"),
    *("markdown", "metric", "multiselect", "number_input", "pills", "popover", "progress", "radio"),
    *("segmented_control", "selectbox", "spinner", "status", "subheader", "success", "tabs"),
    *("text", "text_area", "text_input", "title", "toast", "toggle", "warning", "write", "Page"),
    "notice",  # Ours.
}
SHOWN_ATTRIBUTES = {"title", "alt", "aria_label", "placeholder", "caption", "label", "help"}
LETTERS = re.compile(r"[^\W\d_]{2,}(?![\w-]*\[)")  # `:orange-badge[` is a mark of Streamlit.


def holes(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("language", words.COMPILED)
def test_every_message_has_its_words_and_no_other_is_kept(language):
    written = {m.id for m in words.written(language) if all(words.forms(m.string)) and not m.fuzzy}
    found = {m.id for m in words.found() if m.id}

    assert written - found - {""} == set(), "run `make words`"
    if language in words.TRANSLATED:
        assert found - written == set(), "run `make words`"


@pytest.mark.parametrize("language", words.COMPILED)
def test_the_compiled_catalogue_is_that_of_the_written_one(language):
    compiled = words.po(language).with_suffix(".mo").read_bytes()

    assert compiled == words.as_mo(language), "run `make words`"


@pytest.mark.parametrize("language", words.TRANSLATED)
def test_a_translation_has_the_holes_of_its_message_and_leaves_no_ending_to_the_reader(language):
    for message in filter(lambda one: one.id, words.written(language)):
        for translation in words.forms(message.string):
            assert holes(translation) == holes(words.forms(message.id)[-1]), message.id
            assert not re.search(r"\w\((e|s|es|x|ne)\)", translation), translation


def test_no_words_are_shown_that_are_not_in_the_catalogue():
    for file in SCREEN:
        assert bypassing(file.read_text("utf-8")) == [], file
    assert bypassing('line.popover("Hello")\nst.button(x, help=t(y) if y else f"Hello {x}")') == [
        "Hello",
        "Hello ",
    ]


def bypassing(code):
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    return [shown for call in calls for shown in shown_by(call) if LETTERS.search(shown)]


def shown_by(call):
    called = ast.unparse(call.func)
    # `html` alone takes the name of a template, the title of a code book the name of a list.
    if (
        called in ("html", "self.title")
        or called.startswith("log.")
        or called.rpartition(".")[2] not in SHOWN
    ):
        return
    named = [k.value for k in call.keywords if k.arg in SHOWN_ATTRIBUTES]
    for argument in [*call.args[:1], *named]:
        yield from written_out(argument)


def written_out(shown):
    """The texts that an expression may be, but for what a function gives."""
    if isinstance(shown, ast.Constant) and isinstance(shown.value, str):
        yield shown.value
    elif isinstance(shown, ast.JoinedStr | ast.IfExp | ast.BinOp | ast.BoolOp):
        for part in ast.iter_child_nodes(shown):
            yield from written_out(part)


def test_what_is_counted_in_arabic_bends_after_11_to_99_and_not_after_100():
    t, tanwin = translate("ar"), "\u064b"
    bent = [m for m in words.written("ar") if m.pluralizable and tanwin in words.forms(m.string)[4]]

    assert tanwin in t.plural("{n} activity", "{n} activities", 11)
    assert tanwin not in t.plural("{n} activity", "{n} activities", 100)
    assert [m.id for m in bent if tanwin not in words.forms(m.string)[5]] == []


def test_no_line_breaks_before_a_mark_in_the_french_catalogue():
    shown = [form for message in words.written("fr") for form in words.forms(message.string)]

    assert [form for form in shown if set_well(form) != form] == [], "run `make words`"
