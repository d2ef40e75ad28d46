"""A binary frame: the length of the header, the header as JSON, then the arrays that it names.

```
bytes 0 to 3        length of the header in bytes, unsigned, little endian; it is a multiple of 8, less 4
bytes 4 …           the header: JSON in UTF-8, padded with spaces
then                each array of header.arrays, little endian, padded with zeros to a multiple of 8
```

So every array begins at a multiple of 8 from the frame's first byte, as a typed array must.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditarium.views.web.replies import Frame, FrameArray

WORD = 8
_LENGTH = struct.Struct("<I")
_TYPES: dict[str, np.dtype[Any]] = {
    name: np.dtype(name if name == "u1" else "<" + name) for name in ("u1", "u4", "i4", "i8", "f8")
}


def packed(header: Frame, arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Pack a frame; the header's own list of arrays is made from the arrays given, in their order."""
    listed = tuple(
        FrameArray.model_validate({"name": name, "dtype": array.dtype.str[1:], "shape": array.shape})
        for name, array in arrays.items()
    )
    text = header.model_copy(update={"arrays": listed}).model_dump_json().encode()
    text += b" " * (-(len(text) + _LENGTH.size) % WORD)
    parts = [_LENGTH.pack(len(text)), text]
    for one, array in zip(listed, arrays.values(), strict=True):
        data = np.ascontiguousarray(array, dtype=_TYPES[one.dtype]).tobytes()
        parts += [data, b"\0" * (-len(data) % WORD)]
    return b"".join(parts)


def unpacked(data: bytes) -> tuple[Frame, dict[str, NDArray[Any]]]:
    """Unpack a frame, as the page does.

    >>> from creditarium.views.web.replies import Tally
    >>> tally = Tally(adults=3, only=1, both=0, anyway=0, blameless=2, blameless_only=1, blameless_both=0,
    ...               per_thousand=500.0)
    >>> head = Frame(run="r", window=1, day=7, date="2020-01-08", live=True, paused=False, ended=False, tally=tally,
    ...              arrays=())
    >>> frame, arrays = unpacked(packed(head, {"refusal": np.array([0, 2, 0], dtype=np.uint8)}))
    >>> frame.tally.per_thousand, arrays["refusal"].tolist()
    (500.0, [0, 2, 0])
    """
    (length,) = _LENGTH.unpack_from(data)
    at = _LENGTH.size + length
    frame = Frame.model_validate_json(data[_LENGTH.size : at])
    arrays: dict[str, NDArray[Any]] = {}
    for one in frame.arrays:
        count = int(np.prod(one.shape, dtype=np.int64))
        arrays[one.name] = np.frombuffer(data, _TYPES[one.dtype], count, at).reshape(one.shape)
        size = count * _TYPES[one.dtype].itemsize
        at += size + (-size % WORD)
    return frame, arrays
