"""What a run has shown so far, window by window, so that it can be shown again without being lived again."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditarium.views.web.asking import Layer
from creditarium.views.web.frames import packed
from creditarium.views.web.replies import Frame

WHOLE_EVERY = 32
"""Every so many frames a layer is kept whole; between them only what changed, which is little."""
_FASTEST = 1

Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Kept:
    """A layer of a frame, compressed: `whole`, or where not how it differs from the frame before (exclusive or)."""

    whole: bool
    data: bytes


@dataclass(frozen=True)
class Shown:
    """One frame: its header, its small arrays, and its layers; a layer that was not kept is left out."""

    header: Frame
    small: dict[str, NDArray[Any]]
    layers: dict[Layer, Kept]


@dataclass
class Reel:
    """The frames of a run, that of window 0 (before the first) first."""

    frames: list[Shown] = field(default_factory=list)
    _last: dict[Layer, Bytes] = field(default_factory=dict)

    def keep(self, header: Frame, small: dict[str, NDArray[Any]], layers: Mapping[Layer, Bytes]) -> None:
        """Keep a frame as the last one."""
        before, self._last = self._last, {}
        self.frames.append(Shown(header, small, {}))
        self._put(layers, before if (len(self.frames) - 1) % WHOLE_EVERY else {})

    def add(self, layers: Mapping[Layer, Bytes]) -> None:
        """Keep layers of the last frame too."""
        self._put({name: layer for name, layer in layers.items() if name not in self._last}, {})

    def packed(self, window: int, layers: Sequence[Layer], **changed: bool) -> bytes:
        """Pack a frame with some of its layers; `changed` are marks of the header that are otherwise by now."""
        shown = self.frames[window]
        arrays: dict[str, NDArray[Any]] = {name: self.layer(window, name) for name in layers if name in shown.layers}
        return packed(shown.header.model_copy(update=changed), {**arrays, **shown.small})

    def layer(self, window: int, name: Layer) -> Bytes:
        """Give a layer of a frame that has it: a byte a person."""
        if window == len(self.frames) - 1:
            return self._last[name]
        first = window
        while not self.frames[first].layers[name].whole:
            first -= 1
        made = _opened(self.frames[first].layers[name])
        for between in range(first + 1, window + 1):
            made ^= _opened(self.frames[between].layers[name])
        return made

    def _put(self, layers: Mapping[Layer, Bytes], before: Mapping[Layer, Bytes]) -> None:
        for name, layer in layers.items():
            data = layer ^ before[name] if name in before else layer
            self.frames[-1].layers[name] = Kept(name not in before, zlib.compress(data.tobytes(), _FASTEST))
            self._last[name] = layer


def _opened(kept: Kept) -> Bytes:
    return np.frombuffer(bytearray(zlib.decompress(kept.data)), dtype=np.uint8)
