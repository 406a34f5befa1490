"""Why a command is not available at the moment, by its name."""

from __future__ import annotations

from quantizer.language import mark, tr

_NO_IMAGE = mark("Open an image first")
_NO_RESULT = mark("There is no result yet")
_NO_ANIMATION = mark("The image is not animated")
_NO_PIN = mark("Nothing is pinned")
_NO_COLOR = mark("Choose colours of the palette first")
_REASONS = {
    "undo": mark("There is nothing to undo"),
    "redo": mark("There is nothing to redo"),
    "cancel": mark("Nothing is running"),
    "update": _NO_IMAGE,
    "save_project": _NO_IMAGE,
    "save_project_as": _NO_IMAGE,
    "play": _NO_ANIMATION,
    "frame_before": _NO_ANIMATION,
    "frame_after": _NO_ANIMATION,
    "frames": _NO_ANIMATION,
    "reverse_frames": _NO_ANIMATION,
    "plays": _NO_ANIMATION,
    "frame_delay": _NO_ANIMATION,
    "thin_frames": _NO_ANIMATION,
    "leave_out_frames": mark("Select frames of an animation first"),
    "bring_back_frames": mark("Select frames of an animation first"),
    "centre_split": mark("Only the split view has a split"),
    "remove_pins": _NO_PIN,
    "usual_sides": mark("Original and result are shown already"),
    "edit_color": _NO_COLOR,
    "rename_color": _NO_COLOR,
    "lock_colors": _NO_COLOR,
    "merge_colors": mark("Choose two or more colours of the palette first"),
    "delete_colors": _NO_COLOR,
    "color_up": _NO_COLOR,
    "color_down": _NO_COLOR,
}


def reason(name: str) -> str:
    """Return in a few words why a command is disabled."""
    return tr(_REASONS.get(name, _NO_RESULT))
