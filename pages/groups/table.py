"""Edit in a table: many entries at once, pasted from a spreadsheet or typed."""

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.ui import grid, import_preview, imports, shell

shell.require(Right.IMPORT)
t = shell.t()
shell.title(
    t("Edit in a table"),
    lede=t(
        "Change cells, add rows, or paste from a spreadsheet. "
        "You see what would change before anything is saved."
    ),
)
upload = imports.current(grid.PLACE)
with st.container(key="table_page"):
    if upload is None:
        grid.show(t)
    else:
        import_preview.show(upload, upload.group, t)
        if upload.applied is not None:
            grid.discard()
