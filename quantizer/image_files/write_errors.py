"""Turn the many exceptions that encoders raise into one `WriteError`."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from quantizer.errors import Cancelled, WriteError

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextlib.contextmanager
def as_write_error(name: Path | str, failure: str) -> Iterator[None]:
    """Raise a `WriteError` about the file `name` for any exception of the block but `Cancelled`.

    Its message is `failure`, such as "cannot be encoded as PNG", and what the encoder said.
    """
    try:
        yield
    except Cancelled:
        raise
    except MemoryError as error:
        raise WriteError(name, tr("is too large for this computer's memory")) from error
    except Exception as error:
        words = " ".join(str(error).split()) or type(error).__name__
        raise WriteError(name, f"{failure}: {words}") from error
