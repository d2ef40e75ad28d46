"""What a run has shown so far, window by window, so that it can be shown again without being lived again."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditarium.views.web.asking import Layer
from creditarium.views.web.frames import packed
from creditarium.views.web.replies import Frame

_FASTEST = 1


@dataclass(frozen=True)
class Shown:
    """One frame: its header, its small arrays, and its layers, compressed; a layer that was not kept is left out."""

    header: Frame
    small: dict[str, NDArray[Any]]
    layers: dict[Layer, bytes]

    def packed(self, layers: Sequence[Layer], **changed: bool) -> bytes:
        """Pack the frame with some of its layers; `changed` are marks of the header that are otherwise by now."""
        arrays: dict[str, NDArray[Any]] = {
            name: np.frombuffer(zlib.decompress(self.layers[name]), dtype=np.uint8)
            for name in layers
            if name in self.layers
        }
        return packed(self.header.model_copy(update=changed), {**arrays, **self.small})


@dataclass
class Reel:
    """The frames of a run, that of window 0 (before the first) first."""

    frames: list[Shown] = field(default_factory=list)

    def keep(self, header: Frame, small: dict[str, NDArray[Any]], layers: dict[Layer, NDArray[np.uint8]]) -> Shown:
        """Keep a frame as the last one."""
        self.frames.append(Shown(header, small, {}))
        self.add(layers)
        return self.frames[-1]

    def add(self, layers: dict[Layer, NDArray[np.uint8]]) -> None:
        """Keep layers of the last frame too."""
        squeezed = {name: zlib.compress(layer.tobytes(), _FASTEST) for name, layer in layers.items()}
        self.frames[-1].layers.update(squeezed)
