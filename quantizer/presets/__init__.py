"""Presets: named settings, for the window and the command line.

    built_in, or a JSON file -> preset_file -> Preset -> applied to the default settings

A preset holds only the values it sets; all other settings keep the defaults of the command or the
window. `store` keeps the user's own presets in one folder, a file each.
"""

from __future__ import annotations

from quantizer.presets.built_in import BUILT_IN
from quantizer.presets.preset import Preset
from quantizer.presets.preset_file import read_preset, write_preset
from quantizer.presets.store import PresetStore

__all__ = ["BUILT_IN", "Preset", "PresetStore", "read_preset", "write_preset"]
