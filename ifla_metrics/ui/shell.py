"""Shared parts of pages: check of rights, choices, translation, title, buttons and banner."""

import time
from collections.abc import Collection
from datetime import UTC, datetime

import streamlit as st

from ifla_metrics import access
from ifla_metrics.access import Actor
from ifla_metrics.choices import Choices
from ifla_metrics.i18n import FIGURE_LANGUAGES, LANGUAGES, Translate, translate
from ifla_metrics.ui import filters, page_data
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.markup import as_markdown

EDIT_DELAY = 0.3
"""Seconds to wait for the last edit of a table."""
PRESSED = "pressed_button"
"""Session key: the key of the button that was pressed."""
EMPTY_LOG_COMMANDS = """\
export IFLA_DATABASE_URL=sqlite:///own-log.db
python -m ifla_metrics init --empty
streamlit run app.py"""


def require(right: access.Right) -> None:
    """Raise NotAllowed unless the reader has a right (an editor: for one of their groups).

    Call it first on every page.
    """
    reader = actor()
    access.require(reader, right, reader.groups)


def choices() -> Choices:
    """Return the choices of this run's reader."""
    return filters.choices()


def t() -> Translate:
    """Return the translation to the chosen language, or to the browser's before any choice."""
    return translate(filters.language())


def title(text: str, *, intro: str = "") -> None:
    """Show the title of the page and an introductory sentence."""
    st.title(as_markdown(text.removesuffix(".")), anchor=False)
    if intro:
        st.markdown(as_markdown(intro))


def button_after_edits(label: str, *, key: str, primary: bool = True) -> bool:
    """Show a button for a page with an editable table; return whether it was pressed.

    The browser sends the last edit of a table 0.15 s late, so a press waits for it. That edit
    reruns the script, which would lose the press: the session keeps it until the run has ended.
    """
    st.button(
        label,
        key=key,
        type="primary" if primary else "secondary",
        on_click=st.session_state.update,
        args=({PRESSED: key},),
    )
    if st.session_state.get(PRESSED) != key:
        return False
    time.sleep(EDIT_DELAY)
    forget_press()  # If an edit has arrived, Streamlit reruns the script before this line.
    return True


def forget_press() -> None:
    """Forget which button was pressed. Call it when the run has ended."""
    st.session_state.pop(PRESSED, None)


def utc_time(at: datetime, t: Translate) -> str:
    """Return a time such as "24 Nov 2026, 19:20 UTC"."""
    in_utc = at.astimezone(UTC)
    return f"{t.date(in_utc.date(), 'medium')}, {in_utc:%H:%M} UTC"


def language_buttons() -> None:
    """Show a button for each other language; scripts/widgets.js then sets `<html lang>`."""
    for code in LANGUAGES:
        if code != choices().language:
            st.button(
                translate(code).language_name(code),
                key=f"language_{code}",
                type="tertiary",
                on_click=filters.change_choices,
                kwargs={"language": code},
            )


def choose_print_language(label: str, default: str) -> str:
    """Let the reader choose the language of a figure or report to print."""
    return st.segmented_control(
        label,
        FIGURE_LANGUAGES,
        default=default,
        required=True,
        format_func=t().language_name,
        key=f"print_language_{default}",
    )


def demonstration_banner(reader: Actor, names: Collection[str], t: Translate) -> None:
    """Show how much of the data is invented, if any is.

    `names` are the choices that the page depends on.
    """
    sentence = page_data.demonstration(choices())
    if not sentence:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="demonstration"):
        st.markdown(sentence, width="content")
        if "documented_only" in names:
            st.button(
                t("Real data only"),
                key="real_only",
                type="tertiary",
                on_click=filters.change_choices,
                kwargs={"documented_only": "1"},
            )
        empty_log = t("Start an empty log")
        if reader == access.LOCAL and st.button(empty_log, key="start_empty", type="tertiary"):
            st.dialog(empty_log)(_explain_empty_log)(t)


def _explain_empty_log(t: Translate) -> None:
    st.markdown(
        t(
            "Stop the tool and name a new database file; this one stays as it is. On Windows "
            'write `$env:IFLA_DATABASE_URL = "sqlite:///own-log.db"` in the first line. Use '
            "`--documented-only` instead of `--empty` to start with the real history."
        )
    )
    st.code(EMPTY_LOG_COMMANDS, language=None, wrap_lines=True)  # Colours would be too pale.
