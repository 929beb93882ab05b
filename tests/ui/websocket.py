"""A client without a browser: asks for runs of a page and reads what the server sends."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect

RECEIVE_TIMEOUT = 60


class Widget(NamedTuple):
    kind: str
    id: str
    proto: object


class Response(NamedTuple):
    """What one run sent: its widgets, and the tracebacks that it showed."""

    widgets: list[Widget]
    traces: list[str]


class Session:
    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    def run(self, *states: WidgetState, page: str = "", query: str = "") -> Response:
        """Run a page with these values of its widgets, and wait for the end of the run."""
        state = ClientState(page_name=page, query_string=query)
        state.context_info.timezone = "UTC"
        state.widget_states.widgets.extend(states)
        self.send(BackMsg(rerun_script=state))
        messages = []
        while True:
            message = ForwardMsg.FromString(self._socket.recv(timeout=RECEIVE_TIMEOUT))
            messages.append(message)
            # A run that calls st.rerun ends early, and the end of the next run follows.
            is_early = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
            if message.WhichOneof("type") == "script_finished" and not is_early:
                return _response(messages)

    def send(self, message: BackMsg) -> None:
        self._socket.send(message.SerializeToString())


@contextmanager
def connect_session(address: str, cookie: str = "") -> Iterator[Session]:
    """Open a session, signed in with the value of a session cookie if there is one."""
    with connect(
        f"ws://{urlsplit(address).netloc}/_stcore/stream",
        subprotocols=["streamlit"],
        max_size=None,
        compression=None,
        origin=address,
        additional_headers={"Cookie": f"ifla_session={cookie}"} if cookie else None,
    ) as socket:
        yield Session(socket)


def _response(messages: list[ForwardMsg]) -> Response:
    widgets, traces = {}, []
    for message in messages:
        is_delta = message.WhichOneof("type") == "delta"
        if not is_delta or message.delta.WhichOneof("type") != "new_element":
            continue
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        proto = getattr(element, kind or "", None)
        if kind == "exception":
            traces.append(f"{proto.type}: {proto.message}")
        elif getattr(proto, "id", "").startswith("$$"):
            widgets[proto.id] = Widget(str(kind), proto.id, proto)
    return Response([*widgets.values()], traces)
