"""What a reader sees when something fails: a plain sentence, never a trace; the log has that."""

from __future__ import annotations

import logging
import secrets

import streamlit as st

from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.ui.markup import tag

LANGUAGE_COOKIE = "ifla_language"

log = logging.getLogger("ifla_metrics")


def say(error: IflaMetricsError, t: Translate) -> None:
    """Show an error raised on purpose: it already says what is wrong and what helps."""
    notice(error.say(t))


def notice(words: str) -> None:
    """Show one plain sentence in place of what could not be shown."""
    st.html(tag("p", words, class_="im-notice", role="status"))


def on_script_error(error: Exception) -> bool:
    """Show a plain sentence with a number, and write the trace under that number to the log."""
    number = secrets.token_hex(3)
    log.error("Unexpected error %s", number, exc_info=error)
    t = translate(st.context.cookies.get(LANGUAGE_COOKIE, ""))
    notice(
        t(
            "This page could not be shown. Please tell the secretariat this number: {number}.",
            number=number,
        )
    )
    return True
