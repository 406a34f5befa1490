from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from quantizer.image.palette import Palette, Swatch
from quantizer.swatches.contrast import contrasts
from quantizer.swatches.roles import Role, assign_roles

COLOR = st.tuples(*[st.integers(0, 255)] * 3, st.just(255))


@given(colors=st.lists(COLOR, min_size=1, max_size=12))
def test_text_is_readable_on_the_background(colors: list[tuple[int, int, int, int]]) -> None:
    shares = [1 / (place + 2) for place in range(len(colors))]
    palette = Palette.from_colors(np.array(colors, np.uint8), shares=shares)
    roles = assign_roles(palette)
    assert set(roles) == set(Role)
    assert roles[Role.BACKGROUND].color == colors[0]
    pair = [np.array([roles[role].color], np.uint8) for role in (Role.TEXT, Role.BACKGROUND)]
    assert contrasts(*pair)[0, 0] >= 4.5
    own = {swatch.color for swatch in palette}
    assert {swatch.color for role, swatch in roles.items() if role is not Role.TEXT} <= own


def test_a_page_gets_the_roles_that_one_expects() -> None:
    page = Palette(
        (
            Swatch((250, 248, 240, 255), name="paper", share=0.7),
            Swatch((30, 30, 34, 255), name="ink", share=0.15),
            Swatch((200, 30, 40, 255), name="red", share=0.05),
            Swatch((30, 70, 200, 255), name="blue", share=0.05),
            Swatch((150, 150, 140, 255), name="stone", share=0.05),
            Swatch((0, 0, 0, 0), share=0.0),
        )
    )
    names = {role: swatch.name for role, swatch in assign_roles(page).items()}
    assert names == {
        Role.BACKGROUND: "paper",
        Role.TEXT: "ink",
        Role.ACCENT: names[Role.ACCENT],
        Role.VIVID: names[Role.VIVID],
        Role.MUTED: "ink",
        Role.LIGHT: "paper",
        Role.DARK: "ink",
    }
    assert {names[Role.ACCENT], names[Role.VIVID]} == {"red", "blue"}
