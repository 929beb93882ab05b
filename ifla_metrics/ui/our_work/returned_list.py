"""What came back with a comment, and what is unfinished: the next thing to do about each."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlencode

import streamlit as st

from ifla_metrics.exchange.columns import OF_RECORD
from ifla_metrics.i18n import Translate
from ifla_metrics.settings import database_url
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.form_drafts import FormDraft, unfinished
from ifla_metrics.store.review import Item, returned
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.forms.session import title_of
from ifla_metrics.ui.forms.times import moment
from ifla_metrics.ui.markup import Html, tag

ACTIVITY = "activity"


def read(groups: Collection[str]) -> tuple[list[Item], list[FormDraft]]:
    """Return what was returned to the groups, and the unfinished forms of the reader."""
    with reading(engine_of(database_url())) as connection:
        return returned(connection, groups), unfinished(connection, actor=actor())


def draw(items: list[Item], forms: list[FormDraft], t: Translate) -> None:
    """Show what was returned with its comment, and unfinished forms; nothing when there is none."""
    if items:
        st.html(
            tag("h2", t("Returned to you"))
            + tag("ul", *(_returned(item, t) for item in items), class_="im-entries")
        )
    if forms:
        st.html(
            tag("h2", t("Unfinished"))
            + tag("ul", *(_form(form, t) for form in forms), class_="im-entries")
        )


def address_of(kind: str, uid: str, *, framework: str = "", language: str = "") -> str:
    """Return the address of the page of an activity or a record."""
    if kind == ACTIVITY:
        return "activity?" + urlencode({"uid": uid, "language": language})
    said = {"kind": kind, "record": uid, "framework": framework, "language": language}
    return "records?" + urlencode({name: value for name, value in said.items() if value})


def _returned(item: Item, t: Translate) -> Html:
    kind = t("Activity") if item.kind == ACTIVITY else t(OF_RECORD[item.kind].title)
    href = address_of(item.kind, item.uid, framework=item.framework, language=t.language)
    return tag(
        "li",
        tag("a", item.title, href=href, target="_self"),
        tag("span", kind, class_="im-small"),
        tag("p", item.comment, class_="im-comment") if item.comment else "",
    )


def _form(form: FormDraft, t: Translate) -> Html:
    href = f"activity?{urlencode({'uid': form.subject})}" if form.subject else "log"
    when = moment(form.saved_at, t) if form.saved_at else ""
    return tag(
        "li",
        tag("a", title_of(form) or t("no title yet"), href=href, target="_self"),
        tag("span", t("kept on {time}", time=when), class_="im-small"),
    )
