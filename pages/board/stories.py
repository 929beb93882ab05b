"""Stories and evidence: what changed for whom, and where anybody can read it."""

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.reading import CodeLabel, Codes
from ifla_metrics.ui import figure_card, shell, sources
from ifla_metrics.ui.markup import as_markdown, evidence_href, markdown_link, source_link

Row = Mapping[Hashable, Any]


def show_story(row: Row, known: Codes) -> None:
    """Show what changed, for whom, and where it can be read, behind the story's title."""
    place = " · ".join(filter(None, (row["place"], t.month(row["as_of"]))))
    with st.expander(as_markdown(f"{row['title']} · {place}")):
        st.markdown(as_markdown(row["change"]))
        if row["for_whom"]:
            st.markdown(as_markdown(t("For whom: {people}", people=row["for_whom"])))
        st.caption(as_markdown(f"{row['row_name']} · {row['origin']}"))
        if links := " · ".join(story_links(row, known)):
            st.markdown(links)


def story_links(row: Row, known: Codes) -> Iterator[str]:
    """Yield where a story can be read: its evidence, then its sources."""
    for address in parts(row["evidence"]):
        if href := evidence_href(address):
            yield markdown_link(t("Evidence"), href)
    for code in parts(row["source"]):
        source = known.get(code, CodeLabel(code))
        yield source_link(source.title, source.address)


def parts(listed: object) -> list[str]:
    """Return the parts of a list as it is stored."""
    return [part.strip() for part in str(listed or "").replace(", ", "|").split("|") if part]


shell.require(Right.READ)
choices, t = shell.choices(), shell.t()

stories = figure_card.card("stories", choices)
figure_card.head(stories, lede=stories.method)
if stories.empty:
    st.caption(as_markdown(stories.empty))
else:
    figure, reading = sources.figure("stories", choices)
    with st.container(key="stories", gap="small"):
        for row in figure.table.frame.to_dict("records"):
            show_story(row, reading.lists["sources"])
    figure_card.foot(stories)
figure_card.show("evidence-share")
