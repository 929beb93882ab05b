"""What an activity advanced: its strategy, its outcomes, and its directions with their shares."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import streamlit as st

from ifla_metrics.errors import Message, n_
from ifla_metrics.framework import Framework
from ifla_metrics.imports.cells import percent_of, weights_from_percents
from ifla_metrics.imports.row_reader import alignment_drafts
from ifla_metrics.imports.rows import CellError
from ifla_metrics.models.drafts import ActivityDraft, equal_weights
from ifla_metrics.ui.forms.fields import Field
from ifla_metrics.ui.forms.open_form import Values, update_values
from ifla_metrics.ui.forms.widgets import View, show_understood

# The strategy


def framework_on(day: date | None, frameworks: Mapping[str, Framework], default: str) -> Framework:
    """Return the newest framework in force on a day; else one with a period that contains it."""
    in_force = [f for f in frameworks.values() if day and f.starts_on <= day <= f.ends_on]
    with_period = (f for f in frameworks.values() if day and any(day in p for p in f.periods))
    return max(in_force or with_period, key=lambda f: f.starts_on, default=frameworks[default])


def framework_of(draft: ActivityDraft, preferred: str = "") -> str:
    """Return the framework of an activity: `preferred` if it names it; "" if it names none."""
    frameworks = [alignment.framework for alignment in draft.alignments]
    frameworks += [contribution.framework for contribution in draft.contributions]
    return preferred if preferred in frameworks or not frameworks else frameworks[-1]


# Parse


def codes_of(framework: str, outcomes: Iterable[str]) -> tuple[str, ...]:
    """Return the codes that belong to one framework; each is given as "FRAMEWORK CODE"."""
    pairs = (outcome.partition(" ") for outcome in outcomes)
    return tuple(code for owner, _, code in pairs if owner == framework)


def direction_titles(framework: Framework, base: ActivityDraft | None) -> dict[str, str]:
    """Return the directions to choose from: those of the framework and those stored in `base`."""
    titles = {d.code: d.short_title for d in framework.directions}
    for alignment in base.alignments if base else ():
        if alignment.framework == framework.id:
            titles.setdefault(alignment.direction, alignment.direction)
    return titles


def parse_weights(
    values: Values, framework: str, available: Iterable[str], proposed: tuple[str, ...]
) -> tuple[dict[str, int], Message | None]:
    """Return the weights of the directions in 1200ths, and what is wrong with their shares.

    Choices made in another framework are ignored.
    """
    chosen, shares = values["directions"], dict(values["shares"])
    chosen_here = codes_of(framework, chosen or ())
    directions = tuple(code for code in available if code in chosen_here)
    if chosen is None or (chosen and not directions):
        directions = proposed
    try:
        percents = {code: shares.get(f"{framework} {code}") for code in directions}
        return weights_from_percents(percents), None
    except CellError as error:
        return equal_weights(directions), error.message


def draft_fields(
    values: Values, framework: Framework, weights: Mapping[str, int], base: ActivityDraft | None
) -> dict[str, Any]:
    """Return the contributions and alignments of the draft.

    Those that `base` has in other frameworks are kept; other choices there are dropped.
    """
    stored, stored_alignments = (base.contributions, base.alignments) if base else ((), ())
    other_alignments = [a for a in stored_alignments if a.framework != framework.id]
    own_weights = {(framework.id, code): weight for code, weight in weights.items() if weight}
    pairs = [tuple(outcome.partition(" ")[::2]) for outcome in values["outcomes"]]
    stored_pairs = {(c.framework, c.outcome) for c in stored}
    chosen = [pair for pair in pairs if pair[0] == framework.id or pair in stored_pairs]
    primary = values["primary"].partition(" ")[::2]
    return {
        # Not drafts, so that an invalid code is a fault of the activity.
        "contributions": [{"framework": owner, "outcome": code} for owner, code in chosen],
        "alignments": (*other_alignments, *alignment_drafts(own_weights, [primary])),
    }


def form_values(draft: ActivityDraft, preferred: str) -> dict[str, Any]:
    """Return the form values of a stored draft, in framework `preferred` if it names it."""
    framework = framework_of(draft, preferred)
    alignments = [a for a in draft.alignments if a.framework == framework]
    weights = {f"{framework} {a.direction}": a.weight for a in alignments}
    shares = tuple((code, percent_of(weight)) for code, weight in weights.items())
    primary = (f"{framework} {a.direction}" for a in alignments if a.is_primary)
    return {
        "framework": framework,
        "outcomes": tuple(f"{c.framework} {c.outcome}" for c in draft.contributions),
        "directions": tuple(weights),
        "shares": () if weights == equal_weights(weights) else shares,
        "primary": next(primary, ""),
    }


# Outcomes


def outcome_titles(framework: Framework) -> dict[str, str]:
    """Return the outcomes to choose from, each with the element that it belongs to.

    An element without outcomes can be chosen itself.
    """
    top = framework.direction_level.key
    parents = {node.parent for node in framework.nodes}
    leaves = [n for n in framework.nodes if n.level != top and n.code not in parents]
    titles = {}
    for node in leaves:
        parent = framework.node(node.parent) if node.parent else None
        element = f" ({parent.short_title})" if parent and parent.level != top else ""
        titles[f"{framework.id} {node.code}"] = f"{node.short_title}{element}"
    return titles


def show_outcomes(view: View, field: Field) -> None:
    """Show the outcomes of the activity's framework, and those stored from other frameworks."""
    with st.container():
        options = outcome_titles(view.parsed.framework)
        for outcome in view.form.initial["outcomes"]:
            options.setdefault(outcome, view.code_book.node(outcome))
        if options:
            view.show_field(field, options)


# Directions


def show(view: View, field: Field) -> None:
    """Show the directions: those proposed by the outcomes until the reader chooses others."""
    form, t, framework = view.form, view.t, view.parsed.framework
    titles = direction_titles(framework, form.base.draft if form.base else None)
    directions = tuple(view.parsed.weights)
    key = form.widget(f"directions_{framework.id}")
    if set(st.session_state.get(key) or ()) != set(directions):
        st.session_state[key] = list(directions)
    st.pills(
        t(framework.direction_level.plural),
        list(titles),
        selection_mode="multi",
        default=list(directions),
        format_func=titles.__getitem__,
        key=key,
        on_change=_update_directions,
        args=(form.session_key, key, framework.id),
    )
    with st.container():
        if directions and directions == view.parsed.proposed:
            show_understood(t("Proposed from the outcomes; change them if you know better."))
    view.show_faults(field.name)
    with st.popover(t("Shares, main direction, strategy"), type="tertiary"):
        default = n_("The strategy in force on its dates")
        frameworks = {f.id: f.title for f in view.code_book.frameworks.values()}
        view.show_field(Field("framework", n_("Strategy"), default, "choice"), frameworks)
        if len(directions) > 1:
            _show_shares(view, {f"{framework.id} {code}": titles[code] for code in directions})


def _update_directions(session_key: str, key: str, framework: str) -> None:
    chosen = tuple(f"{framework} {code}" for code in st.session_state[key] or ())
    update_values(session_key, directions=chosen, shares=())


def _show_shares(view: View, titles: Mapping[str, str]) -> None:
    """Show the share of each direction in per cent, and the choice of the main direction."""
    form, t = view.form, view.t
    # Other directions get other widgets, which start empty.
    prefix, shares = "-".join(titles), dict(form.values["shares"])
    keys = {code: form.widget(f"{prefix}_share_{code}") for code in titles}
    st.caption(t("Equal parts, as long as no share is filled in."))
    for code, title in titles.items():
        st.number_input(
            t("{direction}: share in %", direction=title),
            min_value=0.0,
            max_value=100.0,
            value=shares.get(code),
            step=None,
            format="%g",
            key=keys[code],
            on_change=_update_shares,
            args=(form.session_key, keys),
        )
    view.show_field(Field("primary", n_("Main direction"), n_("None"), "choice"), titles)


def _update_shares(session_key: str, keys: Mapping[str, str]) -> None:
    shares = ((code, st.session_state.get(key)) for code, key in keys.items())
    filled = tuple((code, share) for code, share in shares if share is not None)
    update_values(session_key, shares=filled)
