"""Draw the pictures of docs/page/ again: every page of the local page in light, dark and the width of a telephone.

Usage: python docs/make_page_pictures.py [NAME …]

It needs the packages of `make setup-dev`, chromium, and a font of Chinese characters, without which names of schemes
are boxes: on Debian `apt-get install chromium fonts-noto-cjk`.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

FOLDER = Path(__file__).resolve().parent / "page"
PATIENCE = 600_000
WINDOW = {"width": 1200, "height": 860}
TELEPHONE = {"width": 390, "height": 780}
WORLD = "people=20000&days=365&seed=1&pace=0"
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-color-profile=srgb")


def answered(page: Page) -> None:
    """Place a bet on the Start page, and wait for the answer."""
    page.get_by_role("button", name="Lock my bet").click()
    expect(page.get_by_role("button", name="Make the cameras perfect")).to_be_visible(timeout=PATIENCE)


def run(page: Page) -> None:
    """Run the Lab's world to its end."""
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("button", name="Again, same luck").wait_for(timeout=PATIENCE)


def lived(page: Page) -> None:
    """Draw somebody who was refused because of the score."""
    page.get_by_label("Somebody refused only because of the score").check()
    draw = page.get_by_role("button", name="Draw somebody")
    expect(draw).to_be_enabled(timeout=PATIENCE)
    draw.click()
    page.get_by_role("heading", name="The year of imaginary person").wait_for(timeout=PATIENCE)


def settled(page: Page) -> None:
    """Wait for the table of districts."""
    page.get_by_role("heading", name="By district").wait_for(timeout=PATIENCE)


def asked(button: str, heading: str) -> Callable[[Page], None]:
    """Press a button, and wait for what it brings, and for what is asked after it."""

    def do(page: Page) -> None:
        page.get_by_role("button", name=button, exact=True).click()
        page.get_by_role("heading", name=heading).first.wait_for(timeout=PATIENCE)
        page.wait_for_timeout(500)
        page.locator("progress").first.wait_for(state="detached", timeout=PATIENCE)

    return do


def read(page: Page) -> None:
    """Wait until schemes and scenarios are read."""
    page.get_by_role("link", name="Open it in the lab").first.wait_for(timeout=PATIENCE)


def reported(page: Page) -> None:
    """Make the report."""
    page.get_by_role("button", name="Make the report").click()
    page.frame_locator("iframe").get_by_role("heading", level=1).wait_for(timeout=PATIENCE)


PICTURES: dict[str, tuple[str, Callable[[Page], None], dict[str, Any]]] = {
    "start": (f"start?{WORLD}", answered, {"viewport": WINDOW}),
    "start-dark": (f"start?{WORLD}", answered, {"viewport": WINDOW, "color_scheme": "dark"}),
    "start-telephone": (f"start?{WORLD}", answered, {"viewport": TELEPHONE}),
    "lab": (f"lab?{WORLD}", run, {"viewport": WINDOW}),
    "lab-dark": (f"lab?{WORLD}", run, {"viewport": WINDOW, "color_scheme": "dark"}),
    "city": (f"city?{WORLD}", settled, {"viewport": WINDOW}),
    "live": (f"live?{WORLD}", lived, {"viewport": WINDOW}),
    "live-telephone": (f"live?{WORLD}", lived, {"viewport": TELEPHONE}),
    "compare": ("compare?people=5000", asked("Compare", "Who lost and who gained"), {"viewport": WINDOW}),
    "audit": ("audit?people=3000&days=182", asked("Audit this world", "What this cannot show"), {"viewport": WINDOW}),
    "library": ("library", read, {"viewport": WINDOW}),
    "report": ("report?people=3000&days=182", reported, {"viewport": WINDOW}),
}
"""What each picture shows: the page's address, what is done there, and how the browser stands."""


@contextmanager
def serving() -> Iterator[str]:
    """Serve the page, and give its address."""
    command = [sys.executable, "-m", "creditarium.cli.main", "serve", "--port", "0", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[-1]
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()


def draw(browser: Browser, address: str, name: str) -> None:
    """Draw one picture."""
    shown, do, options = PICTURES[name]
    context = browser.new_context(locale="en-GB", reduced_motion="reduce", **options)
    page = context.new_page()
    page.goto(f"{address}#/{shown}")
    do(page)
    page.wait_for_timeout(500)
    page.screenshot(path=FOLDER / f"{name}.png")
    context.close()


def main() -> None:
    """Draw the pictures named, or all."""
    browser_path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser_path is None:
        sys.exit("no chromium on this machine: apt-get install chromium fonts-noto-cjk")
    if shutil.which("fc-list") and not subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout:
        sys.exit("no font with Chinese characters on this machine: apt-get install fonts-noto-cjk")
    FOLDER.mkdir(exist_ok=True)
    with serving() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=list(QUIET))
        for name in sys.argv[1:] or PICTURES:
            draw(browser, address, name)
            print(f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
