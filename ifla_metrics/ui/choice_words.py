"""The choices in the reader's words: in the line above a page, and in the lists behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ifla_metrics.choices import COUNTING, NOW, Choices, day_of
from ifla_metrics.errors import n_
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.periods import Period
from ifla_metrics.ui.address import Plan, before, in_order
from ifla_metrics.ui.markup import Html, join, tag

COUNTING_WORDS = {
    "full": n_("each direction counts the whole activity"),
    "fractional": n_("by share"),
    "primary": n_("main direction only"),
}
COUNTING_EXPLAINED = {
    "full": n_("Each direction counts the whole activity"),
    "fractional": n_("By share: an activity is divided among its directions"),
    "primary": n_("Main direction only: an activity counts once"),
}
KINDS = {
    "strategy": n_("whole strategy"),
    "biennium": n_("two years"),
    "year": n_("year"),
    "quarter": n_("quarter"),
}


@dataclass(frozen=True)
class ChoiceWords:
    """Names of everything that can be chosen."""

    t: Translate
    plan: Plan

    def line(self, chosen: Choices, framework: Framework) -> Html:
        """Return what is chosen, in one line."""
        t = self.t
        parts = [
            (t("Strategy"), framework.short_title),
            (t("Period"), framework.period(chosen.period).title),
            (t("As known on"), self.moment(chosen.known_on)),
            (t("Counting"), t(COUNTING_WORDS[chosen.counting])),
            (t("Data"), t("real only") if chosen.documented_only else t("real and demonstration")),
        ]
        if chosen.since:
            parts.insert(3, (t("Compared with"), self.moment(chosen.since)))
        if chosen.direction:
            parts.insert(3, (self.level(framework), framework.node(chosen.direction).short_title))
        return tag(
            "p",
            join((tag("span", name, " ", tag("b", value)) for name, value in parts), between=" "),
            class_="im-line",
        )

    def strategy(self, code: str) -> str:
        """Return the name of a strategy."""
        return self.plan.frameworks[code].title

    def periods(self, framework: Framework) -> list[str]:
        """Return the codes of a strategy's periods, longest first."""
        kinds = list(KINDS)
        found = sorted(framework.periods, key=lambda p: (kinds.index(p.kind), p.starts_on))
        return [period.code for period in found]

    def period(self, framework: Framework, code: str) -> str:
        """Return the name of a period, with its kind where the name does not say it."""
        period: Period = framework.period(code)
        return f"{period.title} ({self.t(KINDS[period.kind])})"

    def level(self, framework: Framework) -> str:
        """Return what the strategy calls its directions: one of them."""
        return self.t(framework.direction_level.name)

    def direction(self, framework: Framework, code: str) -> str:
        """Return the name of a direction; an empty code is all of them."""
        return framework.node(code).short_title if code else self.t("All")

    @property
    def counting_rules(self) -> tuple[str, ...]:
        """The counting rules, the usual one first."""
        return COUNTING

    def counting(self, rule: str) -> str:
        """Return a counting rule in a sentence."""
        return self.t(COUNTING_EXPLAINED[rule])

    def moments(self, another_day: str) -> list[str]:
        """Return what a known-on date can be: now, a meeting, or another day."""
        return [NOW, *(m.meeting for m in self.plan.meetings), another_day]

    def earlier(self, chosen: Choices, another_day: str) -> list[str]:
        """Return what a comparison can begin with: the meeting before, an earlier one, a day."""
        codes = [m.meeting for m in self.plan.meetings]
        known = [c for c in codes if in_order(replace(chosen, since=c), self.plan)]
        return ["", *known, another_day]

    def since(self, chosen: Choices, moment: str) -> str:
        """Return in words what a comparison begins with."""
        if moment:
            return self.moment(moment)
        meeting = before(chosen, self.plan)
        if meeting is None:
            return self.t("no earlier meeting of this strategy")
        day = self.t.date(meeting.known_on, "medium")
        return self.t("the meeting before, {day}", day=day)

    def moment(self, known_on: str) -> str:
        """Return a known-on date in words."""
        if known_on == NOW:
            return self.t("today")
        day = day_of(known_on)
        if day is not None:
            return self.t.date(day)
        for meeting in self.plan.meetings:
            if meeting.meeting == known_on:
                return self.t("Governing Board, {day}", day=self.t.date(meeting.known_on, "medium"))
        return self.t("another day …")
