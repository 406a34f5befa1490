"""Fixtures shared by all tests: small images, made here.

Where a system library that Qt needs is missing, the window's tests are left out and the summary
says which library it is; everything else is tested all the same.
"""

from __future__ import annotations

import os
from collections import Counter
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from quantizer.batch import session
from quantizer.batch.workers.process_pool import ProcessExecutor
from quantizer.image.image import Image
from quantizer.parallel import core_count

if TYPE_CHECKING:
    from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QUANTIZER_CONFIG"] = ""  # not that of whoever runs the tests
_configuration = TemporaryDirectory(prefix="quantizer-tests-")  # removed when it is collected
os.environ["XDG_CONFIG_HOME"] = _configuration.name  # nor is the user's key for journals used
os.environ["PYTEST_QT_API"] = "pyside6"
# scikit-learn, the oracle, warns where the number of physical cores cannot be found.
os.environ.setdefault("LOKY_MAX_CPU_COUNT", "1")

try:
    import PySide6.QtTest
    import PySide6.QtWidgets  # noqa: F401 - only whether it can be imported matters
except ImportError as error:
    _without_qt = str(error)
    collect_ignore = ["ui"]
else:
    _without_qt = ""
    pytest_plugins = ["pytestqt.plugin"]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Start one worker more than there are cores: some tests only wait for other processes."""
    return core_count() + 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say why the window's tests were left out."""
    if _without_qt:
        terminalreporter.section("The window was not tested", yellow=True)
        terminalreporter.line(f"Qt cannot be loaded: {_without_qt}")
        terminalreporter.line(
            "On Debian and Ubuntu: apt install libegl1 libgl1 libxkbcommon0 libdbus-1-3 "
            "libfontconfig1 libglib2.0-0"
        )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as exhaustive all cases of a test marked ``sample(n)`` except each n-th."""
    seen: Counter[str] = Counter()
    for item in items:
        sample = item.get_closest_marker("sample")
        if sample is not None:
            test = item.nodeid.split("[")[0]
            if seen[test] % sample.args[0]:
                item.add_marker(pytest.mark.exhaustive)
            seen[test] += 1


settings.register_profile(
    "quantizer",
    deadline=None,
    derandomize=True,
    max_examples=15,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("quantizer")


def make_photo(height: int = 48, width: int = 64, seed: int = 0) -> np.ndarray:
    """Return an opaque picture with gradients, an edge and noise: uint8 (height, width, 4)."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    red = 255 * x / max(1, width - 1)
    green = 255 * y / max(1, height - 1)
    blue = np.where(x + y > (height + width) / 2, 200, 40)
    levels = np.stack([red, green, blue], axis=-1) + rng.normal(0, 4, (height, width, 3))
    rgb = np.clip(np.rint(levels), 0, 255).astype(np.uint8)
    return np.concatenate([rgb, np.full((height, width, 1), 255, np.uint8)], axis=-1)


@pytest.fixture
def photo() -> Image:
    """An opaque image of many colours."""
    return Image(make_photo())


@pytest.fixture
def icon() -> Image:
    """A disc with a soft edge on a fully transparent ground, whose hidden colours vary."""
    pixels = make_photo(40, 40, seed=1)
    y, x = np.mgrid[0:40, 0:40]
    distance = np.hypot(x - 19.5, y - 19.5)
    pixels[..., 3] = np.clip(np.rint((17 - distance) * 64), 0, 255).astype(np.uint8)
    return Image(pixels)


class _KeptExecutor(ProcessExecutor):
    """An executor whose processes stay when a batch has ended."""

    def shutdown(self, *_: Any, **_named: Any) -> None:
        """Do nothing; `_executors` ends the processes after the last test."""


@pytest.fixture(scope="session")
def _executors() -> Iterator[dict[int | None, ProcessExecutor]]:
    """The executors of `kept_workers`, by their number of processes."""
    executors: dict[int | None, ProcessExecutor] = {}
    yield executors
    for executor in executors.values():
        ProcessExecutor.shutdown(executor)


@pytest.fixture
def kept_workers(
    monkeypatch: pytest.MonkeyPatch, _executors: dict[int | None, ProcessExecutor]
) -> None:
    """Have batches convert in processes that run already; to start one takes a third of a second.

    They do not see what a test changes in the environment.
    """

    def take(
        jobs: int | None = None, _niceness: int = 0, **_limits: float | None
    ) -> ProcessExecutor:
        if jobs not in _executors:
            _executors[jobs] = _KeptExecutor(jobs)
        return _executors[jobs]

    monkeypatch.setattr(session, "ProcessExecutor", take)
