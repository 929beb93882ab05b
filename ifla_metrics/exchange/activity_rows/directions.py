"""The directions of a row: the main one marked, or those that its outcomes serve."""

from __future__ import annotations

from typing import Any

from ifla_metrics.errors import n_
from ifla_metrics.exchange.activity_rows.builder import Builder
from ifla_metrics.exchange.faults import Reason, because
from ifla_metrics.models.drafts import AlignmentDraft, equal_weights

NOT_SERVED = n_("The main direction {code} is not among the directions.")
TWO_MAIN = because(n_("Only one direction of a strategy can be the main one."))


def with_primary(
    directions: tuple[AlignmentDraft, ...], primary: tuple[str, ...], builder: Builder
) -> tuple[AlignmentDraft, ...] | Reason:
    """Return the directions with the main ones marked, or why they cannot be."""
    key = (id(directions), primary)
    if key not in builder.marked:
        builder.marked[key] = (directions, _marked(directions, primary))  # Kept: the id stays its.
    found: tuple[AlignmentDraft, ...] | Reason = builder.marked[key][1]
    return found


def _marked(
    directions: tuple[AlignmentDraft, ...], primary: tuple[str, ...]
) -> tuple[AlignmentDraft, ...] | Reason:
    main: set[int] = set()
    for code in primary:
        framework, mark, own = code.partition(":")
        places = [
            i
            for i, a in enumerate(directions)
            if a.direction == code or (mark and (a.framework, a.direction) == (framework, own))
        ]
        if not places:
            return because(NOT_SERVED, code=code)
        main.add(places[0])
    if len({directions[i].framework for i in main}) < len(main):
        return TWO_MAIN
    return tuple(
        a.model_copy(update={"is_primary": True}) if i in main else a
        for i, a in enumerate(directions)
    )


def proposed(outcomes: tuple[Any, ...], builder: Builder) -> tuple[AlignmentDraft, ...]:
    """Return the directions that the outcomes serve, in equal parts, for a sheet without them."""
    key = id(outcomes)
    if key not in builder.proposed:
        served: dict[str, list[str]] = {}
        for claim in outcomes:
            framework = builder.known.frameworks[claim.framework]
            served.setdefault(claim.framework, []).extend(framework.directions_of(claim.outcome))
        builder.proposed[key] = (
            outcomes,
            tuple(
                AlignmentDraft(framework=framework, direction=code, weight=weight)
                for framework, codes in served.items()
                for code, weight in equal_weights(codes).items()
            ),
        )
    found: tuple[AlignmentDraft, ...] = builder.proposed[key][1]
    return found
