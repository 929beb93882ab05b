"""Who changed what: every change that was saved, by person, group, kind and day."""

from urllib.parse import urlencode

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.settings import database_url
from ifla_metrics.store import audit_query
from ifla_metrics.store.audit_query import Called, Wanted
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.kinds import ALL_KINDS
from ifla_metrics.ui import audit_words, lists, navigation, shell
from ifla_metrics.ui.auth import actor, people_names, person_name
from ifla_metrics.ui.codes import form_code_book

CSV = "/audit.csv"

shell.require(Right.READ_AUDIT)
choices, t = shell.choices(), shell.t()
code_book = form_code_book(t)
reader = actor()
with reading(engine_of(database_url())) as connection:
    writers, subjects = audit_query.known(connection, actor=reader)
people = people_names()

shell.title(
    t("Who changed what"),
    lede=t(
        "Every change that was saved or refused. The command “verify” shows whether an entry was "
        "changed or deleted."
    ),
)
with st.container(horizontal=True, vertical_alignment="bottom", key="audit_filters"):
    persons = {code: person_name(code, people, t) for code in writers}
    kinds = {code: audit_words.about(code, t) for code in subjects}
    wanted = Wanted(
        person=navigation.select_in_address("person", persons, t("All people")),
        group=navigation.select_in_address("owner", code_book.groups, t("All groups")),
        kind=navigation.select_in_address("about", kinds, t("All kinds of entries")),
        first=lists.day("first", t("From")),
        last=lists.day("last", t("Until")),
    )
with reading(engine_of(database_url())) as connection:
    found = audit_query.entries(connection, wanted, actor=reader, limit=lists.MOST + 1)
    titles = audit_query.titles(connection, found)

rows = []
for entry in found:
    unnamed = Called(people.get(entry.subject, entry.subject))
    called = titles.get((entry.kind, entry.subject), unnamed)
    rows.append(
        {
            "kind": entry.kind,
            "uid": entry.subject if entry.kind in ALL_KINDS else "",
            "framework": called.framework,
            "at": entry.at,
            "who": person_name(entry.actor, people, t),
            "done": audit_words.done(entry, t),
            "subject": audit_words.subject(
                entry, code_book.entry(entry.kind, called.name, called.framework), t
            ),
            "reason": entry.reason,
        }
    )
if rows:
    zone = st.context.timezone
    columns = {
        "subject": st.column_config.TextColumn(t("Entry"), width=340),
        "done": t("What"),
        "who": t("Who"),
        "at": st.column_config.DatetimeColumn(
            t("When") if zone else t("When (UTC)"), format="YYYY-MM-DD HH:mm", timezone=zone
        ),
        "reason": st.column_config.TextColumn(t("Why"), width=400),
    }
    lists.show("audit", rows, columns, choices, t, title=t("Who changed what"))
else:
    st.markdown(t("No entry matches."))
query = {
    "person": wanted.person,
    "group": wanted.group,
    "kind": wanted.kind,
    "first": wanted.first or "",
    "last": wanted.last or "",
}
address = f"{CSV}?{urlencode({name: value for name, value in query.items() if value})}"
st.markdown(f"[{t('Download all of these as CSV')}]({address})")
