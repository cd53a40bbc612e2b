"""How mail programs in dark colours change a mail that knows nothing of them.

Outlook and Gmail's apps turn lightness round and keep the hue: white paper becomes nearly black, dark words light.
Each has a formula of its own and says nothing of it; this one stands between them.
"""

import colorsys
import re

PAPER = "#1f1f1f"  # what white becomes
_STYLE = re.compile(r'(style|bgcolor|color)="([^"]*)"')
_COLOUR = re.compile(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
_DARKEST = int(PAPER[1:3], 16) / 255


def turned(colour: str) -> str:
    """A colour (#rgb or #rrggbb) with its lightness turned round."""
    red, green, blue = channels(colour)
    hue, light, colourful = colorsys.rgb_to_hls(red, green, blue)
    made = colorsys.hls_to_rgb(hue, 1 - light * (1 - _DARKEST), colourful)
    return "#" + "".join(f"{round(each * 255):02x}" for each in made)


def as_dark(html: str) -> str:
    """The page with every written colour turned round."""
    return _STYLE.sub(lambda found: f'{found[1]}="{_COLOUR.sub(lambda one: turned(one[0]), found[2])}"', html)


def channels(colour: str) -> tuple[float, float, float]:
    """Red, green and blue, 0 to 1."""
    digits = colour.lstrip("#")
    wide = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    red, green, blue = (int(wide[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2)."""
    lights = sorted((_luminance(one), _luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _luminance(colour: str) -> float:
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
