"""From bytes to text: compression by its magic numbers, encoding by a mark or by what the bytes can be.

The rule for encodings: a byte order mark, else UTF-8 where that is what it is, with stray bytes read as Windows-1252;
else, where most bytes beyond ASCII stand in groups, Chinese (GB 18030, which has GBK and GB 2312 in it) or what
charset-normalizer finds, given enough of them; else Windows-1252, which has Latin-1 in it.
"""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import re
import zlib
from collections.abc import Callable
from typing import BinaryIO

import zstandard

from paperweft.errors import SourceError

#: How many bytes decide on encoding and format.
SNIFFED = 65_536
_MOST_LAYERS = 2  # a compressed file may be compressed once more
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins as UTF-16's does
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIGH = re.compile(rb"[\x80-\xff]+")
_CONTROLS = bytes([*range(1, 9), *range(14, 26), *range(28, 32), 127])  # what no text in Windows-1252 has
_MOST_CONTROLS = 0.01  # the share that stray ones may have
_FEW = 64  # bytes beyond ASCII: with fewer, charset-normalizer takes Chinese for Korean
_LEGACY = ["gb18030", "big5", "cp949", "cp932", "euc_jp", "cp1251", "koi8_r", "cp1253"]
#: What reading compressed data raises where it is cut off or damaged.
DAMAGED = (EOFError, zlib.error, lzma.LZMAError, zstandard.ZstdError)


class _Zstandard(io.RawIOBase):
    """What Zstandard frames decompress to. The library's own reader takes a file that was cut off for one that ends."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._frame = self._new_frame()
        self._within = False
        self._ready = b""

    @staticmethod
    def _new_frame() -> zstandard.ZstdDecompressionObj:
        return zstandard.ZstdDecompressor(max_window_size=2**31).decompressobj()

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Reads on; raises EOFError where the data ends within a frame."""
        while not self._ready:
            packed = self._frame.unused_data if self._frame.eof else self._stream.read(SNIFFED)
            if self._frame.eof:
                self._frame, self._within = self._new_frame(), False
                packed = packed or self._stream.read(SNIFFED)
            if not packed:
                if self._within:
                    raise EOFError("compressed data ends too early")
                return 0
            self._within = True
            self._ready = self._frame.decompress(packed)
        part, self._ready = self._ready[: len(buffer)], self._ready[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


_COMPRESSIONS: tuple[tuple[re.Pattern[bytes], Callable[[BinaryIO], object]], ...] = (
    (re.compile(rb"\x1f\x8b\x08"), lambda stream: gzip.GzipFile(fileobj=stream)),
    (re.compile(rb"\x28\xb5\x2f\xfd"), _Zstandard),
    (re.compile(rb"BZh[1-9]1AY&SY"), bz2.BZ2File),
    (re.compile(rb"\xfd7zXZ\0"), lzma.LZMAFile),
)


class Peeked(io.RawIOBase):
    """A stream whose first bytes were read ahead: ``head`` holds up to SNIFFED of them, and reading begins with them."""

    def __init__(self, stream: BinaryIO) -> None:
        parts: list[bytes] = []
        wanted = SNIFFED
        while wanted > 0 and (part := stream.read(wanted)):  # a pipe or a decompressor gives what it has
            parts.append(part)
            wanted -= len(part)
        self.head = b"".join(parts)
        self._place = 0
        self._stream = stream

    def whole(self) -> BinaryIO:
        """The stream from its beginning, for what needs to jump about in it: the file itself, else a copy in memory."""
        if isinstance(self._stream, io.BufferedReader) and self._stream.seekable():
            self._stream.seek(0)
            return self._stream
        return io.BytesIO(self.head[self._place :] + self._stream.read())

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Reads the head, then the rest."""
        part = self.head[self._place : self._place + len(buffer)] or self._stream.read(len(buffer))
        self._place += len(part)
        buffer[: len(part)] = part
        return len(part)


def decompressed(stream: BinaryIO) -> Peeked:
    """``stream`` as it is, or what comes of decompressing it: gzip, Zstandard, bzip2, xz. Raises what DAMAGED names."""
    peeked = Peeked(stream)
    for _ in range(_MOST_LAYERS):
        opener = next((opener for magic, opener in _COMPRESSIONS if magic.match(peeked.head)), None)
        if opener is None:
            break
        peeked = Peeked(opener(io.BufferedReader(peeked, SNIFFED)))  # type: ignore[arg-type]
    return peeked


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


#: The way to decode bytes that are no UTF-8 amid text that is.
STRAY = "paperweft-stray"
codecs.register_error(STRAY, _as_windows_1252)


def encoding_of(head: bytes, origin: str) -> str:
    """The encoding of a source that begins with ``head``. Raises SourceError for what is no text."""
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return encoding
    if b"\0" in head:
        wide = _utf16(head)
        if wide:
            return wide
        raise SourceError(f"{origin} is not text; give a file of papers that is (BibTeX, RIS, JSON, CSV, plain text)")
    if _is_utf8(head):
        return "utf-8"
    if len(head) - len(head.translate(None, _CONTROLS)) > _MOST_CONTROLS * len(head):
        raise SourceError(f"{origin} is not text; give a file of papers that is (BibTeX, RIS, JSON, CSV, plain text)")
    return _legacy(head)


def _is_utf8(head: bytes) -> bool:
    """Whether ``head`` is UTF-8, but for a character cut off at its end and few stray bytes among many good ones."""
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(head)
    bad = text.count("\ufffd") - head.count("\ufffd".encode())
    good = len(text.encode("utf-8", "replace").translate(None, bytes(range(128)))) // 2 - 2 * bad
    return bad <= 0 or good > 10 * bad


def _utf16(head: bytes) -> str | None:
    """UTF-16 without its mark: of Western text every other byte is nought."""
    half = max(1, len(head) // 2)
    odd, even = head[1::2].count(0) / half, head[::2].count(0) / half
    if odd > 0.5 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.5 and odd < 0.05 else None


def _legacy(head: bytes) -> str:
    runs = [match[0] for match in _HIGH.finditer(head)]
    high = sum(map(len, runs))
    grouped = sum(len(run) for run in runs if len(run) > 1)
    if 2 * grouped < high:
        return "cp1252"
    even = sum(len(run) for run in runs if len(run) % 2 == 0)
    if high >= _FEW:
        from charset_normalizer import from_bytes

        best = from_bytes(head, cp_isolation=_LEGACY).best()
        return best.encoding if best else "cp1252"
    return "gb18030" if even == high and _decodes(head, "gb18030") else "cp1252"


def _decodes(head: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return False
    return True
