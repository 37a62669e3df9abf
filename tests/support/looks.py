"""Pages as small pictures, and how far two pictures are apart.

Input: the path of a PDF, or two pictures. Output: grey-level arrays, the share of a page that
looks different, and a picture of expected, actual and difference side by side.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pypdfium2
from PIL import Image, ImageFilter

POINTS_TO_PIXELS = 50 / 72
COLOURS = 48
"""A stored picture has a palette: a third of the bytes, and the eye sees no difference."""

SEEN = 40
"""Of 255: from here on a pixel is another one to the eye, after a blur of one pixel."""


def pages(path: Path, numbers: tuple[int, ...]) -> dict[int, Image.Image]:
    """Pictures of the pages with these numbers (from 1)."""
    document = pypdfium2.PdfDocument(path)
    pictures = {}
    for number in numbers:
        bitmap = document[number - 1].render(scale=POINTS_TO_PIXELS)
        pictures[number] = small(bitmap.to_pil().convert("RGB"))
    document.close()
    return pictures


def small(picture: Image.Image) -> Image.Image:
    """``picture`` with a palette of its own."""
    return picture.quantize(COLOURS, dither=Image.Dither.NONE)


def apart(expected: Image.Image, actual: Image.Image) -> float:
    """The share of pixels that differ to the eye; 1 for pictures of unlike size."""
    if expected.size != actual.size:
        return 1.0
    return float(np.mean(_distance(expected, actual) > SEEN))


def beside(expected: Image.Image, actual: Image.Image) -> Image.Image:
    """Expected, actual, and what differs in red on a pale copy."""
    width = max(expected.width, actual.width)
    height = max(expected.height, actual.height)
    sheet = Image.new("RGB", (3 * width, height), "white")
    sheet.paste(expected.convert("RGB"), (0, 0))
    sheet.paste(actual.convert("RGB"), (width, 0))
    sheet.paste(_marked(expected, actual), (2 * width, 0))
    return sheet


def _marked(expected: Image.Image, actual: Image.Image) -> Image.Image:
    pale = Image.blend(actual.convert("RGB"), Image.new("RGB", actual.size, "white"), 0.7)
    if expected.size != actual.size:
        return pale
    pixels = np.array(pale)
    pixels[_distance(expected, actual) > SEEN] = (200, 0, 0)
    return Image.fromarray(pixels)


def _distance(expected: Image.Image, actual: Image.Image) -> npt.NDArray[np.int16]:
    """The largest difference in any colour of each pixel, both pictures slightly blurred."""
    one, two = (
        np.asarray(picture.convert("RGB").filter(ImageFilter.BoxBlur(1)), dtype=np.int16)
        for picture in (expected, actual)
    )
    return np.asarray(np.abs(one - two).max(axis=2), dtype=np.int16)
