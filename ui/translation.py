"""The language of the window: the one that was chosen, or that of the desktop.

It is chosen before the first widget is made, so another choice holds from the next start on.
"""

from __future__ import annotations

import os
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

from quantizer.language import LANGUAGES, mark, use_language

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


class Language(StrEnum):
    """The language that the user chose; SYSTEM follows the desktop."""

    SYSTEM = "system"
    ENGLISH = "en"
    GERMAN = "de"


LANGUAGE_NAMES = {
    Language.SYSTEM: mark("System"),
    **{Language(code): name for code, name in LANGUAGES.items()},
}
"""What each is called in the menu: a language by its own name."""
_VARIABLE = "QUANTIZER_LANGUAGE"
"""Environment variable that goes before the choice."""


def language_code(chosen: Language) -> str:
    """Return the code of the language that a choice stands for here."""
    asked = os.environ.get(_VARIABLE, "")
    if asked in LANGUAGES:
        return asked
    if chosen is not Language.SYSTEM:
        return chosen.value
    preferred = (name.partition("-")[0] for name in QLocale.system().uiLanguages())
    return next((code for code in preferred if code in LANGUAGES), "en")


def speak(application: QApplication, chosen: Language) -> None:
    """Show the texts and numbers of the window and of Qt in a language."""
    code = language_code(chosen)
    use_language(code)
    if code == "en":
        return
    QLocale.setDefault(QLocale(code))
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(f"qtbase_{code}", folder):
        application.installTranslator(translator)
