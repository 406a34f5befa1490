"""The questions about projects: what to do with unsaved work, and where the image is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from quantizer.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

_Role = QMessageBox.ButtonRole


def ask_about_work(
    window: QWidget, name: str, *, save: Callable[[], object], discard: Callable[[], object]
) -> QMessageBox:
    """Ask whether to save work before it is closed; call what was chosen, nothing on Cancel."""
    box = _box(window, QMessageBox.Icon.Warning, tr("Save your work?"))
    box.setText(tr("Save the changes to “{name}” before it is closed?", name=name))
    box.setInformativeText(tr("Pins, palette edits and settings are lost otherwise."))
    saving = box.addButton(tr("Save"), _Role.AcceptRole)
    leaving = box.addButton(tr("Discard"), _Role.DestructiveRole)
    box.setEscapeButton(box.addButton(tr("Cancel"), _Role.RejectRole))
    box.setDefaultButton(saving)
    return _opened(box, {saving: save, leaving: discard})


def ask_about_image(
    window: QWidget,
    path: Path,
    *,
    is_missing: bool,
    use: Callable[[], object],
    use_other: Callable[[Path], object],
) -> QMessageBox:
    """Say that the image of a project is missing or has changed, and ask which file to use.

    Parameters
    ----------
    path
        Where the image was.
    is_missing
        Whether it is not there any more; else it has other content.
    use
        Called to use the image as it is now.
    use_other
        Called with another file.
    """

    def choose() -> None:
        name, _ = QFileDialog.getOpenFileName(
            window, tr("Find “{name}”", name=path.name), str(path.parent)
        )
        if name:
            use_other(Path(name))

    if is_missing:
        box = _box(window, QMessageBox.Icon.Warning, tr("Image not found"))
        text = tr("The image of the project, “{name}”, is not there any more.", name=path.name)
    else:
        box = _box(window, QMessageBox.Icon.Question, tr("Image changed"))
        text = tr("The image “{name}” has changed since the project was saved.", name=path.name)
    box.setText(text)
    box.setInformativeText(str(path))
    answers: dict[object, Callable[[], object]] = {}
    if not is_missing:
        as_it_is = box.addButton(tr("Use it as it is"), _Role.AcceptRole)
        answers[as_it_is] = use
    finding = box.addButton(tr("Find the image…"), _Role.ActionRole)
    answers[finding] = choose
    box.setEscapeButton(box.addButton(tr("Cancel"), _Role.RejectRole))
    box.setDefaultButton(finding if is_missing else as_it_is)
    return _opened(box, answers)


def _box(window: QWidget, icon: QMessageBox.Icon, title: str) -> QMessageBox:
    box = QMessageBox(window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(icon)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    return box


def _opened(box: QMessageBox, answers: dict[object, Callable[[], object]]) -> QMessageBox:
    """Open a box and return it; the function of the button that is pressed is called."""
    box.buttonClicked.connect(lambda button: answers.get(button, lambda: None)())
    box.open()
    return box
