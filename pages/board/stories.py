"""Stories and evidence: what changed for whom, and where to read about it."""

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.reading import CodeLabel, Codes
from ifla_metrics.ui import figure_card, page_data, shell
from ifla_metrics.ui.markup import as_markdown, evidence_href, markdown_link, source_link

Row = Mapping[Hashable, Any]


def show_story(row: Row, sources: Codes) -> None:
    """Show a story under its title: what changed, for whom, and links to its sources."""
    place = " · ".join(filter(None, (row["place"], t.month(row["as_of"]))))
    with st.expander(as_markdown(f"{row['title']} · {place}")):
        st.markdown(as_markdown(row["change"]))
        if row["for_whom"]:
            st.markdown(as_markdown(t("For whom: {people}", people=row["for_whom"])))
        st.caption(as_markdown(f"{row['row_name']} · {row['origin']}"))
        if links := " · ".join(story_links(row, sources)):
            st.markdown(links)


def story_links(row: Row, sources: Codes) -> Iterator[str]:
    """Yield links to the evidence of a story, then to its sources."""
    for address in split_list(row["evidence"]):
        if href := evidence_href(address):
            yield markdown_link(t("Evidence"), href)
    for code in split_list(row["source"]):
        source = sources.get(code, CodeLabel(code))
        yield source_link(source.title, source.address)


def split_list(cell: object) -> list[str]:
    """Return the items of a list stored in one cell."""
    return [item.strip() for item in str(cell or "").replace(", ", "|").split("|") if item]


shell.require(Right.READ)
choices, t = shell.choices(), shell.t()

stories = figure_card.build("stories", choices)
figure_card.page_header(stories, intro=stories.method)
if not stories.empty:
    figure, reading = page_data.figure("stories", choices)
    with st.container(key="stories", gap="small"):
        for row in figure.table.frame.to_dict("records"):
            show_story(row, reading.lists["sources"])
    figure_card.footer(stories)
figure_card.show("evidence-share")
