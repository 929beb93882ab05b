"""Somebody else saved a version while the form was open: both are shown, field by field.

Nothing is overwritten. What only one of the two changed is taken from that one; where both did, the
reader chooses. The form then stands on the later version and can be saved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from ifla_metrics.errors import n_
from ifla_metrics.i18n import Translate
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.ui.forms import opened, unfinished
from ifla_metrics.ui.forms.checking import Basis, typed_of
from ifla_metrics.ui.forms.lists import Lists
from ifla_metrics.ui.forms.opened import Opened
from ifla_metrics.ui.forms.times import moment
from ifla_metrics.ui.forms.typed import Typed
from ifla_metrics.ui.markup import Html, tag
from ifla_metrics.ui.who import names, who

MINE, THEIRS = "mine", "theirs"
TITLES = {
    "title": n_("Title"),
    "when": n_("When?"),
    "countries": n_("Countries"),
    "groups": n_("Working groups"),
    "kind": n_("Kind"),
    "lifecycle": n_("State of work"),
    "framework": n_("Strategy"),
    "outcomes": n_("Outcomes"),
    "directions": n_("Directions and weights"),
    "people": n_("People"),
    "level": n_("Level"),
    "arena": n_("Arena"),
    "mode": n_("On site or remote"),
    "associations": n_("Library associations"),
    "description": n_("Description"),
    "evidence": n_("Evidence"),
}
PARTS = {
    "when": ("when", "reading"),
    "countries": ("countries", "asked"),
    "directions": ("directions", "shares", "primary"),
    "people": ("people", "women", "men", "lines"),
}
"""Fields that only make sense together are chosen together."""


def merged(
    mine: Typed, theirs: Typed, base: Typed, chosen: Mapping[str, str]
) -> tuple[Typed, dict[str, tuple[Typed, Typed]]]:
    """Return the two forms as one, and the fields that both changed, each otherwise.

    `chosen` settles those (MINE or THEIRS); an unsettled one stands at theirs, which is saved.
    """
    result, both = theirs, {}
    for name in TITLES:
        parts = PARTS.get(name, (name,))
        own, other, before = (_of(typed, parts) for typed in (mine, theirs, base))
        if own in (other, before):
            continue
        if other != before:
            both[name] = (mine, theirs)
            if chosen.get(name) != MINE:
                continue
        result = replace(result, **{part: getattr(mine, part) for part in parts})
    return result, both


def _of(typed: Typed, parts: tuple[str, ...]) -> tuple[object, ...]:
    return tuple(getattr(typed, part) for part in parts)


def draw(form: Opened, lists: Lists, t: Translate) -> None:
    """Show both versions of each field that both changed, and let the reader choose."""
    theirs = form.theirs
    if theirs is None or form.basis is None:
        return
    other = typed_of(theirs.draft, t, default=form.basis.typed.framework)
    _, both = merged(form.typed, other, form.basis.typed, {})
    with st.container(key="conflict"):
        st.html(
            tag("h2", t("Somebody else saved this activity while your form was open"))
            + tag(
                "p",
                t(
                    "{who} saved version {version} on {time}: “{reason}”. Nothing of theirs was "
                    "overwritten, and nothing of yours is lost.",
                    who=who(theirs.recorded_by, names(), t),
                    version=theirs.version,
                    time=moment(theirs.recorded_at, t),
                    reason=theirs.reason,
                ),
                class_="im-sub",
            )
        )
        for name, (mine, their) in both.items():
            sides = (shown(mine, name, lists, t), shown(their, name, lists, t))
            _choose(form, name, sides, t)
        if not both:
            st.html(tag("p", t("You changed other fields than they did: both can stand.")))
        with st.container(horizontal=True):
            st.button(
                t("Put both together and look again"),
                type="primary",
                key=form.widget("merge"),
                on_click=_merge,
                args=(form.subject, other, tuple(both), t),
            )
            st.button(
                t("Drop mine, keep theirs"),
                key=form.widget("take_theirs"),
                on_click=_drop,
                args=(form.subject, form.key),
            )
    unsettled = [n for n in both if not st.session_state.get(form.widget(f"choice_{n}"))]
    if form.trouble and unsettled:
        st.html(tag("p", form.trouble, class_="im-fault"))


def _choose(form: Opened, name: str, sides: tuple[str, str], t: Translate) -> None:
    st.html(
        tag("h4", t(TITLES[name]))
        + tag(
            "div",
            _side(t("Yours"), sides[0]),
            _side(t("Theirs"), sides[1]),
            class_="im-sides",
        )
    )
    words = {MINE: t("Take yours"), THEIRS: t("Take theirs")}
    st.segmented_control(
        t(TITLES[name]),
        list(words),
        format_func=words.__getitem__,
        key=form.widget(f"choice_{name}"),
        label_visibility="collapsed",
    )


def _side(whose: str, words: str) -> Html:
    return tag("div", tag("small", whose), tag("p", words or "–"))


def shown(typed: Typed, name: str, lists: Lists, t: Translate) -> str:
    """Return what a field of a form says, in words."""
    value = getattr(typed, name)
    if name == "countries":
        return ", ".join([*(lists.country(c, t) for c in value), *typed.asked])
    if name == "directions":
        strategy = typed.framework
        names = [lists.node(f"{strategy} {code}") for code in value or ()]
        shares = [t("{n} %", n=share) for _, share in typed.shares or ()]
        main = lists.node(f"{strategy} {typed.primary}") if typed.primary else ""
        return t("; ").join(filter(None, (", ".join(names), " / ".join(shares), main)))
    if name == "people":
        if typed.lines:
            return t("; ").join(
                " ".join(filter(None, (line.number, lists.country(line.country, t), line.gender)))
                for line in typed.lines
            )
        return " / ".join(filter(None, (typed.people, typed.women, typed.men)))
    if name == "framework":
        return lists.frameworks[value].title if value in lists.frameworks else ""
    if isinstance(value, tuple):
        return ", ".join(lists.name(name, code, t) for code in value)
    return lists.name(name, value, t) if value else ""


def _merge(subject: str, theirs: Typed, both: tuple[str, ...], t: Translate) -> None:
    form = opened.current(subject)
    if form is None or form.theirs is None or form.basis is None:
        return
    chosen = {name: st.session_state.get(form.widget(f"choice_{name}")) for name in both}
    if not all(chosen.values()):
        opened.change(subject, trouble=t("Please choose for each field first."))
        return
    picked = {name: str(value) for name, value in chosen.items()}
    result, _ = merged(form.typed, theirs, form.basis.typed, picked)
    draft: ActivityDraft = form.theirs.draft
    renewed = opened.put(
        replace(
            form,
            typed=replace(result, reason=form.typed.reason),
            basis=Basis(draft, theirs),
            base_version=form.theirs.version,
            theirs=None,
            trouble="",
            turn=form.turn + 1,
        )
    )
    unfinished.keep(renewed)


def _drop(subject: str, key: str) -> None:
    unfinished.forget(key)
    opened.close(subject)
