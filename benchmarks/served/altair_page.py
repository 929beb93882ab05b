"""The usual way: the Overview's charts built in Altair at every rerun, from data that lie ready."""

import streamlit as st

from benchmarks.served import charts

st.set_page_config(layout="wide")
for build in charts.builders():
    st.altair_chart(build(), theme=None, width="stretch")
