"""Draw the sample images of the start page, but for the photo (``make_sample.py``).

Run ``python resources/make_samples.py``; it needs NumPy and Pillow. The files land in ``samples``.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

FOLDER = Path(__file__).with_name("samples")
INK, GREY, LINE, PAPER, SIDE = "#20242e", "#7b8290", "#e2e5eb", "#ffffff", "#f4f5f9"
SERIES = ("#4f46d8", "#16a394", "#f0883e", "#d6457a")

PLANT = """
................
......gg..gg....
.....gGGggGGg...
....gGGGGGGGGg..
....gGgGGGGgGg..
.....g.gGGg.g...
...gg...gg...gg.
..gGGg..gg..gGGg
..gGGGg.gg.gGGGg
...gGGGggggGGGg.
....ggg.gg.ggg..
........gg......
....rrrrrrrrrr..
....rRRRRRRRRr..
.....rRRRRRRr...
.....rrrrrrrr...
"""
CAT = """
..k.......k.....
.kok.....kok....
.kookkkkkook....
.kooooooooook...
.koewooowewok...
.koekoookekok...
.kooookkooook.k.
..kowwppwwok.kok
...kkowwwkkk.kok
..kooooooooookok
..kooooooooooook
..kowwoooowwook.
..kowwkookwwok..
...kkk.kk.kkk...
................
................
"""
COLORS = {
    "g": "#2c6e3f", "G": "#5fb45b", "r": "#8a3b2a", "R": "#c96a45", "k": "#2a1c28",
    "o": "#e8954a", "w": "#fbe9d0", "e": "#3fa7a0", "p": "#e77d8e",
}  # fmt: skip


def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Return the font that comes with Pillow."""
    return ImageFont.load_default(size)


def screenshot() -> Image.Image:
    """Return the window of a made-up program: text, lines, flat areas and a chart."""
    image = Image.new("RGB", (960, 600), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 960, 44), INK)
    draw.text((20, 12), "Harbour office", "#ffffff", font(18))
    for place, color in ((886, "#f5bf4f"), (910, "#61c554"), (934, "#ed6a5e")):
        draw.ellipse((place - 7, 15, place + 7, 29), color)
    draw.rectangle((0, 44, 200, 600), SIDE)
    for row, name in enumerate(("Overview", "Arrivals", "Berths", "Weather", "Invoices")):
        top = 64 + 40 * row
        if row == 1:
            draw.rounded_rectangle((12, top, 188, top + 32), 6, SERIES[0])
        draw.text((28, top + 8), name, "#ffffff" if row == 1 else INK, font(14))
    draw.text((228, 66), "Arrivals this week", INK, font(24))
    draw.text((228, 100), "Ships by day and kind of cargo", GREY, font(14))
    _bars(draw)
    rows = (
        ("Marlin", "Tanker", "08:15", "At berth"),
        ("North Star", "Container", "09:40", "Expected"),
        ("Aurora", "Ferry", "11:05", "Expected"),
        ("Sea Lark", "Trawler", "12:30", "Delayed"),
    )
    for row, words in enumerate((("Ship", "Kind", "Time", "State"), *rows)):
        top = 416 + 34 * row
        for place, word in zip((228, 428, 588, 728), words, strict=True):
            late = {"Delayed": SERIES[3], "At berth": SERIES[1]}.get(word, INK)
            draw.text((place, top), word, late if row else GREY, font(14))
        draw.line((228, top + 26, 932, top + 26), LINE)
    return image


def _bars(draw: ImageDraw.ImageDraw) -> None:
    """Draw the chart: a group of bars for each day, with smooth edges where they are round."""
    heights = np.random.default_rng(5).integers(24, 200, (7, 4))
    for level in range(5):
        draw.line((264, 376 - 56 * level, 932, 376 - 56 * level), LINE)
        draw.text((228, 368 - 56 * level), str(10 * level), GREY, font(12))
    for day, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")):
        left = 284 + 94 * day
        for kind, color in enumerate(SERIES):
            at, top = left + 16 * kind, 376 - int(heights[day, kind])
            draw.rounded_rectangle((at, top, at + 13, 376), 3, color)
        draw.text((left + 18, 384), name, GREY, font(12))


def icon() -> Image.Image:
    """Return a glossy drop with a soft shadow, 256 pixels wide, on transparency."""
    side = 256
    y, x = np.mgrid[0:side, 0:side] / side
    reach = np.clip((0.62 - y) / 0.56, 0, 1) ** 1.35
    distance = np.where(
        y > 0.62, np.hypot(x - 0.5, y - 0.62) - 0.27, np.abs(x - 0.5) - 0.27 * (1 - reach)
    )
    cover = np.clip(0.5 - distance * side / 1.6, 0, 1) * (y > 0.06)
    tones = [np.array(one, float) for one in ((150, 236, 255), (28, 138, 240), (58, 46, 190))]
    mix = np.clip(np.hypot(x - 0.4, y - 0.46) * 2.1, 0, 1)[..., None]
    body = np.where(
        mix < 0.5,
        tones[0] + (tones[1] - tones[0]) * 2 * mix,
        tones[1] + (tones[2] - tones[1]) * (2 * mix - 1),
    )
    shine = np.exp(-(((x - 0.405) / 0.05) ** 2) - ((y - 0.56) / 0.12) ** 2)[..., None]
    body += (255 - body) * 0.85 * shine
    drop = np.dstack([np.clip(body, 0, 255), 255 * cover]).astype(np.uint8)
    shadow = Image.new("RGBA", (side, side))
    ImageDraw.Draw(shadow).ellipse((62, 206, 194, 242), (20, 20, 60, 150))
    shadow = shadow.filter(ImageFilter.GaussianBlur(9))
    return Image.alpha_composite(shadow, Image.fromarray(drop))


def pixel_art() -> Image.Image:
    """Return a cat beside a plant on a window sill, 64 by 48 pixels."""
    image = Image.new("RGB", (64, 48), "#7fc4e8")
    draw = ImageDraw.Draw(image)
    for row, color in enumerate(("#4a7fc1", "#5b95d0", "#6daddc", "#7fc4e8", "#a5dcf0")):
        draw.rectangle((0, 6 * row, 63, 6 * row + 6), color)
    draw.ellipse((44, 4, 55, 15), "#fff3b0")
    draw.polygon([(0, 34), (14, 20), (26, 32), (38, 18), (63, 36), (63, 40), (0, 40)], "#4d8a74")
    draw.polygon([(0, 36), (20, 28), (40, 38), (63, 30), (63, 40), (0, 40)], "#6fae6f")
    for left in (0, 31, 62):
        draw.rectangle((left, 0, left + 1, 39), "#6b4630")
    draw.rectangle((0, 38, 63, 47), "#8a5a3c")
    draw.rectangle((0, 38, 63, 39), "#b57a50")
    draw.rectangle((0, 46, 63, 47), "#6b4630")
    for picture, left, top in ((PLANT, 8, 23), (CAT, 38, 26)):
        for y, line in enumerate(picture.split()):
            for x, key in enumerate(line):
                if key != ".":
                    image.putpixel((left + x, top + y), tuple(bytes.fromhex(COLORS[key][1:])))
    return image


def animation() -> list[Image.Image]:
    """Return the frames of three glowing balls that circle around each other."""
    frames = []
    y, x = np.mgrid[0:180, 0:240].astype(float)
    back = np.dstack([24 + y / 8, 20 + x / 12, 60 + y / 4])
    for step in range(30):
        pixels = back.copy()
        for ball, color in enumerate(((255, 96, 72), (72, 220, 150), (96, 130, 255))):
            angle = 2 * math.pi * (step / 30 + ball / 3)
            distance = np.hypot(x - 120 - 62 * math.cos(angle), y - 90 - 42 * math.sin(angle))
            glow = np.exp(-((distance / 34) ** 2))[..., None]
            pixels += (np.array(color) - 0.25 * pixels) * glow
        frames.append(Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)))
    return frames


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    screenshot().save(FOLDER / "screenshot.png", optimize=True)
    icon().save(FOLDER / "icon.png", optimize=True)
    pixel_art().save(FOLDER / "pixel-art.png", optimize=True)
    first, *others = animation()
    first.save(
        FOLDER / "animation.webp",
        save_all=True, append_images=others, duration=50, loop=0, quality=80, method=6,
    )  # fmt: skip
