"""QR codes as a path: the same modules, fit for the content policy."""

import re

import qrcode

from ipcontact.notifications.qr import QUIET_ZONE, qr_code

ADDRESS = "https://ip.example.cn/confirm/abcdefghijklmnopqrstuvwxyz012345/"


def drawn(path: str, size: int) -> list[list[bool]]:
    """The modules a renderer would paint."""
    rows = [[False] * size for _ in range(size)]
    for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path):
        for shift in range(int(run)):
            rows[int(y)][int(x) + shift] = True
    return rows


def test_qr_when_drawn_then_has_exactly_the_modules_of_the_library():
    reference = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=QUIET_ZONE)
    reference.add_data(ADDRESS)
    reference.make(fit=True)

    code = qr_code(ADDRESS)

    assert drawn(code.path, code.size) == reference.get_matrix()


def test_qr_when_drawn_then_the_path_holds_nothing_but_moves():
    code = qr_code('"><script>alert(1)</script>')

    assert re.fullmatch(r"(M\d+ \d+h\d+v1h-\d+z)+", code.path)
