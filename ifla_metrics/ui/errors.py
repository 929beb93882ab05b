"""Messages to the reader: a sentence when something succeeds or fails, never a traceback."""

import logging
import secrets
import traceback
from collections.abc import Callable

import streamlit as st

from ifla_metrics.errors import IflaMetricsError, n_
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.ui.markup import as_markdown

SUCCESS = "success_message"
"""Session key of the message to show once after a successful write."""

log = logging.getLogger("ifla_metrics")


def show(error: IflaMetricsError, t: Translate) -> None:
    """Show an error raised on purpose; its message is written for the reader."""
    notice(error.translate(t))


def notice(text: str) -> None:
    """Show a sentence in place of what cannot be shown."""
    st.warning(as_markdown(text))


def attempt(
    t: Translate, success: str, write: Callable[..., object], *args: object, **kwargs: object
) -> None:
    """Call `write`; rerun the page with the success message, or show why it failed."""
    try:
        write(*args, **kwargs)
    except IflaMetricsError as error:
        show(error, t)
    else:
        st.session_state[SUCCESS] = success
        st.rerun()


def show_success() -> None:
    """Show the message of the last successful write, once."""
    if success := st.session_state.pop(SUCCESS, ""):
        st.success(as_markdown(success))


def log_error(error: BaseException) -> str:
    """Log an error with its traceback; return the number of the log entry.

    Every line is indented, so that text in the error cannot pass for a log entry of its own.
    """
    number = secrets.token_hex(3)
    lines = "".join(traceback.format_exception(error)).strip().splitlines()
    log.error("Unexpected error %s\n    | %s", number, "\n    | ".join(lines))
    return number


def on_script_error(error: Exception) -> bool:
    """Log an unexpected error, and show a sentence with the number of the log entry.

    Return True: the error is handled, and Streamlit shows nothing of its own.
    """
    number = log_error(error)
    t = translate(st.context.cookies.get("ifla_language", ""))
    message = n_("This page could not be shown. Please tell the secretariat this number: {number}.")
    notice(t(message, number=number))
    return True
