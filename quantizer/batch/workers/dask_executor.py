"""The workers of a Dask cluster, as an executor: ``quantizer batch --cluster tcp://host:8786``.

    submit -> scheduler -> a worker, on any machine -> the answer, by a thread of the client
                        <- the worker's end: another one takes the call

Scheduler and workers need Quantizer in the same version, and the workers see the files under the
paths that they have here. A call may be made twice, the first time in vain. Results are the same
there as here as far as NumPy's and Pillow's are.

`distributed` comes with the extra ``quantizer[cluster]`` and is only loaded when it is wanted.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import pickle
import threading
import uuid
from concurrent.futures import CancelledError, Executor, Future, wait
from functools import partial
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from quantizer import __version__
from quantizer.batch.workers import worker_main
from quantizer.batch.workers.worker_handle import WorkerDied
from quantizer.errors import Cancelled, QuantizerError
from quantizer.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")

_SECONDS_TO_CONNECT = 5
_GRACE = 0.15
"""Seconds that an interrupted call has to stop by itself."""

_stopped: dict[str, int] = {}
"""In a worker: up to which of its calls each owner wants no more."""


class ClusterError(QuantizerError):
    """The cluster cannot be used, or was lost."""


class ClusterExecutor(Executor):
    """Runs calls on the workers of a Dask cluster.

    A call and what it returns or raises must be picklable, its function importable there. Where a
    worker ends, another one takes the call; once that has cost several of them their lives, the
    future raises `WorkerDied`. Calls count as running as soon as they are submitted, since the
    scheduler alone knows: none can be cancelled by its future, all by `interrupt`.

    Parameters
    ----------
    address
        Of the scheduler, ``tcp://host:8786``.

    Raises
    ------
    ClusterError
        If `distributed` is not installed, no scheduler answers within five seconds, it has no
        workers, or they lack Quantizer or have it in another version.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._client = _connect(address)
        self._owner = uuid.uuid4().hex
        self._lock = threading.Lock()
        self._running: dict[int, tuple[Future[Any], Any]] = {}
        self._last = 0
        self._stopped = 0
        self._is_shut = False
        try:
            self.jobs = self._count_workers()
        except BaseException:
            self._client.close()
            raise

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have ``fn(*args, **kwargs)`` called on the cluster.

        Raises
        ------
        ClusterError
            If the scheduler is gone.
        """
        if self._client.status != "running":
            raise self._lost()
        # Pickled here, it is opened by the worker only, not by the scheduler.
        call = pickle.dumps((fn, args, kwargs), pickle.HIGHEST_PROTOCOL)
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()
        with self._lock:
            if self._is_shut:
                raise RuntimeError("the cluster was left; nothing more can be given to it")
            self._last += 1
            number = self._last
            remote = self._client.submit(_do, self._owner, number, call, pure=False)
            self._running[number] = future, remote
        remote.add_done_callback(partial(self._finish, number))
        return future

    def interrupt(self) -> None:
        """End all that was submitted so far, within a quarter of a second.

        Calls raise `Cancelled` as soon as they ask `worker_main.progress`; one that
        does not ask in time is forgotten, and goes on over there until it does.
        """
        with self._lock:
            self._stopped = self._last
            stopped = dict(self._running)
        if not stopped:
            return
        # On a thread of its own: a worker that hangs does not answer.
        threading.Thread(target=self._stop_workers, args=(self._stopped,), daemon=True).start()
        wait([future for future, _ in stopped.values()], timeout=_GRACE)
        for number, (_, remote) in stopped.items():
            self._settle(number, error=Cancelled())
            with contextlib.suppress(Exception):
                remote.cancel()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster once all is done, or with `cancel_futures` now; it goes on without."""
        with self._lock:
            is_first, self._is_shut = not self._is_shut, True
            futures = [future for future, _ in self._running.values()]
        if not is_first:
            return
        if cancel_futures:
            self.interrupt()
        elif wait:
            _wait_for_all(futures)
        self._client.close()

    def _count_workers(self) -> int:
        """Return how many calls the workers take at a time; raise if they cannot take ours."""
        where = f"the cluster at {self._address}"
        try:
            versions = {self._client.run_on_scheduler(_version)}
            versions.update(self._client.run(_version).values())
            threads = self._client.nthreads()
        except Exception as error:
            raise ClusterError(
                f"{where} cannot load Quantizer; install it for its scheduler and its workers, "
                f"too ({' '.join(str(error).split())})"
            ) from error
        if not threads:
            raise ClusterError(f"{where} has no workers; start some with dask worker")
        others = sorted(versions - {_version()})
        if others:
            raise ClusterError(
                f"{where} has Quantizer {others[0]}, and here is {_version()}; install the same "
                "version"
            )
        return sum(threads.values())

    def _stop_workers(self, number: int) -> None:
        with contextlib.suppress(Exception):  # a cluster that is gone works on nothing
            self._client.run(_stop, self._owner, number, on_error="ignore")

    def _finish(self, number: int, remote: Any) -> None:
        """Pass on what became of a call; runs on a thread of the client."""
        try:
            result = remote.result()
        except BaseException as error:  # noqa: BLE001 - raised where the future is asked
            self._settle(number, error=self._told(error))
        else:
            self._settle(number, result)

    def _told(self, error: BaseException) -> BaseException:
        from distributed import KilledWorker  # noqa: PLC0415 - optional
        from distributed.comm.core import CommClosedError  # noqa: PLC0415

        if isinstance(error, KilledWorker):
            return WorkerDied("the workers of the cluster that had it died, one after the other")
        if isinstance(error, CancelledError | CommClosedError):
            return self._lost()
        return error

    def _lost(self) -> ClusterError:
        return ClusterError(
            f"the cluster at {self._address} was lost, and the work that it had; start it, and "
            "the batch once more"
        )

    def _settle(self, number: int, result: Any = None, error: BaseException | None = None) -> None:
        with self._lock:
            future, _ = self._running.pop(number, (None, None))
        if future is None:
            return
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)


_wait_for_all = wait


def _connect(address: str) -> Any:
    try:
        import distributed  # noqa: PLC0415 - optional, and slow to load
    except ImportError as error:
        raise ClusterError(
            "for a cluster Quantizer needs Dask, which is not installed: "
            "pip install 'quantizer[cluster]'"
        ) from error
    # What a person must know is told by an error; what Dask logs are tracebacks.
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    client: Any = distributed.Client  # it has no types
    with contextlib.suppress(Exception):
        return client(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
    # Half a client is left, which stops its thread when it is collected. That must not happen
    # while the next one starts: both want the same lock.
    gc.collect()
    raise ClusterError(
        f"no scheduler of a cluster answers at {address or 'no address'}; start one with dask "
        "scheduler, and give its address, such as tcp://host:8786"
    )


def _do(owner: str, number: int, call: bytes) -> Any:
    """Make a call in a worker_main."""
    line = Progress(cancelled=lambda: number <= _stopped.get(owner, 0))
    with worker_main.speaking_on(line):
        line.check()
        function, arguments, named = pickle.loads(call)
        return function(*arguments, **named)


def _stop(owner: str, number: int) -> None:
    """Have a worker make no more calls of an owner up to one."""
    _stopped[owner] = max(number, _stopped.get(owner, 0))


def _version() -> str:
    return __version__
