"""The two fields of a story in the form of an activity, and what the receipt says of it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from ifla_metrics.i18n import Translate
from ifla_metrics.text import clean
from ifla_metrics.ui.forms import fields
from ifla_metrics.ui.forms.checking import Form
from ifla_metrics.ui.forms.opened import Opened
from ifla_metrics.ui.forms.typed import Typed
from ifla_metrics.ui.markup import tag


def draw(form: Opened, typed: Typed, read: Form, t: Translate) -> Typed:
    """Show the two fields; an activity that is amended has its stories on a page of their own."""
    if form.subject:
        return typed
    story = fields.area(
        form,
        "story",
        t("A story: what changed for whom?"),
        placeholder=t("Two sentences for the Board. Please name no private person."),
    )
    fields.faults(form, read, "story")
    whom = typed.story_for
    if clean(story):
        whom = fields.text(
            form, "story_for", t("For whom?"), placeholder=t("Public librarians in Nepal")
        )
        fields.faults(form, read, "story_for")
    return replace(typed, story=story, story_for=whom)


def kept(t: Translate) -> None:
    """Say on the receipt that the story is with it, and where it stands."""
    words = t("Your story stands with it, among the stories of change.")
    st.html(tag("p", tag("a", words, href="stories", target="_self")))
