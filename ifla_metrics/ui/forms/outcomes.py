"""The outcomes of the form, and the directions that they propose."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import streamlit as st

from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.ui.forms import directions, fields, opened
from ifla_metrics.ui.forms.checking import Form
from ifla_metrics.ui.forms.lists import Lists
from ifla_metrics.ui.forms.opened import Opened
from ifla_metrics.ui.forms.typed import Typed

IN_FORCE = ""


def draw(form: Opened, typed: Typed, read: Form, lists: Lists, t: Translate) -> Typed:
    """Show the outcomes of the strategy in force, then the directions they serve, to be changed."""
    framework = read.framework
    options = choices(framework, typed.groups)
    if options:
        typed = replace(typed, outcomes=_outcomes(form, framework, options, t))
        fields.faults(form, read, "outcomes")
    typed = _directions(form, typed, read, t)
    fields.faults(form, read, "directions")
    with st.popover(t("Shares, main direction, strategy"), type="tertiary"):
        typed = _strategy(form, typed, lists, t)
        return _shares(form, typed, read, t)


def choices(framework: Framework, groups: Collection[str] = ()) -> dict[str, str]:
    """Return the outcomes there are, each with the part of the strategy that it belongs to.

    Where a part has none below it, it is itself what an activity can advance. Those that `groups`
    own come first: a telephone shows seven at once.
    """
    directions_level = framework.direction_level.key
    parents = {node.parent for node in framework.nodes}
    found: dict[str, str] = {}
    own: dict[str, bool] = {}
    for node in framework.nodes:
        if node.level != directions_level and node.code not in parents:
            above = framework.node(node.parent) if node.parent else None
            row = f" ({above.short_title})" if above and above.level != directions_level else ""
            found[f"{framework.id} {node.code}"] = f"{node.short_title}{row}"
            own[f"{framework.id} {node.code}"] = any(
                part.owner in groups for part in framework.lineage(node.code)
            )
    return {code: found[code] for code in sorted(found, key=lambda code: not own[code])}


def _outcomes(
    form: Opened, framework: Framework, options: dict[str, str], t: Translate
) -> tuple[str, ...]:
    own = [c for c in form.typed.outcomes if c in options]
    others = tuple(c for c in form.typed.outcomes if c not in options)
    key = fields.seed(form, f"outcomes_{framework.id}", own)
    picked = st.multiselect(
        t("What did it advance?"),
        list(options),
        format_func=options.__getitem__,
        key=key,
        placeholder=t("Outcomes of “{strategy}”", strategy=framework.short_title),
        select_all=False,
    )
    return (*others, *picked)


def _directions(form: Opened, typed: Typed, read: Form, t: Translate) -> Typed:
    """Show the directions; as long as nobody chose others they follow the outcomes."""
    framework = read.framework
    known = {d.code: d.short_title for d in framework.directions}
    from_outcomes = _proposed(read, typed)
    chosen = [code for code in known if code in (typed.directions or ())]
    own = bool(chosen) or typed.directions == ()
    key = form.widget(f"directions_{framework.id}")
    if not own:
        st.session_state[key] = list(from_outcomes)
    else:
        fields.seed(form, f"directions_{framework.id}", chosen)
    st.pills(
        t(framework.direction_level.plural),
        list(known),
        selection_mode="multi",
        format_func=known.__getitem__,
        key=key,
        on_change=_chosen,
        args=(form.subject, key),
    )
    if own and tuple(st.session_state[key] or ()) != from_outcomes and from_outcomes:
        st.button(
            t("Take those of the outcomes"),
            key=form.widget("as_proposed"),
            type="tertiary",
            on_click=_as_proposed,
            args=(form.subject, key),
        )
    elif from_outcomes:
        fields.read_back(t("Proposed from the outcomes; change them if you know better."))
    return typed


def _proposed(read: Form, typed: Typed) -> tuple[str, ...]:
    day = read.when.days.started_on if read.when.days else None
    codes = [o.split(" ", 1)[1] for o in typed.outcomes if o.startswith(f"{read.framework.id} ")]
    return directions.proposed(read.framework, codes, day)


def _chosen(subject: str, key: str) -> None:
    form = opened.current(subject)
    if form and key in st.session_state:
        picked = tuple(st.session_state[key] or ())
        opened.change(subject, typed=replace(form.typed, directions=picked, shares=None))


def _as_proposed(subject: str, key: str) -> None:
    form = opened.current(subject)
    if form:
        st.session_state.pop(key, None)
        opened.change(subject, typed=replace(form.typed, directions=None, shares=None, primary=""))


def _strategy(form: Opened, typed: Typed, lists: Lists, t: Translate) -> Typed:
    options = {IN_FORCE: t("The one in force at its dates")}
    options |= {f.id: f.title for f in lists.frameworks.values()}
    return replace(typed, framework=fields.one(form, "framework", t("Strategy"), options))


def _shares(form: Opened, typed: Typed, read: Form, t: Translate) -> Typed:
    """Show the shares of the directions in per cent, and which is the main one."""
    served = read.directions
    if len(served) < 2:
        return replace(typed, shares=None, primary="")
    key = fields.seed(form, "unequal", typed.shares is not None)
    shares = None
    if st.toggle(t("Not in equal parts"), key=key):
        said = dict(typed.shares or ())
        equal = _equal(served)
        told = []
        for code in served:
            field = fields.seed(form, f"share_{code}", said.get(code, equal[code]))
            name = read.framework.node(code).short_title
            label = t("{direction}: share in %", direction=name)
            told.append((code, st.text_input(label, key=field) or ""))
        shares = tuple(told)
    options = {"": t("None")} | {code: read.framework.node(code).short_title for code in served}
    key = form.widget("primary")
    if st.session_state.get(key, typed.primary) not in options:
        st.session_state[key] = ""
    primary = fields.one(form, "primary", t("Main direction"), options)
    return replace(typed, shares=shares, primary=primary)


def _equal(served: Sequence[str]) -> dict[str, str]:
    return {
        code: directions.as_percent(weight)
        for code, weight in directions.shares(tuple(served), None).weights.items()
    }
