"""How the server and its drawing process talk: a length, a mark, and that many bytes."""

from __future__ import annotations

import struct
from typing import BinaryIO

DRAWN, FAILED = b"D", b"F"
_HEAD = struct.Struct(">cQ")


def send(stream: BinaryIO, mark: bytes, message: bytes) -> None:
    """Write one message; raises OSError when the other side is gone."""
    stream.write(_HEAD.pack(mark, len(message)) + message)
    stream.flush()


def receive(stream: BinaryIO) -> tuple[bytes, bytes] | None:
    """Read one message, its mark and its bytes; None when the other side has gone."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    mark, length = _HEAD.unpack(head)
    message = stream.read(length)
    return (mark, message) if len(message) == length else None


def why(error: BaseException) -> str:
    """Return why a piece of work failed, for a reader: no place of this machine is named."""
    said = error.strerror if isinstance(error, OSError) else error
    return f"{type(error).__name__}: {said}"
