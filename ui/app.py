"""Starts and ends the graphical application.

Qt aborts the process if it finds no screen or a system library is missing, so `screen_problem`
checks first and says in one sentence what to do. An unexpected error opens a message dialog; it
goes to the log file and never to the terminal.
"""

from __future__ import annotations

import contextlib
import gc
import os
import re
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.installation import resources

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from PySide6.QtWidgets import QWidget

    from .main_window import MainWindow

    _Hook = Callable[[type[BaseException], BaseException, TracebackType | None], None]

_QUIET_MS = 300
"""Time after the start at which the desktop is asked what it prefers; not tuned."""
_ADVICE = "use the command line, which needs no screen: “quantizer reduce IMAGE -k 16 -o OUT”"
_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
_OF_X = ("libxcb", "libX11", "libxkbcommon-x11")
_LIBRARY = re.compile(r"lib[\w.+-]+\.so[\w.]*")


def screen_problem() -> str:
    """Return in one sentence why no window can be shown; empty if one can."""
    on_linux = sys.platform.startswith("linux")
    is_free = not on_linux or "QT_QPA_PLATFORM" in os.environ or "WAYLAND_DISPLAY" in os.environ
    display = os.environ.get("DISPLAY", "")
    problem = _import_problem(with_x=bool(display) and not is_free)
    if problem or is_free:
        return problem
    if not display:
        return f"there is no screen (DISPLAY and WAYLAND_DISPLAY are not set); {_ADVICE}"
    missing = _missing_libraries(with_x=True)
    if missing:
        return _remedy(missing)
    if not _answers(display):
        return f"no screen answers at DISPLAY={display}; {_ADVICE}"
    return ""


def _import_problem(*, with_x: bool) -> str:
    try:
        import PySide6.QtGui  # noqa: PLC0415 - whether it can be imported is the question
        import PySide6.QtWidgets  # noqa: F401, PLC0415
    except ImportError as error:
        found = _LIBRARY.search(str(error))
        if found is None:
            remedy = f"install it with “pip install PySide6-Essentials pyqtgraph”, or {_ADVICE}"
            return f"the window needs PySide6, which cannot be loaded ({error}): {remedy}"
        return _remedy(list(dict.fromkeys([found[0], *_missing_libraries(with_x=with_x)])))
    return ""


def _missing_libraries(*, with_x: bool) -> list[str]:
    """Return all libraries that cannot be loaded, so that one command installs them all."""
    return [
        library
        for library in _PACKAGES
        if (with_x or not library.startswith(_OF_X)) and not _loads(library)
    ]


def _remedy(missing: list[str]) -> str:
    packages = " ".join(_PACKAGES[library] for library in missing if library in _PACKAGES)
    where = f" (Debian, Ubuntu: apt install {packages})" if packages else ""
    which, them = ("libraries", "them") if len(missing) > 1 else ("library", "it")
    names = ", ".join(missing)
    return f"the window needs the system {which} {names}: install {them}{where}, or {_ADVICE}"


def _loads(library: str) -> bool:
    import ctypes  # noqa: PLC0415 - not where the screen is known

    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _answers(display: str) -> bool:
    import ctypes  # noqa: PLC0415 - not where the screen is known

    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = (ctypes.c_char_p, ctypes.c_void_p)
    xcb.xcb_connection_has_error.argtypes = (ctypes.c_void_p,)
    xcb.xcb_disconnect.argtypes = (ctypes.c_void_p,)
    connection = xcb.xcb_connect(display.encode(), None)
    try:
        return not xcb.xcb_connection_has_error(connection)
    finally:
        xcb.xcb_disconnect(connection)


def run(path: Path | None, others: Sequence[Path] = ()) -> int:
    """Show the window, with the image at `path` if one is given; return the exit code.

    If there are `others`, the batch window opens with all of the images.

    The code is 130 after Ctrl+C, 143 after SIGTERM, and 129 if the terminal was closed.
    """
    problem = screen_problem()
    if problem:
        sys.stderr.write(f"quantizer: {problem}\n")
        return 1
    gc.disable()  # until all modules are loaded: they are no garbage
    from PySide6.QtGui import QIcon  # noqa: PLC0415 - not before the screen was looked for
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from .main_window import MainWindow  # noqa: PLC0415
    from .preferences import Preferences  # noqa: PLC0415
    from .theme import apply_theme  # noqa: PLC0415
    from .translation import speak  # noqa: PLC0415
    from .wiring.late_parts import LateParts  # noqa: PLC0415

    app = QApplication.instance() or QApplication(["quantizer"])
    assert isinstance(app, QApplication)
    app.setApplicationName("Quantizer")
    app.setDesktopFileName("quantizer")
    app.setWindowIcon(QIcon(str(resources().joinpath("icons", "quantizer.svg"))))
    preferences = Preferences()
    speak(app, preferences.language)
    apply_theme(app, preferences.theme)
    app.styleHints().colorSchemeChanged.connect(lambda _s: apply_theme(app, preferences.theme))
    window = MainWindow(preferences, data_folder=_session_folder(), is_complete=False)
    window.completed.connect(gc.enable)
    late_parts = LateParts(window)
    app.commitDataRequest.connect(lambda _manager: window.keep_preferences())
    hook = sys.excepthook
    sys.excepthook = _hook(window)
    with contextlib.ExitStack() as stack:
        late_parts.painted.connect(partial(_after_first_paint, window, stack))
        window.show()
        if path is not None:
            window.open_path(path)
        if path is not None and others:
            window.completed.connect(lambda: window.batch.open([path, *others]))
        try:
            return app.exec()
        finally:
            gc.enable()
            sys.excepthook = hook
            late_parts.shutdown()
            window.end_now()


def _after_first_paint(window: MainWindow, stack: contextlib.ExitStack) -> None:
    """Do what need not be done before; `stack` ends it."""
    from PySide6.QtCore import QCoreApplication, QTimer  # noqa: PLC0415 - as in `run`

    from .dialogs.log_file import log_file  # noqa: PLC0415 - takes a tenth of the start
    from .motion import reduce_motion  # noqa: PLC0415
    from .termination import TerminationRequests  # noqa: PLC0415

    requests = TerminationRequests(window)
    requests.requested.connect(QCoreApplication.exit)
    stack.callback(requests.stop)
    stack.enter_context(log_file())
    reduce_motion(bool(window.preferences.reduced_motion))
    if window.preferences.reduced_motion is None:
        QTimer.singleShot(_QUIET_MS, window, partial(_follow_desktop, window))


def _follow_desktop(window: MainWindow) -> None:
    """Reduce motion if the desktop asks for it; that takes a moment, so the window is there."""
    from PySide6.QtCore import QSignalBlocker  # noqa: PLC0415 - as in `run`

    from .motion import reduce_motion, system_reduces_motion  # noqa: PLC0415

    reduced = system_reduces_motion()
    reduce_motion(reduced)
    action = window.actions_by_name["reduce_motion"]
    with QSignalBlocker(action):  # it is not the user's own choice
        action.setChecked(reduced)


def _session_folder() -> Path | None:
    """Return the folder in which the last state of each session is kept; None without any."""
    from PySide6.QtCore import QStandardPaths  # noqa: PLC0415 - not before the screen was looked for

    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)
    return Path(folder) / "sessions" if folder else None


def _hook(window: QWidget) -> _Hook:
    """Return an exception hook that opens a message dialog instead of printing a traceback."""

    def show(
        _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            window.close()
        else:
            from quantizer.language import tr  # noqa: PLC0415 - most sessions need neither

            from .dialogs.message import show_error  # noqa: PLC0415

            show_error(window, tr("Something went wrong"), error)

    return show


def main() -> None:
    """Run ``quantizer-window [IMAGE ...]``, the command for desktop menus."""
    arguments = sys.argv[1:]
    if arguments and arguments[0].startswith("-"):
        sys.stderr.write("usage: quantizer-window [IMAGE ...]\n")
        raise SystemExit(2)
    first, *others = map(Path, arguments) if arguments else (None,)
    try:
        raise SystemExit(run(first, others))
    except KeyboardInterrupt:  # before the window listens to signals
        raise SystemExit(130) from None
