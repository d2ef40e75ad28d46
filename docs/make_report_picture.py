"""Draw the picture of docs/report.md: the first page of a report, in a browser.

Usage: python docs/make_report_picture.py (with the tools of `make setup-dev`, and chromium on the path)
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import creditarium as cr

PICTURE = Path(__file__).resolve().parent / "report.png"
SIZE = {"width": 900, "height": 1240}


def main() -> None:
    """Make the report that the page makes, and draw what a reader first sees of it."""
    chromium = shutil.which("chromium") or sys.exit("no chromium on this machine: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page = cr.report(cr.run("rongcheng", people=20_000), audit=False).write(Path(folder) / "report.html")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--headless", "--no-sandbox"])
        shown = browser.new_page(viewport=SIZE, color_scheme="light")
        shown.goto(page.as_uri())
        shown.screenshot(path=PICTURE)
        browser.close()
    print(PICTURE)


if __name__ == "__main__":
    main()
