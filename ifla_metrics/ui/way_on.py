"""Where there is nothing to draw: the nearest choice that has something, as a link."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ifla_metrics.choices import NOW
from ifla_metrics.ui import address
from ifla_metrics.ui.markup import Html, tag

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.i18n import Translate
    from ifla_metrics.ui.address import Plan


def way_on(choices: Choices, plan: Plan, t: Translate) -> Html:
    """Return a link that undoes one choice: the narrowest that was made; none where none was."""
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
        return Html()
    return tag("a", words, href=f"?{address.of(wider)}", target="_self")
