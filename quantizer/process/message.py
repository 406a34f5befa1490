"""Values sent between two processes over a pipe, large arrays in pieces beside the pickle.

Pickling a large array, or receiving it at once, would hold the interpreter's lock for long, and
a window would freeze. So the buffers of arrays travel in pieces (pickle protocol 5, PEP 574), and
`Progress` is checked between two pieces.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection

    Pipe = Connection[Any, Any]

_PIECE = 1 << 18
"""Bytes of a buffer that are sent at once; not tuned."""


@dataclass(frozen=True, slots=True)
class Message:
    """A pickled value.

    Parameters
    ----------
    pickled
        The pickle, without the buffers of arrays.
    buffers
        The buffers, as one-dimensional views of bytes.
    """

    pickled: bytes
    buffers: Sequence[memoryview]

    @classmethod
    def of(cls, value: object) -> Message:
        """Pickle a value; raise what `pickle.dumps` raises if that is impossible."""
        buffers: list[pickle.PickleBuffer] = []
        pickled = pickle.dumps(value, protocol=5, buffer_callback=buffers.append)
        return cls(pickled, [buffer.raw() for buffer in buffers])

    @classmethod
    def receive(cls, pipe: Pipe, progress: Progress = SILENT) -> Message:
        """Receive a message.

        Raises
        ------
        EOFError, OSError
            If the other side closes the pipe.
        Cancelled
            If `progress` is cancelled; the rest of the message is then still in the pipe.
        """
        pickled, sizes = pipe.recv()
        if not sizes:
            return cls(pickled, ())
        import numpy as np  # noqa: PLC0415 - loads slowly, and most messages have no arrays

        # Unlike a bytearray, an empty array is not filled with zeros first.
        buffers = [np.empty(size, np.uint8).data for size in sizes]
        for buffer in buffers:
            start = 0
            while start < buffer.nbytes:
                progress.check()
                start += pipe.recv_bytes_into(buffer, start)
        return cls(pickled, buffers)

    def send(self, pipe: Pipe, progress: Progress = SILENT) -> None:
        """Send this message; errors as for `receive`."""
        pipe.send((self.pickled, [buffer.nbytes for buffer in self.buffers]))
        for buffer in self.buffers:
            for start in range(0, buffer.nbytes, _PIECE):
                progress.check()
                pipe.send_bytes(buffer[start : start + _PIECE])

    def load(self) -> Any:
        """Return the value; its arrays share the memory of `buffers`."""
        return pickle.loads(self.pickled, buffers=self.buffers)
