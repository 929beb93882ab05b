"""Data quality: what in the log should be looked at before anybody relies on it."""

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.figures import words
from ifla_metrics.ui import due_reports, lists, navigation, quality_checks, shell, sources
from ifla_metrics.ui.codes import code_names
from ifla_metrics.ui.markup import as_markdown

shell.require(Right.REVIEW)
choices, t = shell.choices(), shell.t()
known = code_names(t)

due = due_reports.read(choices)
checks = quality_checks.run(sources.plan().told(t.language).frameworks[choices.framework])
number = sum(len(check.findings) for check in checks)
shell.title(
    t.plural("{n} entry should be checked", "{n} entries should be checked", number)
    if number
    else t("No entry needs checking"),
    lede=words.sentences(
        words.overdue_reports(due.overdue, t), words.about_reports(due.reading, t)
    ),
)

titles = {
    check.code: f"{t(check.title)} · {t.number(len(check.findings))}"
    for check in checks
    if check.findings
}
chosen = navigation.select("check", titles, t("All checks"))
for check in checks:
    if check.code == chosen:
        st.caption(as_markdown(t(check.rule)))
found = [
    {
        "kind": finding.kind,
        "uid": finding.uid,
        "framework": finding.framework,
        "title": quality_checks.title_of(finding, known),
        "check": t(check.title),
        "finding": check.describe(finding, known, t),
        "groups": t(", ").join(known.groups.get(code, code) for code in finding.groups),
    }
    for check in checks
    if chosen in ("", check.code)
    for finding in check.findings
]
if found:
    columns = {
        "title": t("Entry"),
        "check": t("Check"),
        "finding": t("Finding"),
        "groups": t("Working groups"),
    }
    lists.show("quality", found, columns, choices, t, title=t("Entries to check"))
    with st.expander(t("What is checked")):
        for check in checks:
            st.markdown(f"**{as_markdown(t(check.title))}**  \n{as_markdown(t(check.rule))}")

if due.overdue:
    st.header(t("Overdue reports by group"), anchor=False)
for group in dict.fromkeys(report.group for report in due.overdue):
    owed = words.counted_reports([r for r in due.overdue if r.group == group], t)
    told = t(
        "{subject}: {told}",
        subject=known.groups.get(group, group) or t("no owner named"),
        told=owed,
    )
    if group:
        navigation.link(told, "our-work", choices, group=group)
    else:
        st.markdown(as_markdown(told))
