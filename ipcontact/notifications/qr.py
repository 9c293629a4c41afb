"""QR codes as one path of an SVG: no styles, no image data, fit for the content policy."""

from dataclasses import dataclass

import qrcode
from qrcode.constants import ERROR_CORRECT_M

QUIET_ZONE = 4  # modules around it, as the standard asks (ISO/IEC 18004)


@dataclass(frozen=True)
class QrCode:
    """A code as drawn: `size` modules wide with its quiet zone, dark modules as path data."""

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """The code of a text, readable with 15 % of it damaged.

    Args: text: at most some 2,000 characters (qrcode raises DataOverflowError beyond).
    """
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    runs = (f"M{start} {y}h{n}v1h-{n}z" for y, row in enumerate(rows) for start, n in _dark(row))
    return QrCode(len(rows), "".join(runs))


def _dark(row: list[bool]) -> list[tuple[int, int]]:
    """Runs of dark modules in a row: where each begins and how long it is."""
    found: list[tuple[int, int]] = []
    for x, is_dark in enumerate(row):
        if is_dark and x and row[x - 1]:
            start, length = found.pop()
            found.append((start, length + 1))
        elif is_dark:
            found.append((x, 1))
    return found
