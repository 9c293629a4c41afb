"""Screenshots small enough for a repository: at most 256 colours, as a PNG with a palette."""

import base64
import struct
import zlib

from playwright.sync_api import Page

# Runs on an empty page: the picture's colours rounded to 16 steps a channel, the most frequent
# 256 of them as palette, each pixel as the number of the nearest.
_REDUCE = """async (picture) => {
    const bytes = Uint8Array.from(atob(picture), (c) => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], {type: 'image/png'}));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d');
    context.drawImage(bitmap, 0, 0);
    const data = context.getImageData(0, 0, bitmap.width, bitmap.height).data;
    const seen = new Map();
    const keys = new Uint16Array(data.length / 4);
    for (let i = 0; i < keys.length; i++) {
        const [r, g, b] = [data[4 * i], data[4 * i + 1], data[4 * i + 2]];
        const key = ((r >> 4) << 8) | (g & 0xf0) | (b >> 4);
        keys[i] = key;
        const sum = seen.get(key) || [0, 0, 0, 0];
        sum[0] += r; sum[1] += g; sum[2] += b; sum[3]++;
        seen.set(key, sum);
    }
    const colours = [...seen].sort((a, b) => b[1][3] - a[1][3]);
    const mean = (sum) => sum.slice(0, 3).map((c) => Math.round(c / sum[3]));
    const palette = colours.slice(0, 256).map(([, sum]) => mean(sum));
    const far = (p, q) => (p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2 + (p[2] - q[2]) ** 2;
    const place = new Map();
    colours.forEach(([key, sum], index) => {
        const own = mean(sum);
        const best = (a, b) => (far(palette[b], own) < far(palette[a], own) ? b : a);
        place.set(key, index < 256 ? index : [...palette.keys()].reduce(best));
    });
    let pixels = '';
    for (const key of keys) pixels += String.fromCharCode(place.get(key));
    return {width: bitmap.width, height: bitmap.height, palette, pixels: btoa(pixels)};
}"""


def compressed(picture: bytes, page: Page) -> bytes:
    """The same picture in fewer bytes.

    Args:
        picture: a PNG as Playwright takes it.
        page: any page on `about:blank`, whose canvas does the counting.
    """
    found = page.evaluate(_REDUCE, base64.b64encode(picture).decode())
    width, height = found["width"], found["height"]
    pixels = base64.b64decode(found["pixels"])
    rows = (pixels[start : start + width] for start in range(0, len(pixels), width))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, data)
        for kind, data in (
            (b"IHDR", header),
            (b"PLTE", bytes(value for colour in found["palette"] for value in colour)),
            (b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows), 9)),
            (b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
