"""What an activity advanced: its strategy, its outcomes, and its directions with their shares.

Forms write outcomes and directions as "FRAMEWORK CODE", because strategies use the same codes.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

import streamlit as st

from ifla_metrics.errors import n_
from ifla_metrics.framework import Framework
from ifla_metrics.imports.cells import Context, parse, percent_of
from ifla_metrics.imports.columns import ACTIVITY, FORMAT_OF_KIND, MAIN_DIRECTION
from ifla_metrics.imports.row_reader import alignment_drafts
from ifla_metrics.imports.rows import CellError
from ifla_metrics.models.drafts import ActivityDraft, AlignmentDraft, equal_weights
from ifla_metrics.ui.codes import FormCodeBook
from ifla_metrics.ui.forms.fields import Field
from ifla_metrics.ui.forms.open_form import Values
from ifla_metrics.ui.forms.widgets import View, show_understood

FIELDS = ("framework", "outcomes", "directions", "shares", MAIN_DIRECTION)
"""The fields that give the alignments of an activity."""
SHARES = FORMAT_OF_KIND[ACTIVITY].by_key["directions"]
"""The column of the workbook whose text the field `shares` accepts."""


def framework_on(day: date | None, frameworks: Mapping[str, Framework], default: str) -> Framework:
    """Return the newest framework in force on a day; else one with a period that contains it."""
    in_force = [f for f in frameworks.values() if day and f.starts_on <= day <= f.ends_on]
    with_period = (f for f in frameworks.values() if day and any(day in p for p in f.periods))
    return max(in_force or with_period, key=lambda f: f.starts_on, default=frameworks[default])


def codes_of(framework: str, pairs: Iterable[str]) -> tuple[str, ...]:
    """Return the codes that belong to one framework; each is given as "FRAMEWORK CODE"."""
    split = (pair.partition(" ") for pair in pairs)
    return tuple(code for owner, _, code in split if owner == framework)


def proposed_directions(values: Values, framework: Framework) -> tuple[str, ...]:
    """Return the directions that the chosen outcomes serve."""
    outcomes = codes_of(framework.id, values["outcomes"])
    return framework.directions_of(*(n.code for n in framework.nodes if n.code in outcomes))


def parse_alignments(
    values: Values, framework: Framework, code_book: FormCodeBook
) -> tuple[AlignmentDraft, ...]:
    """Return the chosen directions of the framework with their weights, else the proposed ones.

    Raises:
        CellError: The shares do not fit the directions, there are shares but no directions, or the
            main direction is none of them.
    """
    directions = codes_of(framework.id, values["directions"])
    directions = directions or proposed_directions(values, framework)
    weights = {(framework.id, code): weight for code, weight in equal_weights(directions).items()}
    if values["shares"].strip():
        if not directions:
            raise CellError("weights", n_("This field is required."), field="directions")
        context, shares = Context(code_book, code_book.t, {}, framework.id), {}
        with suppress(CellError):
            shares = parse(values["shares"], SHARES, context)
        if set(shares) != set(weights):
            message = n_("Write the share of each direction, 100 % in all. Equal shares: {shares}")
            raise CellError("weights", message, shares=_shares_text(equal_weights(directions)))
        weights = shares
    primary = codes_of(framework.id, [values[MAIN_DIRECTION]])
    for code in set(primary) - set(directions):
        message = n_("The main direction {code} is not among the directions.")
        raise CellError("not_served", message, field=MAIN_DIRECTION, code=code)
    return alignment_drafts(weights, [(framework.id, code) for code in primary])


def parse_contributions(
    values: Values, framework: Framework, base: ActivityDraft | None
) -> list[dict[str, str]]:
    """Return the chosen outcomes of the framework, and those that `base` has in other ones.

    They are not drafts, so that an invalid code is a fault of the activity.
    """
    stored = {f"{c.framework} {c.outcome}" for c in base.contributions} if base else set()
    pairs = [(pair, *pair.partition(" ")[::2]) for pair in values["outcomes"]]
    return [
        {"framework": owner, "outcome": code}
        for pair, owner, code in pairs
        if owner == framework.id or pair in stored
    ]


def form_values(draft: ActivityDraft) -> dict[str, Any]:
    """Return the form values of a stored draft, in the last framework that it names."""
    named = [contribution.framework for contribution in draft.contributions]
    named += [alignment.framework for alignment in draft.alignments]
    framework = named[-1] if named else ""
    alignments = [a for a in draft.alignments if a.framework == framework]
    weights = {a.direction: a.weight for a in alignments}
    primary = (f"{framework} {a.direction}" for a in alignments if a.is_primary)
    return {
        "framework": framework,
        "outcomes": tuple(f"{c.framework} {c.outcome}" for c in draft.contributions),
        "directions": tuple(f"{framework} {code}" for code in weights),
        "shares": "" if weights == equal_weights(weights) else _shares_text(weights),
        MAIN_DIRECTION: next(primary, ""),
    }


def _shares_text(weights: Mapping[str, int]) -> str:
    return "; ".join(f"{code} {percent_of(weight):g}" for code, weight in weights.items())


def show(view: View, field: Field) -> None:
    """Show the directions and, while none is chosen, those that the outcomes propose."""
    view.show_field(field)
    with st.container():
        framework = view.parsed.framework
        proposed = proposed_directions(view.form.values, framework)
        if proposed and not codes_of(framework.id, view.form.values["directions"]):
            names = ", ".join(view.code_book.node(f"{framework.id} {code}") for code in proposed)
            show_understood(view.t("From the outcomes: {directions}", directions=names))
