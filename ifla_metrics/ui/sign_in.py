"""Signing in and out as a reader sees it: the page before all others, and the name in the row."""

from __future__ import annotations

import streamlit as st

from ifla_metrics.access import LOCAL, Actor
from ifla_metrics.i18n import Translate
from ifla_metrics.ui import auth, trouble
from ifla_metrics.ui.auth import SESSION_COOKIE, Mode, cookie, is_unverified
from ifla_metrics.ui.markup import Html, tag
from ifla_metrics.ui.web.pages import NAME


def draw(t: Translate) -> None:
    """Show the page of those who are not signed in, with what went wrong when they tried."""
    st.title(t("Sign in to {name}", name=NAME), anchor=False)
    if reason := _why(t):
        trouble.notice(reason)
    if auth.by_provider():
        names = auth.providers()
        for name in names or [""]:
            words = t("Sign in with {provider}", provider=name) if len(names) > 1 else t("Sign in")
            if st.button(words, type="primary", key=f"sign_in_{name}"):
                st.login(name or None)
    st.caption(
        t(
            "Without an account, ask the secretariat for a personal link. "
            "It signs you in once, without a password."
        )
    )


def control(reader: Actor, t: Translate) -> Html:
    """Return the reader's name with the way out; nothing where nobody signs in."""
    if auth.mode() is Mode.SIGN_IN:
        name = tag("b", reader.shown) if reader.shown else Html("")
        return _form(name, t("Sign out"), "/sign-in/out", class_="im-who")
    if reader.person and reader != LOCAL:
        mark = tag("b", t("You act as {name}", name=reader.shown))
        return _form(mark, t("Stop"), "/sign-in/act", class_="im-who im-acting")
    return Html("")


def _form(words: Html, button: str, address: str, *, class_: str) -> Html:
    press = tag("button", button, type="submit", class_="im-link")
    return tag("form", words, press, method="post", action=address, class_=class_)


def _why(t: Translate) -> str:
    claims = auth.claims_of(st.user.to_dict()) if auth.by_provider() else {}
    if claims and is_unverified(claims):
        return t("Your provider has not verified your e-mail address, so it cannot be used here.")
    if claims or cookie(st.context.cookies, SESSION_COOKIE):
        return t(
            "Your sign-in has ended, or you have no access. Sign in again, or ask the "
            "secretariat to add you."
        )
    return ""
