"""The question before a batch turns originals into files of another format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMessageBox

from quantizer.batch.run.replacement import changed_formats
from quantizer.language import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from quantizer.batch.plan.options import BatchOptions
    from quantizer.batch.plan.plan import Entry


def may_replace(parent: QWidget, options: BatchOptions, entries: Sequence[Entry]) -> bool:
    """Return whether entries may be converted; ask if originals would change their format."""
    changes = changed_formats(entries) if options.destination.replaces else None
    if not changes:
        return True
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(tr("Replace originals?"))
    lines = [
        tr("{before} becomes {after}: {count:,}", count=count, before=tr(before), after=tr(after))
        for (before, after), count in changes.most_common()
    ]
    box.setText(tr("Originals will be replaced by files of another format."))
    conversion = options.conversion
    if conversion.skip_if_larger or conversion.min_saving is not None:
        lines.append(tr("Originals whose result is larger are kept."))
    else:
        lines.append(tr("Photos often become several times larger than they are as JPEG."))
    box.setInformativeText("\n".join(lines))
    replace = box.addButton(tr("Replace"), QMessageBox.ButtonRole.DestructiveRole)
    stay = box.addButton(tr("Do not start"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    box.exec()
    return box.clickedButton() is replace
