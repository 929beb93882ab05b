"""Annual report: assemble its blocks, preview the pages, and download the report or data."""

from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from ifla_metrics.access import Right, allowed
from ifla_metrics.errors import n_
from ifla_metrics.exports import open_data
from ifla_metrics.ui import reports, shell
from ifla_metrics.ui.auth import actor

PACKS: dict[open_data.Format, str] = {
    "xlsx": n_("Workbook (XLSX)"),
    "csv": n_("Tables (CSV)"),
    "package": n_("Data package"),
    "iati": n_("IATI activities"),
}
EXAMPLE_ID = "NL-KVK-12345678"


def show_packs() -> None:
    """Show the options and download links of the data packs."""
    st.header(t("Data pack"), anchor=False)
    st.caption(t("Every figure as a table, with what its numbers depend on and the licence."))
    label = t("For the public: small numbers of people hidden")
    is_public = not allowed(actor(), Right.READ_ENTRY) or st.toggle(label, True, "data_pack_public")
    organisation = st.text_input(
        t("For IATI: identifier of the organisation that reports"),
        key="data_pack_org",
        placeholder=EXAMPLE_ID,
        max_chars=80,
    )
    options = {"public": "1" if is_public else "0", "reporting_org": organisation.strip()}
    query = urlencode({**choices.query(), **options})
    with st.container(horizontal=True, key="data_pack"):
        for pack_format, title in PACKS.items():
            address, key = f"/data/pack.{pack_format}?{query}", f"data_pack_{pack_format}"
            st.link_button(t(title), address, icon=":material/download:", key=key)


shell.require(Right.READ)
choices, t = shell.choices(), shell.t()

shell.title(
    t("Annual report"),
    intro=t(
        "Choose a template, change its blocks, preview the pages and download the file. "
        "Strategy, period and day are those chosen above."
    ),
)
left, right = st.columns([3, 2], gap="large")
with left:
    reports.choose_template(t)
    template = reports.show_blocks(choices, t)
with right:
    if template is not None:
        language = shell.choose_print_language(t("Language of the report"), choices.language)
        reports.show_formats(template, replace(choices, language=language), t)
        reports.offer_to_save(template, t)
    show_packs()
reports.show_preview(t)
