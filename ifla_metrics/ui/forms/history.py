"""The history of an activity: every version with who, when, why, and what it changed."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ifla_metrics.exchange.differences import differences
from ifla_metrics.i18n import Translate
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.store.versions import Version
from ifla_metrics.ui.changed import changed
from ifla_metrics.ui.forms.lists import Lists
from ifla_metrics.ui.forms.times import moment
from ifla_metrics.ui.markup import Html, tag
from ifla_metrics.ui.who import names, who

Versions = Sequence[Version[ActivityDraft]]


def draw(versions: Versions, lists: Lists, t: Translate) -> None:
    """Show the versions, the latest first, each with what differs from the one before it."""
    known = names()
    st.html(
        tag(
            "ol",
            *(
                _version(
                    version,
                    versions[place - 1] if place else None,
                    lists,
                    t,
                    by=who(version.recorded_by, known, t),
                )
                for place, version in reversed(list(enumerate(versions)))
            ),
            class_="im-versions",
            reversed=True,
        )
    )


def _version(
    version: Version[ActivityDraft],
    before: Version[ActivityDraft] | None,
    lists: Lists,
    t: Translate,
    *,
    by: str,
) -> Html:
    return tag(
        "li",
        tag("b", _what(version, before, t)),
        tag(
            "small",
            t(
                "version {number}, {who}, {time}",
                number=version.version,
                who=by,
                time=moment(version.recorded_at, t),
            ),
        ),
        tag("p", t("“{words}”", words=version.reason), class_="im-reason")
        if version.reason
        else Html(),
        _changes(version, before, lists, t),
        value=version.version,
    )


def _what(
    version: Version[ActivityDraft], before: Version[ActivityDraft] | None, t: Translate
) -> str:
    if before is None:
        return t("Logged")
    if version.withdrawn:
        return t("Withdrawn")
    return t("Restored") if before.withdrawn else t("Amended")


def _changes(
    version: Version[ActivityDraft],
    before: Version[ActivityDraft] | None,
    lists: Lists,
    t: Translate,
) -> Html:
    if before is None:
        return Html()
    found = differences(before.draft, version.draft, t, names=lists.name)
    return changed(found, t) if found else Html()
