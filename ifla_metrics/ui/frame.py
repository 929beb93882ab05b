"""The frame around every page: the browser's tab, the language, the links to other languages."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from ifla_metrics.access import Actor
from ifla_metrics.choices import Choices
from ifla_metrics.errors import NotReady
from ifla_metrics.i18n import LANGUAGES
from ifla_metrics.settings import database_url
from ifla_metrics.ui import address
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.markup import Html, join, tag
from ifla_metrics.ui.web.answers import LANGUAGE_COOKIE, language_of
from ifla_metrics.ui.web.pages import NAME

KEEP = "keep"
"""In the address of a link to another language: it was pressed here, and not sent by somebody."""


def language() -> str:
    """Return the language to read in, by the same rule as `<html lang>`."""
    return language_of(
        asked=st.query_params.get("language", ""),
        person=_of_person(),
        cookie=st.context.cookies.get(LANGUAGE_COOKIE, ""),
        accepted=st.context.headers.get("accept-language", ""),
    )


def set_up(page_title: str) -> None:
    """Name the browser's tab and let the page use the whole width; the icon is in the head."""
    st.set_page_config(page_title=f"{page_title} · {NAME}", layout="wide")


def _of_person() -> str:
    try:
        return actor().language
    except NotReady:  # The page says so before anything else.
        return ""


def keep_language(reader: Actor) -> None:
    """Keep a language with the person who pressed its link; a link that was sent changes nothing.

    The address is then as if it had been typed.
    """
    if KEEP not in st.query_params:
        return
    del st.query_params[KEEP]
    asked = st.query_params.get("language", "")
    if reader.person and asked in LANGUAGES and asked != reader.language:
        from ifla_metrics.store.database import engine_of
        from ifla_metrics.store.people import keep_language as keep

        keep(engine_of(database_url()), asked, actor=reader)


def languages(choices: Choices, reader: Actor) -> Html:
    """Return the links to the other languages: a new page load, so that `<html lang>` follows."""
    kept = f"&{KEEP}=1" if reader.person else ""
    links = join(_link(choices, code, kept) for code in LANGUAGES if code != choices.language)
    return tag("nav", links, class_="im-languages")


def _link(choices: Choices, code: str, kept: str) -> Html:
    return tag(
        "a",
        code.upper(),
        href=f"?{address.of(replace(choices, language=code))}{kept}",
        lang=code,
        hreflang=code,
    )
