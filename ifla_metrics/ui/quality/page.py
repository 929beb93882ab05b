"""The page of data quality: overdue reports first, then one list a check."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from ifla_metrics.figures import words
from ifla_metrics.i18n import Translate
from ifla_metrics.store.quality import Finding
from ifla_metrics.ui import review_due, shell, sources
from ifla_metrics.ui.forms import lists as lists_of
from ifla_metrics.ui.forms.lists import Lists
from ifla_metrics.ui.markup import Html, tag
from ifla_metrics.ui.our_work.returned_list import address_of
from ifla_metrics.ui.quality import checks
from ifla_metrics.ui.quality.checks import Check

FEW = 8
"""Findings that are shown before the rest is folded away."""


def draw(t: Translate) -> None:
    """Show the page."""
    choices = shell.choices()
    known = lists_of.lists(t)
    found = checks.run(sources.plan().told(t.language).frameworks[choices.framework])
    due = review_due.read(choices)
    number = sum(len(check.findings) for check in found)
    title = t.plural("{n} entry should be looked at", "{n} entries should be looked at", number)
    title = title if number else t("No entry has to be looked at")
    lede = words.sentences(
        words.overdue_reports(due.overdue, t), words.about_reports(due.reading, t)
    )
    st.html(tag("h1", title) + tag("p", lede, class_="im-lede"))
    for group in dict.fromkeys(report.group for report in due.overdue):
        owed = words.counted_reports([r for r in due.overdue if r.group == group], t)
        link = "our-work?" + urlencode({**choices.query(), "group": group})
        name = known.groups.get(group, group)
        named = tag("a", name, href=link, target="_self") if group else t("no owner named")
        st.html(tag("p", named, tag("span", " " + owed, class_="im-small")))
    for check in found:
        _check(check, known, t)


def _check(check: Check, known: Lists, t: Translate) -> None:
    number = len(check.findings)
    st.html(
        tag("h2", f"{t(check.title)} · {t.number(number)}")
        + tag("p", t(check.rule), class_="im-sub")
        + (_explained(check.formula, t) if check.formula else "")
    )
    lines = [_line(check, finding, known, t) for finding in check.findings]
    if lines:
        st.html(tag("ul", *lines[:FEW], class_="im-entries"))
    if len(lines) > FEW:
        rest = len(lines) - FEW
        with st.expander(t.plural("{n} more entry", "{n} more entries", rest)):
            st.html(tag("ul", *lines[FEW:], class_="im-entries"))


def _explained(formula: str, t: Translate) -> Html:
    return tag(
        "details",
        tag("summary", t("Explain this rule")),
        tag("p", t(formula), class_="im-sub"),
        class_="im-rule",
    )


def _line(check: Check, finding: Finding, known: Lists, t: Translate) -> Html:
    href = address_of(finding.kind, finding.uid, framework=finding.framework, language=t.language)
    groups = ", ".join(known.groups.get(code, code) for code in finding.groups)
    said = [check.said(finding, known, t), groups]
    return tag(
        "li",
        tag("a", _title(finding, known), href=href, target="_self"),
        tag("span", " · ".join(part for part in said if part), class_="im-small"),
    )


def _title(finding: Finding, known: Lists) -> str:
    """Return what an entry is called; of a value, its indicator, not the code alone."""
    framework = known.frameworks.get(finding.framework)
    if finding.kind != "observation" or framework is None:
        return finding.title
    titles = {i.code: i.title for i in framework.indicators}
    return " ".join(filter(None, (finding.title, titles.get(finding.title, ""))))
