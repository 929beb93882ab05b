"""What a reader sees when something was done, fails or is empty: a sentence, never a traceback."""

import logging
import re
import secrets
import traceback
from collections.abc import Callable

import streamlit as st

from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.ui.markup import as_markdown

_BREAKS = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")

DONE = "done_words"
"""Session key of what was done last, shown once."""

log = logging.getLogger("ifla_metrics")


def show(error: IflaMetricsError, t: Translate) -> None:
    """Show an error raised on purpose: it already says what is wrong and what helps."""
    notice(error.translate(t))


def notice(words: str) -> None:
    """Show one plain sentence in place of what could not be shown."""
    st.warning(as_markdown(words))


def attempt(
    t: Translate, done: str, write: Callable[..., object], *args: object, **kwargs: object
) -> None:
    """Write, and show the page anew with what was done; or say why not."""
    try:
        write(*args, **kwargs)
    except IflaMetricsError as refused:
        show(refused, t)
    else:
        st.session_state[DONE] = done
        st.rerun()


def show_done() -> None:
    """Say once what was done last."""
    if done := st.session_state.pop(DONE, ""):
        st.success(as_markdown(done))


def log_error(error: BaseException) -> str:
    """Log an error with its traceback as one entry; return the number that it has there."""
    number = secrets.token_hex(3)
    trace = _BREAKS.sub("\n    | ", "".join(traceback.format_exception(error)).strip())
    log.error("Unexpected error %s\n    | %s", number, trace)
    return number


def on_script_error(error: Exception) -> bool:
    """Show a plain sentence with a number, and log the traceback under that number."""
    number = log_error(error)
    t = translate(st.context.cookies.get("ifla_language", ""))
    notice(
        t(
            "This page could not be shown. Please tell the secretariat this number: {number}.",
            number=number,
        )
    )
    return True
