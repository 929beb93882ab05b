"""Every word that a reader sees comes from a catalogue, and every catalogue has all of them."""

import ast
import re
import string

import pytest

from ifla_metrics.i18n import translate
from ifla_metrics.settings import ROOT
from tests.i18n import words

SCREEN = [
    *sorted((ROOT / "ifla_metrics" / "ui").rglob("*.py")),
    *sorted((ROOT / "pages").rglob("*.py")),
]
SHOWN = frozenset(
    {
        "button",
        "caption",
        "checkbox",
        "date_input",
        "dialog",
        "download_button",
        "error",
        "expander",
        "file_uploader",
        "form_submit_button",
        "header",
        "html",
        "info",
        "link_button",
        "markdown",
        "metric",
        "multiselect",
        "number_input",
        "pills",
        "popover",
        "progress",
        "radio",
        "segmented_control",
        "selectbox",
        "spinner",
        "status",
        "subheader",
        "success",
        "tabs",
        "text",
        "text_area",
        "text_input",
        "title",
        "toast",
        "toggle",
        "warning",
        "write",
        "Page",
        "notice",  # Ours.
    }
)
SHOWN_ATTRIBUTES = frozenset(
    {"title", "alt", "aria_label", "placeholder", "caption", "label", "help"}
)
LETTERS = re.compile(r"[^\W\d_]{2,}")


def holes(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("language", words.TRANSLATED)
def test_every_message_has_its_words(language):
    written = words.written(language)
    lacking = [
        message.id
        for message in words.found()
        if message.id
        and not (
            message.id in written
            and all(words.forms(written[message.id].string))
            and not written[message.id].fuzzy
        )
    ]

    assert not lacking, f"`make words` says which words wait: {lacking}"


@pytest.mark.parametrize("language", words.TRANSLATED)
def test_no_message_is_kept_that_nothing_says(language):
    said = words.found()

    assert [m.id for m in words.written(language) if m.id and m.id not in said] == []


@pytest.mark.parametrize("language", words.COMPILED)
def test_the_compiled_catalogue_is_that_of_the_written_one(language):
    compiled = words.po(language).with_suffix(".mo").read_bytes()

    assert compiled == words.as_mo(language), "run `make words`"


@pytest.mark.parametrize("language", words.TRANSLATED)
def test_a_translation_has_the_holes_of_its_message(language):
    for message in words.written(language):
        if not message.id:
            continue
        for translation in words.forms(message.string):
            assert holes(translation) == holes(words.forms(message.id)[-1]), message.id


def test_one_thing_and_several_take_the_forms_of_the_language():
    def counted(language, n):
        return translate(language).plural("{n} country", "{n} countries", n)

    assert [counted("en", n) for n in (0, 1, 2)] == ["0 countries", "1 country", "2 countries"]
    assert counted("fr", 0) == "0 pays"


@pytest.mark.parametrize("language", words.TRANSLATED)
def test_no_word_leaves_its_ending_to_the_reader(language):
    """Numbers and genders bend words by the catalogue's forms, not by "atteint(s)"."""
    open_ended = [
        form
        for message in words.written(language)
        for form in (*words.forms(message.id), *words.forms(message.string))
        if re.search(r"\w\((e|s|es|x|ne)\)", form)
    ]

    assert not open_ended


def test_keys_inside_a_lookup_are_no_messages():
    found = list(words.words_of_code(ast.parse('t(FORMULA["coverage"]); t("a" if x else "b")')))

    assert found == ["a", "b"]


@pytest.mark.parametrize("file", SCREEN, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_words_are_shown_that_are_not_in_the_catalogue(file):
    tree = ast.parse(file.read_text("utf-8"))
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        for shown in shown_by(call):
            assert not LETTERS.search(shown), f"{file.name}:{call.lineno} shows {shown!r}"


def shown_by(call):
    """The texts that a call puts on the screen as they stand."""
    called = ast.unparse(call.func)
    if called == "html" or called.startswith("log."):
        return  # `html` takes the name of a template.
    if called.rpartition(".")[2] not in SHOWN:
        return
    named = [k.value for k in call.keywords if k.arg in SHOWN_ATTRIBUTES]
    for argument in [*call.args[:1], *named]:
        yield from written_out(argument)


def written_out(shown):
    """The texts that an expression may be, but for what a function gives."""
    parts = {
        ast.JoinedStr: lambda: shown.values,
        ast.IfExp: lambda: [shown.body, shown.orelse],
        ast.BinOp: lambda: [shown.left, shown.right],
        ast.BoolOp: lambda: shown.values,
    }.get(type(shown), list)()
    if isinstance(shown, ast.Constant) and isinstance(shown.value, str):
        yield shown.value
    for part in parts:
        yield from written_out(part)


@pytest.mark.parametrize(
    "said",
    [
        'st.title("Hello")',
        'st.html(f"Hello {x}")',
        'st.button(x, help="Hello")',
        'line.popover("Hello")',
        'st.form_submit_button("Hello")',
        'st.error(t(x) if x else "Hello")',
    ],
)
def test_the_search_sees_words_that_bypass_the_catalogue(said):
    call = next(node for node in ast.walk(ast.parse(said)) if isinstance(node, ast.Call))

    assert any(LETTERS.search(shown) for shown in shown_by(call))


def test_what_is_counted_in_arabic_bends_after_11_to_99_and_not_after_100():
    """The catalogue's last forms are 100 to 102, then 11 to 99: only these take an accusative."""
    t, tanwin = translate("ar"), "\u064b"
    bent = [m for m in words.written("ar") if m.pluralizable and tanwin in words.forms(m.string)[4]]

    assert tanwin in t.plural("{n} activity has no count", "{n} activities have no count", 11)
    assert tanwin not in t.plural("{n} activity has no count", "{n} activities have no count", 100)
    assert [m.id for m in bent if tanwin not in words.forms(m.string)[5]] == []
