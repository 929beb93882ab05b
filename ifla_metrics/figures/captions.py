"""Words about a figure for a document: its caption, and a sentence that leads to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifla_metrics.figures.words import sentences

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate


def caption(figure: Figure, t: Translate, *, number: int | None = None) -> str:
    """Return what stands under a figure: what is to be seen, unit and counting rule.

    Args:
        figure: Any figure.
        t: The words of the figure's language.
        number: Its number in the document, when it has one.
    """
    words = sentences(figure.title, figure.subtitle)
    if number is None:
        return words
    return t("Figure {number}. {words}", number=t.number(number), words=words)


def sentence(figure: Figure, t: Translate, *, number: int) -> str:
    """Return a sentence or two that lead to a figure, from the numbers that it was made from.

    The second says how much of what stands behind the figure is invented, else documented.
    """
    lead = t("{title} (figure {number}).", title=figure.title.rstrip("."), number=t.number(number))
    told = {
        name: int(figure.facts.get(name, "0")) for name in ("documented", "synthetic", "reported")
    }
    total = sum(told.values())
    if told["synthetic"]:
        behind = t(
            "Of the {n} entries behind it, {k} are invented for demonstration.",
            n=t.number(total),
            k=t.number(told["synthetic"]),
        )
        return f"{lead} {behind}"
    if figure.facts.get("demonstration"):
        return f"{lead} {t('Some of the data behind it is invented for demonstration.')}"
    if not total:
        return lead
    if figure.facts.get("about") == "activities":
        behind = t.plural(
            "{k} of the {n} activity behind it is documented.",
            "{k} of the {n} activities behind it are documented.",
            total,
            k=t.number(told["documented"]),
        )
    else:
        behind = t.plural(
            "{k} of the {n} record behind it is documented.",
            "{k} of the {n} records behind it are documented.",
            total,
            k=t.number(told["documented"]),
        )
    return f"{lead} {behind}"
