"""Photographs lose where and when they were taken, and nothing a viewer needs."""

import struct

from ipcontact.files.checks import examine
from tests.files.samples import chunk, exif, jpeg, png, segment, upload

ADOBE = segment(0xEE, b"Adobe\0d\0\0\0\0\1")
PROFILE = segment(0xE2, b"ICC_PROFILE\0\1\1data")


def kept(name: str, content: bytes) -> bytes:
    return examine(upload(name, content)).content


def test_jpeg_when_it_tells_place_and_more_then_only_the_picture_stays():
    told = b"".join(
        (
            exif(1),
            segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta GPS/>"),
            segment(0xE2, b"MPF\0II*\0"),
            segment(0xED, b"Photoshop 3.0\0 GPS"),
            segment(0xFE, b"taken at home"),
        )
    )

    assert kept("照片.jpg", jpeg(extra=told)) == jpeg()


def test_jpeg_when_camera_was_turned_then_which_side_is_up_stays_alone():
    content = kept("照片.jpg", jpeg(extra=exif(6)))

    assert b"GPS" not in content
    assert content.count(b"Exif\0\0") == 1
    tag, kind, count, value = struct.unpack_from(">HHLH", content, content.index(b"MM\0*") + 10)
    assert (tag, kind, count, value) == (0x0112, 3, 1, 6)
    assert kept("照片.jpg", content) == content


def test_jpeg_when_exif_is_broken_then_taken_without_it():
    broken = segment(0xE1, b"Exif\0\0II*\0\xff\xff\xff\x7f")

    assert kept("照片.jpg", jpeg(extra=broken)) == jpeg()


def test_jpeg_when_colours_need_it_then_profile_and_transform_stay():
    assert kept("照片.jpg", jpeg(extra=PROFILE + ADOBE)) == jpeg(extra=PROFILE + ADOBE)


def test_jpeg_when_phone_appends_something_then_it_is_cut_off():
    assert kept("照片.jpg", jpeg(after=b"\xff\xd8 second picture, GPS")) == jpeg()


def test_png_when_it_tells_more_then_only_the_picture_stays():
    told = (
        chunk(b"tEXt", b"Author\0somebody")
        + chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0GPS")
        + chunk(b"eXIf", b"II*\0GPS")
        + chunk(b"tIME", b"\x07\xe8\x01\x01\0\0\0")
        + chunk(b"prVt", b"x")
    )
    needed = chunk(b"pHYs", struct.pack(">LLB", 3000, 3000, 1))

    assert kept("截图.png", png(extra=told + needed)) == png(extra=needed)


def test_png_when_interlaced_then_measured_by_its_passes():
    """Three by three points of one bit: six rows of two bytes in five passes."""
    whole = png(3, 3, look=(1, 0, 1), data=b"\0\0" * 6)

    assert kept("截图.png", whole) == whole
