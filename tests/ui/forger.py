"""Somebody who sends what no page offers them: other values, other buttons, other pages."""

import json

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.ui.wire import session

STAY = 4
"""How many messages in a row go to one page."""
GROUPS = ("CLM", "Copyright working group", "ALP")
"""What a field for a group says."""
WORDS = (
    *("", "0", "-1", "None", "all", "p-none", "secretariat", "CLM", "Copyright working group"),
    *("=1+1", "<script>alert(1)</script>", "' OR 1=1 --", "${x}", "../../etc", "2012-12"),
    *("\x00", "\x0b", "\u202e", "9" * 400, "2010-2015"),
)
FIELDS = ("direction", "element", "indicator", "country", "region", "group", "activity", "x")
COLUMNS = ("id", "version", "title", "Working groups", "groups", "Id", "_index", "0", "5")


class Forger:
    """Somebody who sends what their pages do not offer."""

    def __init__(self, code, seen, pages, entries, chance):
        self.code, self.chance = code, chance
        self.seen, self.pages, self.entries = seen, pages, entries

    def send(self, address, count):
        """Send `count` messages; what trace a reader would have seen."""
        traces = []
        with session(address, acting=self.code) as wire:
            for visit in range(count // STAY):
                traces += self.visit(wire)
                if visit % 5 == 0:  # What would end a developer's server, or clear its memory.
                    for name in ("clear_cache", "load_git_info", "debug_shutdown_runtime"):
                        wire.send(BackMsg(**{name: True}))
            traces += wire.ask().traces  # It still answers.
        return traces

    def visit(self, wire):
        """Go to a page and stay there: what was sent once is sent again, as a browser does."""
        chance, name = self.chance, self.chance.choice(list(self.pages))
        entry = chance.choice(self.entries)
        query = f"activity={entry}&record={entry}&group={chance.choice(GROUPS)}"
        page = chance.choice((self.pages[name], self.pages[name], "0" * 32))
        own, kept, traces = (), {}, []
        for _ in range(STAY):
            widgets = {w.id: w for w in (*self.seen[name], *own)}.values()
            for widget in widgets:
                if widget.kind not in {"button", "download_button"} and chance.random() < 0.7:
                    kept[widget.id] = self.value(widget)
            buttons = [w.id for w in widgets if w.kind == "button"]
            pressed = chance.sample(buttons, min(len(buttons), chance.choice((1, 1, 2))))
            states = (WidgetState(id=one, trigger_value=True) for one in pressed)
            shown = wire.ask(*kept.values(), *states, page=page, query=query)
            own = shown.widgets
            traces += shown.traces
        return traces

    def value(self, widget):
        """A value for a widget: of its options, or what was typed."""
        state, chance, kind = WidgetState(id=widget.id), self.chance, widget.kind
        word = chance.choice(WORDS)
        field = widget.id.rpartition("-")[2].partition("_")[2]
        if field.endswith(("_group", "_groups")):
            word = chance.choice(GROUPS)
            if kind == "multiselect":
                state.string_array_value.data.append(word)
            else:
                state.string_value = word
        elif kind == "checkbox":
            state.bool_value = chance.random() < 0.5
        elif kind == "number_input":
            # Not NaN: there Streamlit itself gives the run up, before any line of ours.
            state.double_value = chance.choice((-1, 0, 1e15, 2.5))
        elif kind in {"multiselect", "button_group", "date_input"}:
            offered = list(getattr(widget.proto, "options", ()))
            some = [getattr(o, "content", o) for o in chance.sample(offered, min(2, len(offered)))]
            state.string_array_value.data.extend(some if chance.random() < 0.5 else [*some, word])
        elif kind == "file_uploader":
            one = state.file_uploader_state_value.uploaded_file_info.add()
            one.file_id, one.name, one.size = "none", "forged.xlsx", 10
        elif kind == "dataframe":
            state.string_value = json.dumps(self.table())
        elif kind.endswith("vega_lite_chart"):
            # Always JSON: at anything else Streamlit itself gives the run up, as at NaN.
            mark = {name: chance.choice((*self.values(), 99)) for name in chance.sample(FIELDS, 3)}
            state.string_value = json.dumps({"selection": {"pick": [mark]}})
        elif kind in {"selectbox", "radio"} and chance.random() < 0.5:
            state.string_value = chance.choice(list(widget.proto.options) or [""])
        else:
            state.string_value = word
        return state

    def values(self):
        return (*WORDS, *self.entries[:20], None)

    def table(self):
        """Edits of a table: locked columns, ids of others, rows that are not there."""
        chance = self.chance

        def edited():
            column = chance.choice(COLUMNS)
            # Words for an index are left out: Streamlit logs a trace of its own for them.
            return {column: chance.choice((99, None) if column == "_index" else self.values())}

        return {
            "edited_rows": {str(chance.choice((0, 1, 2, 50, 10**6))): edited() for _ in range(3)},
            "added_rows": [edited() for _ in range(chance.randrange(3))],
            "deleted_rows": chance.sample(range(60), chance.randrange(3)),
        }
