"""Named settings, saved as JSON, for the window and the command line alike.

    built_in, or a file -> preset_file -> Preset -> applied to the settings that would hold else

A preset holds only what it means to set; the rest stays as the command or the window has it.
`store` keeps the user's own in one folder, a file each.
"""

from __future__ import annotations

from quantizer.presets.built_in import BUILT_IN
from quantizer.presets.preset import Preset
from quantizer.presets.preset_file import read_preset, write_preset
from quantizer.presets.store import PresetStore

__all__ = ["BUILT_IN", "Preset", "PresetStore", "read_preset", "write_preset"]
