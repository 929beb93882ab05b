"""What an activity advanced: its strategy, its outcomes, its directions with their shares."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import streamlit as st

from ifla_metrics.errors import Message, n_
from ifla_metrics.framework import Framework
from ifla_metrics.imports.cells import percent_of, weights_from_percents
from ifla_metrics.imports.row_reader import alignment_drafts
from ifla_metrics.imports.rows import CellError
from ifla_metrics.models.drafts import ActivityDraft, ContributionDraft, equal_weights
from ifla_metrics.ui.forms.fields import Field
from ifla_metrics.ui.forms.open_form import Values, update_values
from ifla_metrics.ui.forms.widgets import View, read_back

# The strategy


def in_force(day: date | None, frameworks: Mapping[str, Framework], default: str) -> Framework:
    """Return the strategy in force on a day: the youngest one; else one with a period for it."""
    every = frameworks.values()
    of_day = [f for f in every if day and f.starts_on <= day <= f.ends_on]
    of_day = of_day or [f for f in every if day and any(day in period for period in f.periods)]
    return max(of_day, key=lambda f: f.starts_on, default=frameworks[default])


def strategy_of(draft: ActivityDraft, preferred: str = "") -> str:
    """Return the strategy that an activity names, the preferred one if it does; "" for none."""
    named = [part.framework for part in draft.alignments]
    named += [part.framework for part in draft.contributions]
    return preferred if preferred in named or not named else named[-1]


# Read


def codes_of(framework: str, outcomes: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of one strategy among outcomes written "FRAMEWORK CODE"."""
    pairs = (outcome.partition(" ") for outcome in outcomes)
    return tuple(code for strategy, _, code in pairs if strategy == framework)


def direction_choices(framework: Framework, base: ActivityDraft | None) -> dict[str, str]:
    """Return the directions of a strategy by code, with those that an amended version has had."""
    titles = {d.code: d.short_title for d in framework.directions}
    for alignment in base.alignments if base else ():
        if alignment.framework == framework.id:
            titles.setdefault(alignment.direction, alignment.direction)
    return titles


def read(
    values: Values, framework: str, offered: Iterable[str], proposed: tuple[str, ...]
) -> tuple[dict[str, int], Message | None]:
    """Return the weights of the directions in 1200ths, and what is wrong with their shares.

    What was chosen of another strategy says nothing of this one.
    """
    picked, shares = values["directions"], dict(values["shares"])
    own = codes_of(framework, picked or ())
    chosen = tuple(code for code in offered if code in own)
    served = proposed if picked is None or (picked and not chosen) else chosen
    try:
        return weights_from_percents({c: shares.get(f"{framework} {c}") for c in served}), None
    except CellError as wrong:
        return equal_weights(served), wrong.message


def drafts(
    values: Values, framework: Framework, weights: Mapping[str, int], base: ActivityDraft | None
) -> dict[str, Any]:
    """Return outcomes and directions as the draft has them, with those stored of other strategies.

    What was chosen before another strategy was is left out.
    """
    name, stored = framework.id, base.contributions if base else ()
    of_others = [one for one in (base.alignments if base else ()) if one.framework != name]
    own = {(name, code): weight for code, weight in weights.items() if weight}
    pairs = (outcome.partition(" ") for outcome in values["outcomes"])
    chosen = [ContributionDraft(framework=of, outcome=code) for of, _, code in pairs]
    return {
        "contributions": tuple(c for c in chosen if c.framework == name or c in stored),
        "alignments": (*of_others, *alignment_drafts(own, [values["primary"].partition(" ")[::2]])),
    }


def answers(draft: ActivityDraft, preferred: str) -> dict[str, Any]:
    """Return what a stored draft says as the form shows it, in `preferred` if it names that one."""
    strategy = strategy_of(draft, preferred)
    own = [a for a in draft.alignments if a.framework == strategy]
    weights = {f"{strategy} {a.direction}": a.weight for a in own}
    shares = tuple((code, percent_of(weight)) for code, weight in weights.items())
    return {
        "framework": strategy,
        "outcomes": tuple(f"{c.framework} {c.outcome}" for c in draft.contributions),
        "directions": tuple(weights),
        "shares": () if weights == equal_weights(weights) else shares,
        "primary": next((f"{strategy} {a.direction}" for a in own if a.is_primary), ""),
    }


# Outcomes


def outcome_choices(framework: Framework) -> dict[str, str]:
    """Return the outcomes there are, each with the element of the strategy that it belongs to.

    An element without outcomes can be advanced itself.
    """
    top = framework.direction_level.key
    parents = {node.parent for node in framework.nodes}
    leaves = [n for n in framework.nodes if n.level != top and n.code not in parents]
    names = {}
    for node in leaves:
        above = framework.node(node.parent) if node.parent else None
        element = f" ({above.short_title})" if above and above.level != top else ""
        names[f"{framework.id} {node.code}"] = f"{node.short_title}{element}"
    return names


def ask_outcomes(view: View, field: Field) -> None:
    """Ask for the outcomes of the activity's strategy, and show those stored of another one."""
    with st.container():
        options = outcome_choices(view.read.framework)
        for outcome in view.form.opened_with["outcomes"]:
            options.setdefault(outcome, view.code_book.node(outcome))
        if options:
            view.ask(field, options)


# Directions


def ask(view: View, field: Field) -> None:
    """Show the directions: as proposed by the outcomes until the reader chooses others."""
    form, t, framework = view.form, view.t, view.read.framework
    titles = direction_choices(framework, form.base.draft if form.base else None)
    served = tuple(view.read.weights)
    key = form.widget(f"directions_{framework.id}")
    if set(st.session_state.get(key) or ()) != set(served):
        st.session_state[key] = list(served)
    st.pills(
        t(framework.direction_level.plural),
        list(titles),
        selection_mode="multi",
        default=list(served),
        format_func=titles.__getitem__,
        key=key,
        on_change=_take_directions,
        args=(form.session_key, key, framework.id),
    )
    with st.container():
        if served and served == view.read.proposed:
            read_back(t("Proposed from the outcomes; change them if you know better."))
    view.show_faults(field.name)
    with st.popover(t("Shares, main direction, strategy"), type="tertiary"):
        usual = n_("The strategy in force on its dates")
        strategies = {f.id: f.title for f in view.code_book.frameworks.values()}
        view.ask(Field("framework", n_("Strategy"), usual, "choice"), strategies)
        if len(served) > 1:
            _ask_shares(view, {f"{framework.id} {code}": titles[code] for code in served})


def _take_directions(session_key: str, key: str, framework: str) -> None:
    chosen = tuple(f"{framework} {code}" for code in st.session_state[key] or ())
    update_values(session_key, directions=chosen, shares=())


def _ask_shares(view: View, titles: Mapping[str, str]) -> None:
    """Ask for the shares of several directions in per cent, and which is the main one."""
    form, t = view.form, view.t
    # Other directions have other widgets, which begin empty.
    chosen, shares = "-".join(titles), dict(form.values["shares"])
    keys = {code: form.widget(f"{chosen}_share_{code}") for code in titles}
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
            on_change=_take_shares,
            args=(form.session_key, keys),
        )
    view.ask(Field("primary", n_("Main direction"), n_("None"), "choice"), titles)


def _take_shares(session_key: str, keys: Mapping[str, str]) -> None:
    typed = ((code, st.session_state.get(key)) for code, key in keys.items())
    update_values(session_key, shares=tuple((c, s) for c, s in typed if s is not None))
