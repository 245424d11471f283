"""Drawn pictures for invented cases: a lane before and after. No photo of a real place or person."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw

from tongxin.records.photos import Photo, reencode

WIDTH, HEIGHT = 960, 720
WALL, ROOF, LANE, SKY, GREEN = "#e9dcc6", "#7b4f3a", "#b9b2a4", "#cfe0e6", "#7fa46b"
HEAP = ("#6f5b43", "#8a7350", "#4f6b57", "#a88f5d", "#d8d2c4")


def lane(chance: random.Random, *, dirty: bool) -> Photo:
    """A village lane with a house; with a heap of rubbish where `dirty`."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), SKY)
    draw = ImageDraw.Draw(picture)
    draw.polygon([(0, 330), (300, 240), (620, 310), (WIDTH, 230), (WIDTH, 420), (0, 420)], fill=GREEN)
    draw.rectangle([0, 400, WIDTH, HEIGHT], fill=LANE)
    left = chance.randint(60, 220)
    draw.rectangle([left, 260, left + 420, 470], fill=WALL)
    draw.polygon([(left - 30, 270), (left + 210, 150), (left + 450, 270)], fill=ROOF)
    draw.rectangle([left + 60, 330, left + 140, 470], fill="#5b4636")
    draw.rectangle([left + 240, 320, left + 340, 400], fill="#8fb0bb", outline="#5b4636", width=6)
    if dirty:
        middle = left + 520
        for _ in range(90):
            x, y = chance.gauss(middle, 70), 560 - abs(chance.gauss(0, 46))
            size = chance.randint(12, 40)
            draw.ellipse([x, y, x + size, y + size * 0.7], fill=chance.choice(HEAP))
    else:
        for step in range(5):
            x = left + 470 + step * 46
            draw.ellipse([x, 520, x + 40, 556], fill="#5f8f58")
            draw.ellipse([x + 13, 508, x + 27, 522], fill="#c96a4a")
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    stream.seek(0)
    return reencode(stream)
