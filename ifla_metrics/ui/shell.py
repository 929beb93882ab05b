"""What every page shares: the check of rights, choices, translation, title and banner."""

import time
from collections.abc import Collection
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st
from babel import dates

from ifla_metrics import access
from ifla_metrics.access import Actor, Right
from ifla_metrics.choices import Choices
from ifla_metrics.errors import NotAllowed
from ifla_metrics.i18n import FIGURE_LANGUAGES, LANGUAGES, Translate, translate
from ifla_metrics.ui import errors, filters, sources
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.markup import as_markdown

LATE_EDIT = 0.3
"""Seconds after which an edit of a table has arrived."""
PRESSED = "pressed_button"
"""Session key of the button whose press is kept until the page was shown."""
NEW_DATABASE = """\
export IFLA_DATABASE_URL=sqlite:///own-log.db
python -m ifla_metrics init --empty
streamlit run app.py"""
"""The commands that begin another database; this one stays as it is."""


def require(right: access.Right) -> None:
    """End the page unless the reader has the right (an editor: for an own group).

    The first line of every page.
    """
    reader = actor()
    try:
        access.require(reader, right, reader.groups)
    except NotAllowed as refused:
        errors.show(refused, t())
        forget_press()
        st.stop()


def choices() -> Choices:
    """Return what the reader of this run has chosen."""
    return filters.choices()


def t() -> Translate:
    """Return the words of the reader's language: as chosen; before that, as the browser says."""
    chosen = filters.is_chosen()
    return translate(choices().language if chosen else filters.browser_language())


def title(words: str, *, lede: str = "") -> None:
    """Open the page with its answer and a sentence."""
    st.title(as_markdown(words.removesuffix(".")), anchor=False)
    if lede:
        st.markdown(as_markdown(lede))


def button(words: str, *, key: str, primary: bool = True) -> bool:
    """Show a button of a page with an editable table; return whether it was pressed.

    A table sends its last edit 0.15 s late: the press is answered after that. An edit starts the
    script again, and Streamlit forgets the press; here it is kept until the page was shown.
    """
    st.button(
        words,
        key=key,
        type="primary" if primary else "secondary",
        on_click=st.session_state.update,
        args=({PRESSED: key},),
    )
    if st.session_state.get(PRESSED) != key:
        return False
    time.sleep(LATE_EDIT)
    forget_press()  # An edit that arrived meanwhile starts the script again here, with the press.
    return True


def forget_press() -> None:
    """Forget which button was pressed: the page was shown to its end, or failed."""
    st.session_state.pop(PRESSED, None)


def local_time(at: datetime, t: Translate) -> str:
    """Return "24 Nov 2026, 19:20" in the reader's time zone, else in UTC (which it then says)."""
    try:
        zone = ZoneInfo(st.context.timezone or "")
    except (ZoneInfoNotFoundError, ValueError):
        zone = None
    here = at.astimezone(zone or UTC)
    words = f"{t.date(here.date(), 'medium')}, {dates.format_time(here, 'HH:mm', locale=t.locale)}"
    return words if zone else f"{words} UTC"


def languages() -> None:
    """Show a button for each other language.

    The page's script gives `<html lang>` the language of the address (scripts/widgets.js).
    """
    for code in LANGUAGES:
        if code != choices().language:
            st.button(
                translate(code).language_name(code),
                key=f"language_{code}",
                type="tertiary",
                on_click=filters.change_choices,
                kwargs={"language": code},
            )


def language_of_print(label: str, own: str) -> str:
    """Let the reader choose the language of a figure or a report, which begins as `own`."""
    return st.segmented_control(
        label,
        FIGURE_LANGUAGES,
        default=own,
        required=True,
        format_func=t().language_name,
        key=f"print_language_{own}",
    )


def demonstration_banner(reader: Actor, names: Collection[str], t: Translate) -> None:
    """Say how much of what counts is invented; nothing where nothing is.

    `names` are the choices that the page depends on.
    """
    sentence = sources.demonstration(choices())
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
        empty_log = t("Start with an empty log")
        if access.allowed(reader, Right.LOAD_HISTORY) and st.button(
            empty_log, key="start_empty", type="tertiary"
        ):
            st.dialog(empty_log)(_explain_empty_log)(t)


def _explain_empty_log(t: Translate) -> None:
    st.markdown(
        t(
            "Stop the tool and name a new database file; this one stays as it is. On Windows "
            'write `$env:IFLA_DATABASE_URL = "sqlite:///own-log.db"` in the first line. Use '
            "`--documented-only` instead of `--empty` to start with the real history."
        )
    )
    st.code(NEW_DATABASE, language="shell", wrap_lines=True)
