"""A reader without a browser: asks for runs over the websocket and sees what a page was made of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect

LONGEST = 60


class Widget(NamedTuple):
    kind: str
    id: str
    proto: object


class Shown(NamedTuple):
    """What one run sent: its widgets, the hash of each page by address, traces a reader sees."""

    widgets: tuple[Widget, ...]
    pages: dict[str, str]
    traces: tuple[str, ...]


@contextmanager
def session(address: str, cookie: str = "") -> Iterator[Session]:
    with connect(
        f"ws://{urlsplit(address).netloc}/_stcore/stream",
        subprotocols=["streamlit"],
        max_size=None,
        compression=None,
        origin=address,
        additional_headers={"Cookie": f"ifla_session={cookie}"} if cookie else None,
    ) as socket:
        yield Session(socket)


class Session:
    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.id = ""  # Known after the first run.

    def ask(self, *states: WidgetState, page: str = "", query: str = "") -> Shown:
        """Ask for a run with these values and wait for its end."""
        state = ClientState(query_string=query, page_script_hash=page)
        state.context_info.timezone = "UTC"
        state.widget_states.widgets.extend(states)
        self.send(BackMsg(rerun_script=state))
        told = []
        while True:
            message = ForwardMsg.FromString(self._socket.recv(timeout=LONGEST))
            told.append(message)
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.id = message.new_session.initialize.session_id
            # A run that another one overtakes ends early, and the other one's end follows.
            early = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
            if kind == "script_finished" and not early:
                return shown(told)

    def send(self, message: BackMsg) -> None:
        self._socket.send(message.SerializeToString())


def shown(told: list[ForwardMsg]) -> Shown:
    widgets, traces = {}, []
    pages: dict[str, str] = {}
    for message in told:
        kind = message.WhichOneof("type")
        if kind == "navigation":
            pages = {p.url_pathname: p.page_script_hash for p in message.navigation.app_pages}
        if kind != "delta" or message.delta.WhichOneof("type") != "new_element":
            continue
        element = message.delta.new_element
        name = element.WhichOneof("type")
        proto = getattr(element, name or "", None)
        if name == "exception":
            traces.append(f"{proto.type}: {proto.message}")
        elif getattr(proto, "id", "").startswith("$$"):
            widgets[proto.id] = Widget(str(name), proto.id, proto)
    return Shown(tuple(widgets.values()), pages, tuple(traces))
