"""Where there is nothing to draw: the nearest choice that has something, as a link."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ifla_metrics.choices import NOW

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.i18n import Translate
    from ifla_metrics.ui.address import Plan


def way_on(choices: Choices, plan: Plan, t: Translate) -> tuple[str, dict[str, str]] | None:
    """Return words and query of a link that undoes the narrowest choice; None where none was."""
    plan = plan.told(t.language)
    framework = plan.frameworks[choices.framework]
    usual = plan.start(choices.framework, language=choices.language)
    if choices.direction:
        words, wider = t("Look at all directions"), replace(choices, direction="")
    elif choices.known_on != NOW:
        words, wider = t("Look at what is known today"), replace(choices, known_on=NOW)
    elif choices.documented_only:
        words, wider = t("Include demonstration data"), replace(choices, documented_only=False)
    elif choices.period != usual.period:
        title = framework.period(usual.period).title
        words, wider = t("Look at {what}", what=title), replace(choices, period=usual.period)
    elif choices.framework != plan.default:
        title = plan.frameworks[plan.default].short_title
        words, wider = t("Look at {what}", what=title), plan.start(language=choices.language)
    else:
        return None
    return words, wider.query()
