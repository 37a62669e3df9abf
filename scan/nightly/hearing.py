"""Nightly, hearing: what a worker says, taken in as it comes.

Input: the supervisor's end of a socket. Output: whole messages. A worker can freeze in the middle
of one (stopped, swapped out, its machine ill), and whoever waits for the rest then waits for ever;
so only what has arrived is ever read, and the clock goes on. Pools of others, pebble's among them,
read whole messages too.
"""

import os
import struct
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler

PIECE = 1 << 16
"""Bytes that are read at once: what a socket holds by default is not much more."""
LARGEST = 1 << 26
"""Bytes of a message; a receipt with its hashes takes some ten thousand."""
_SHORT, _LONG = struct.Struct("!i"), struct.Struct("!Q")
"""How ``Connection.send`` says how long a message is; -1 in the short one announces the long."""


class Ear:
    """Hears one worker."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._heard = bytearray()

    def hear(self) -> object:
        """The next whole message; ``None`` when it is not there yet. It never waits.

        Raises EOFError when the worker has closed its end, ConnectionError when that broke, and
        ValueError when what comes is no message.
        """
        message = self._whole()
        if message is None and self._connection.poll():
            piece = os.read(self._connection.fileno(), PIECE)
            if not piece:
                raise EOFError
            self._heard += piece
            message = self._whole()
        return None if message is None else _opened(message)

    @property
    def waiting(self) -> bool:
        """Whether another whole message has been heard already."""
        return self._frame() is not None

    def _whole(self) -> bytes | None:
        frame = self._frame()
        if frame is None:
            return None
        start, end = frame
        message = bytes(self._heard[start:end])
        del self._heard[:end]
        return message

    def _frame(self) -> tuple[int, int] | None:
        """Where the next message begins and ends; ``None`` until it is whole."""
        if len(self._heard) < _SHORT.size:
            return None
        (size,), start = _SHORT.unpack_from(self._heard), _SHORT.size
        if size == -1:
            start += _LONG.size
            if len(self._heard) < start:
                return None
            (size,) = _LONG.unpack_from(self._heard, _SHORT.size)
        if not 0 <= size <= LARGEST:
            raise ValueError(f"a message of {size} bytes")
        return (start, start + size) if len(self._heard) >= start + size else None


def _opened(message: bytes) -> object:
    try:
        return ForkingPickler.loads(message)
    except Exception as error:  # whatever a broken message makes of itself
        raise ValueError(f"{type(error).__name__}: {error}") from error
