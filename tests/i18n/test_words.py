"""Every visible text comes from a message catalogue, and no catalogue lacks a message."""

import ast
import re
import string

import pytest

from ifla_metrics.i18n import translate
from ifla_metrics.settings import ROOT
from tests.i18n import words
from tests.i18n.french import french_spacing

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
    "notice",  # From this package.
}
SHOWN_ATTRIBUTES = {"title", "alt", "aria_label", "placeholder", "caption", "label", "help"}
LETTERS = re.compile(r"[^\W\d_]{2,}(?![\w-]*\[)")  # `:orange-badge[` is Streamlit Markdown.


def placeholders(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("language", words.COMPILED)
def test_catalogues_are_complete_and_compiled(language):
    translated = {m.id for m in words.load(language) if all(words.forms(m.string)) and not m.fuzzy}
    messages = {m.id for m in words.extract() if m.id}

    assert translated - messages - {""} == set(), "run `make words`"
    if language in words.TRANSLATED:
        assert messages - translated == set(), "run `make words`"
    compiled = words.po_path(language).with_suffix(".mo").read_bytes()
    assert compiled == words.compile_catalog(language), "run `make words`"


@pytest.mark.parametrize("language", words.TRANSLATED)
def test_translations_keep_placeholders_and_have_no_optional_endings(language):
    for message in filter(lambda message: message.id, words.load(language)):
        expected = placeholders(words.forms(message.id)[-1])
        for translation in words.forms(message.string):
            assert placeholders(translation) == expected, message.id
            assert not re.search(r"\w\((e|s|es|x|ne)\)", translation), translation


def test_streamlit_calls_show_only_catalogue_messages():
    for file in SCREEN:
        assert untranslated_texts(file.read_text("utf-8")) == [], file
    code = 'line.popover("Hello")\nst.button(x, help=t(y) if y else f"Hello {x}")'
    assert untranslated_texts(code) == ["Hello", "Hello "]


def untranslated_texts(code):
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    return [text for call in calls for text in shown_texts(call) if LETTERS.search(text)]


def shown_texts(call):
    function = ast.unparse(call.func)
    # Plain `html` takes the name of a template, `self.title` the name of a code list.
    if (
        function in ("html", "self.title")
        or function.startswith("log.")
        or function.rpartition(".")[2] not in SHOWN
    ):
        return
    keywords = [k.value for k in call.keywords if k.arg in SHOWN_ATTRIBUTES]
    for argument in [*call.args[:1], *keywords]:
        yield from literals(argument)


def literals(node):
    """Yield the string literals in an expression, except inside calls."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr | ast.IfExp | ast.BinOp | ast.BoolOp):
        for part in ast.iter_child_nodes(node):
            yield from literals(part)


def test_arabic_counted_nouns_are_accusative_from_11_to_99_only():
    t, tanwin = translate("ar"), "\u064b"
    plurals = [words.forms(m.string) for m in words.load("ar") if m.pluralizable]

    assert tanwin in t.plural("{n} activity", "{n} activities", 11)
    assert tanwin not in t.plural("{n} activity", "{n} activities", 100)
    assert [forms for forms in plurals if tanwin in forms[4] and tanwin not in forms[5]] == []


def test_french_punctuation_has_no_breaking_spaces():
    texts = [form for message in words.load("fr") for form in words.forms(message.string)]

    assert [text for text in texts if french_spacing(text) != text] == [], "run `make words`"
