"""The number of threads of NumPy's matrix products, which OpenBLAS computes on threads of its own.

`single_threaded_products` is entered around all code of this library that multiplies matrices.
"""

from __future__ import annotations

import os
import threading
from contextlib import ContextDecorator
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController


@cache
def _thread_pools() -> ThreadpoolController:
    from threadpoolctl import ThreadpoolController  # noqa: PLC0415 - not for start-up

    return ThreadpoolController()


class single_threaded_products(ContextDecorator):  # noqa: N801 - reads like a function
    """A context, or a decorator, in which matrix products run on the calling thread.

    The products here are small or already run on several threads. To wake OpenBLAS' own threads
    costs more than the product, and many times more on a busy machine. The limit is one for the
    whole process: it is set by the first context and removed at the end of the last one.
    """

    _lock = threading.Lock()
    _depth = 0
    _limit: Any = None

    def __enter__(self) -> None:
        """Set the limit, unless it is set."""
        kind = single_threaded_products
        with kind._lock:
            if not kind._depth and os.environ.get("OPENBLAS_NUM_THREADS") != "1":
                kind._limit = _thread_pools().limit(limits=1, user_api="blas")
            kind._depth += 1

    def __exit__(self, *_: object) -> None:
        """Remove the limit at the end of the outermost context."""
        kind = single_threaded_products
        with kind._lock:
            kind._depth -= 1
            if not kind._depth and kind._limit is not None:
                kind._limit.restore_original_limits()
                kind._limit = None
