from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from quantizer.image.image import Image
from ui.canvas.pyramid import Pyramid


@pytest.mark.parametrize("alpha", [255, 77])
def test_the_first_level_is_the_image_as_qt_converts_it(alpha: int) -> None:
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 256, (75, 33, 4), dtype=np.uint8)
    pixels[..., 3] = 255
    pixels[40, 7, 3] = alpha
    picture = Pyramid.of_image(Image(pixels)).levels[0]
    layout = QImage.Format.Format_RGBA8888
    whole = QImage(pixels.tobytes(), 33, 75, 4 * 33, layout)
    assert picture.hasAlphaChannel() == (alpha < 255)
    assert picture == whole.convertToFormat(picture.format())
    assert picture.pixelColor(32, 74) == QColor(*map(int, pixels[74, 32]))
