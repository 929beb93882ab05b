"""The frame around every page: the browser's tab, the language, the links to other languages."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from ifla_metrics.choices import Choices
from ifla_metrics.i18n import LANGUAGES
from ifla_metrics.ui import address
from ifla_metrics.ui.markup import Html, join, tag
from ifla_metrics.ui.middleware import LANGUAGE_COOKIE, NAME, language_of


def language() -> str:
    """Return the language to read in, by the same rule as `<html lang>`."""
    return language_of(
        asked=st.query_params.get("language", ""),
        cookie=st.context.cookies.get(LANGUAGE_COOKIE, ""),
        accepted=st.context.headers.get("accept-language", ""),
    )


def set_up(page_title: str) -> None:
    """Name the browser's tab and let the page use the whole width; the icon is in the head."""
    st.set_page_config(page_title=f"{page_title} · {NAME}", layout="wide")


def languages(choices: Choices) -> Html:
    """Return the links to the other languages: a new page load, so that `<html lang>` follows."""
    return tag("nav", join(_link(choices, code) for code in LANGUAGES), class_="im-languages")


def _link(choices: Choices, code: str) -> Html:
    if code == choices.language:
        return tag("b", code.upper(), lang=code)
    return tag(
        "a",
        code.upper(),
        href=f"?{address.of(replace(choices, language=code))}",
        lang=code,
        hreflang=code,
    )
