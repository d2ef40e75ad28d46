"""How a worker is spawned, and the first byte of what it sends; light, as the server reads it and needs no engine.

Text messages of JSON go into the pipe as they are. What comes out of it begins with a byte that says what follows:
a text message for the page, a frame for the page, a report (its name, a line's end, the page of HTML), or how many
person-days a second were lived.
"""

from __future__ import annotations

from multiprocessing.connection import Connection

TEXT, FRAME, REPORT, SPEED = b"t", b"f", b"r", b"s"


def work(pipe: Connection) -> None:
    """Be the process of a worker."""
    from creditarium.results.living import processors
    from creditarium.views.web.worker import serve

    serve(pipe, processors())
