"""Makes pictures of an HTML page as a real browser shows it; see scripts/screenshots.

    python3 Tests/Integration/screenshots.py PAGE FOLDER NAME
"""

import argparse
import pathlib

from browser import Browser

WIDTHS = [1200, 400]


def main():
    parser = argparse.ArgumentParser(description="Makes pictures of an HTML page, whole, on a screen and on a telephone.")
    parser.add_argument("page", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("name")
    arguments = parser.parse_args()
    if Browser.find() is None:
        parser.exit(1, "screenshots: no chromium on the PATH; install it with: apt-get install -y chromium\n")
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with Browser() as browser:
        for width in WIDTHS:
            file = arguments.folder / f"{arguments.name}-{width}.png"
            browser.open(arguments.page, width=width)
            browser.screenshot(file)
            print(file)


main()
