"""The command line in a process of its own, which a test has killed, starved or held at a moment that it chooses.

`python dying.py HOW NUMBER WORD… FOLDER` calls `creditarium WORD… FOLDER` and prints each window that is lived.
`count` prints at the end how many steps there were: calls of the kernel, their returns, and touches of the file
system beside the folder. At one of them `kill` ends the process by SIGKILL, `cut` lets the system kill it in the middle
of the next file that it writes, and `full` leaves no room on the disk from there on. After a window `hold` waits, and
`starve` leaves no memory to speak of.
"""

import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

from creditarium.cli.main import main
from creditarium.engine import partition
from creditarium.results import living

HOW, NUMBER, WORDS = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
A_FEW = 1_000
TOUCHES = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "shutil.rmtree"}
PLACE = str(Path(WORDS[-1]).parent)
steps = 0


def step() -> None:
    global steps
    steps += 1
    if steps != NUMBER:
        return
    if HOW == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if HOW in ("cut", "full"):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (A_FEW, resource.RLIM_INFINITY))


def heard(event: str, arguments: tuple[Any, ...]) -> None:
    if event in TOUCHES and str(arguments[0]).startswith(PLACE):
        step()


def counted(*arguments: Any) -> Any:
    step()
    status = kernel(*arguments)
    step()
    return status


def told(window: int, windows: int) -> None:
    print(window, flush=True)
    if window != NUMBER:
        return
    if HOW == "hold":
        sys.stdin.read()
    if HOW == "starve":
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + A_FEW, resource.RLIM_INFINITY))


signal.signal(signal.SIGXFSZ, signal.SIG_DFL if HOW == "cut" else signal.SIG_IGN)  # only the first thread may say so
kernel, live = partition.live, living.run
partition.live = counted
living.run = lambda *words, **options: live(*words, **{**options, "tell": told})
sys.addaudithook(heard)
sys.argv = ["creditarium", *WORDS]
try:
    main()
finally:
    if HOW == "count":
        print(steps, flush=True)
