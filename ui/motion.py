"""Reduced motion: whether anything in the window may move without being asked to.

The user's choice goes first, then what the desktop says. Qt does not tell that up to 6.11, so on
Linux the desktop portal is asked (`org.freedesktop.appearance`, `reduced-motion`, and GNOME's
`enable-animations`), and where there is none, GTK's ``settings.ini``.

Reduced, menus, boxes and tooltips appear at once, and the step mode makes one step each time that
*Play* is pressed. Animations of images never start by themselves.
"""

from __future__ import annotations

import configparser
import os
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

_PROPERTY = "reduced motion"
_EFFECTS = (
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_FadeMenu,
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeTooltip,
    Qt.UIEffect.UI_AnimateToolBox,
)
_WAIT_MS = 200
"""Longest time to wait for the portal, which answers within a few; not tuned."""
_ASKED = (
    ("org.freedesktop.appearance", "reduced-motion", 1),
    ("org.gnome.desktop.interface", "enable-animations", False),
)
"""Namespace and key of each setting of the portal, and the value that asks for less motion."""


def is_motion_reduced() -> bool:
    """Whether nothing may move without being asked to."""
    application = QApplication.instance()
    return application is not None and bool(application.property(_PROPERTY))


def reduce_motion(reduced: bool) -> None:
    """Reduce motion from now on, or allow it again."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.setProperty(_PROPERTY, reduced)
    for effect in _EFFECTS:
        if reduced:
            QApplication.setEffectEnabled(effect, False)


def system_reduces_motion() -> bool:
    """Whether the desktop asks for less motion; False where it does not say."""
    if "DBUS_SESSION_BUS_ADDRESS" in os.environ:
        from PySide6.QtDBus import QDBusConnection  # noqa: PLC0415 - only where there is a bus

        bus = QDBusConnection.sessionBus()
        if bus.isConnected():
            for space, key, reduced in _ASKED:
                value = _portal_value(bus, space, key)
                if value is not None:
                    return value == reduced
    return _gtk_reduces_motion()


def _portal_value(bus: object, space: str, key: str) -> object:
    """Return a setting of the desktop portal; None if there is none."""
    from PySide6.QtDBus import QDBus, QDBusConnection, QDBusMessage  # noqa: PLC0415 - as above

    assert isinstance(bus, QDBusConnection)
    ask = QDBusMessage.createMethodCall(
        "org.freedesktop.portal.Desktop",
        "/org/freedesktop/portal/desktop",
        "org.freedesktop.portal.Settings",
        "ReadOne",
    )
    ask.setArguments([space, key])
    answer = bus.call(ask, QDBus.CallMode.Block, _WAIT_MS)
    values = answer.arguments()
    if answer.type() is not QDBusMessage.MessageType.ReplyMessage or not values:
        return None
    found = values[0]
    return found.variant() if hasattr(found, "variant") else found


def _gtk_reduces_motion() -> bool:
    folder = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    for name in ("gtk-4.0", "gtk-3.0"):
        settings = configparser.ConfigParser(interpolation=None)
        try:
            settings.read(Path(folder, name, "settings.ini"), encoding="utf-8")
            value = settings.get("Settings", "gtk-enable-animations", fallback="")
        except (configparser.Error, OSError, UnicodeDecodeError):
            continue
        if value:
            return value.strip().lower() in {"0", "false"}
    return False
