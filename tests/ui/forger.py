"""Somebody who sends what no page offers them: other values, other buttons, other pages."""

import json

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.ui.wire import session

STAY = 4
"""How many messages in a row go to one page."""
GROUPS = ("CLM", "Copyright working group", "ALP")
"""What a field for a group says, however well the rest is filled in."""
WORDS = (
    "",
    "0",
    "-1",
    "CLM",
    "Open access taskforce",
    "Copyright working group",
    "secretariat",
    "=1+1",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "${x}",
    "\x00",
    "\x0b",
    "9" * 400,
    "all",
    "p-none",
    "2012-12",
    "2010-2015",
    "../../etc",
    "\u202e",
    "None",
)
FILLED = {
    "title": "Forged",
    "when": "3-5 March 2012",
    "people": "7",
    "reason": "because",
    "why": "because",
    "ask": "money",
    "note": "a note",
    "comment": "back",
    "name": "Somebody",
}


class Forger:
    """Somebody who sends what their pages do not offer."""

    def __init__(self, code, seen, pages, entries, chance):
        self.code, self.chance = code, chance
        self.seen, self.pages, self.entries = seen, pages, entries

    def send(self, address, count):
        """Send `count` messages; how many, and what trace a reader would have seen."""
        traces = []
        with session(address, acting=self.code) as wire:
            for visit in range(count // STAY):
                traces += self.visit(wire)
                if visit % 5 == 0:
                    self.other_messages(wire)
            traces += wire.ask().traces  # It still answers.
        return count, traces

    def visit(self, wire):
        """Go to a page and stay there: what was sent once is sent again, as a browser does."""
        name, query = self.chance.choice(list(self.pages)), self.query()
        page = self.chance.choice((self.pages[name], self.pages[name], "0" * 32))
        honest = self.chance.random() < 0.6
        own, kept, traces = (), {}, []
        for _ in range(STAY):
            known = {w.id: w for w in (*self.seen[name], *own)}
            kept |= {s.id: s for s in self.states(known.values(), honest=honest, known=kept)}
            pressed = self.pressed(self.seen[name]) | self.pressed(own)
            shown = wire.ask(
                *kept.values(),
                *(WidgetState(id=one, trigger_value=True) for one in pressed),
                page=page,
                query=query,
            )
            own = shown.widgets
            traces += shown.traces
        return traces

    def query(self):
        chance = self.chance
        return "&".join(
            (
                f"activity={chance.choice(self.entries)}",
                f"record={chance.choice(self.entries)}",
                f"group={chance.choice(('CLM', 'all', 'none'))}",
                "framework=2010-2015",
            )
        )

    def pressed(self, widgets):
        """One or two of the buttons."""
        buttons = [w.id for w in widgets if w.kind == "button"]
        return set(self.chance.sample(buttons, min(len(buttons), self.chance.choice((1, 1, 2)))))

    def states(self, widgets, *, honest, known):
        """Values for most of these widgets; an honest form is filled in once."""
        for widget in widgets:
            if widget.kind in {"button", "download_button"} or (honest and widget.id in known):
                continue
            if honest or self.chance.random() < 0.7:
                yield self.value(widget, honest=honest)

    def value(self, widget, *, honest):
        state, chance, kind = WidgetState(id=widget.id), self.chance, widget.kind
        word = chance.choice(WORDS)
        field = widget.id.rpartition("-")[2].partition("_")[2]
        if honest:
            word = FILLED.get(field.rpartition("_")[2], word)
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
            state.string_array_value.data.extend(some if honest else [*some, word])
        elif kind == "file_uploader":
            one = state.file_uploader_state_value.uploaded_file_info.add()
            one.file_id, one.name, one.size = "none", "forged.xlsx", 10
        elif kind == "dataframe":
            state.string_value = json.dumps(self.table())
        elif kind.endswith("vega_lite_chart"):
            # Always JSON: at anything else Streamlit itself gives the run up, as at NaN.
            state.string_value = json.dumps({"selection": {"pick": [self.mark()]}})
        elif kind in {"selectbox", "radio"} and chance.random() < 0.5:
            state.string_value = chance.choice(list(widget.proto.options) or [""])
        else:
            state.string_value = word
        return state

    def mark(self):
        """A mark of a chart that was never drawn, with fields of any kind."""
        fields = (
            "direction",
            "element",
            "indicator",
            "country",
            "region",
            "group",
            "activity",
            "x",
        )
        values = (*WORDS, *self.entries[:20], 99, None)
        return {name: self.chance.choice(values) for name in self.chance.sample(fields, 3)}

    def table(self):
        """Edits of a table: locked columns, ids of others, rows that are not there."""
        chance = self.chance
        columns = ("id", "version", "title", "Working groups", "groups", "Id", "_index", "0", "5")

        def edited():
            column = chance.choice(columns)
            # Words for an index are left out: Streamlit logs a trace of its own for them.
            words = () if column == "_index" else (*WORDS, *self.entries[:20])
            return {column: chance.choice((*words, 99, None))}

        return {
            "edited_rows": {str(chance.choice((0, 1, 2, 50, 10**6))): edited() for _ in range(3)},
            "added_rows": [edited() for _ in range(chance.randrange(3))],
            "deleted_rows": chance.sample(range(60), chance.randrange(3)),
        }

    def other_messages(self, wire):
        """What a server for developers would do: end itself, write files, throw memory away."""
        for name in ("clear_cache", "load_git_info", "debug_shutdown_runtime", "set_run_on_save"):
            wire.send(BackMsg(**{name: True}))
        nowhere = BackMsg()  # Such a run is not begun, and no end of it is told.
        nowhere.rerun_script.fragment_id = "no-such-fragment"
        wire.send(nowhere)
        asked = BackMsg()
        asked.backend_operation_request.request_id = "x"
        asked.backend_operation_request.install_skills.SetInParent()
        wire.send(asked)
