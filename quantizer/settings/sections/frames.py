"""How the frames of an animation are reduced."""

# ruff: noqa: RUF009 - `option` returns a dataclass field

from __future__ import annotations

from dataclasses import dataclass

from quantizer.settings.enums import FramePalettes
from quantizer.settings.option import CheckedSettings, option


@dataclass(frozen=True, slots=True)
class AnimationSettings(CheckedSettings):
    """How the frames of an animation are reduced.

    Parameters
    ----------
    palettes
        One palette for all frames, or one for each.
    """

    palettes: FramePalettes = option(
        FramePalettes.SHARED,
        flag="--frame-palettes",
        help="palettes of an animation: shared is one for all frames, each is one per frame",
        label="Palettes",
    )
