"""HTML reports are held against Debian's tidy and a real browser."""

import shutil
import subprocess

from browser import Browser
from checklist import Skipped

PHONE, SCREEN = 400, 1200
# Contrast of text and its ground by WCAG 2.1, level AA; large text would do with less.
LEAST_CONTRAST = 4.5
# What the page paints: every text's own colour on the nearest ground that is painted, as ratios; the least of them.
CONTRAST = """
(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = colour => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const luminance = colour => {
    const [r, g, b] = [...rgba(colour)].slice(0, 3).map(v => v / 255)
      .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (rgba(colour)[3] === 255) return colour;
    }
    return getComputedStyle(document.body).backgroundColor;
  };
  let least = [99, ''];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!own || element.closest('.cell, .readouts') || ['title', 'desc'].includes(element.tagName)) continue;
    const style = getComputedStyle(element);
    const text = element.closest('svg') ? style.fill : style.color;
    const [one, other] = [luminance(text), luminance(ground(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < least[0]) least = [ratio, element.textContent.slice(0, 60)];
  }
  return least;
})()
"""
# The same of a heat map's digits, whose ground is painted with an opacity over the page.
CELL_CONTRAST = """
(() => {
  const parse = colour => colour.match(/[0-9.]+/g).slice(0, 3).map(Number);
  const luminance = rgb => {
    const [r, g, b] = rgb.map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = parse(getComputedStyle(document.body).backgroundColor);
  let least = [99, ''];
  for (const cell of document.querySelectorAll('.cell')) {
    const style = getComputedStyle(cell.querySelector('rect'));
    const depth = Number(style.fillOpacity);
    const ground = parse(style.fill).map((v, i) => depth * v + (1 - depth) * paper[i]);
    const text = parse(getComputedStyle(cell.querySelector('text')).fill);
    const [one, other] = [luminance(text), luminance(ground)];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < least[0]) least = [ratio, cell.getAttribute('class')];
  }
  return least;
})()
"""


# A page with every fault that the checks look for.
FAULTY = """<!DOCTYPE html><html lang="en"><head><title>Faults</title></head><body>
<p style="color: #aaa; background: #fff; width: 3000px">A pale and wide text</p><img src="absent.png" alt="">
<script>console.error('a complaint')</script></body></html>"""


def add_checks(checklist, root, earshot, runs, folder):
    """`runs` is a folder with runs of several experiments, made by the checks before."""
    pages = {}

    def write(name, *arguments, form="html"):
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{name}.html"
        result = subprocess.run(
            [earshot, "report", *arguments, "--runs", runs, "--format", form, "-o", file], cwd=root,
            capture_output=True, text=True, timeout=600)
        if result.returncode != 0:
            raise AssertionError(f"exit {result.returncode}: {result.stderr.strip()}")
        pages[name] = file

    def made():
        if not pages:
            raise AssertionError("no page was written")
        return pages.items()

    def browser():
        if Browser.find() is None:
            raise Skipped("no chromium on the PATH; install it with: apt-get install -y chromium")
        return Browser()

    def answered(command, listed):
        """Runs the command that a page shows, as a reader would, and looks for every run that the page lists."""
        result = subprocess.run(
            ["bash", "-c", f"earshot() {{ '{earshot}' \"$@\" --runs '{runs}' --json; }}\n{command}"],
            capture_output=True, text=True, timeout=60)
        if result.returncode != 0:
            raise AssertionError(f"{command}: exit {result.returncode}: {result.stderr.strip()[:300]}")
        named = listed.split(": ", 1)[1].split(", ")
        absent = [run for run in named if f'"{run}"' not in result.stdout]
        if absent:
            raise AssertionError(f"{command}: prints nothing of {absent}")

    @checklist.check("pages: every report is written")
    def written():
        def newest(experiment):
            return subprocess.run(
                [earshot, "runs", "list", "--runs", runs, "--experiment", experiment, "--limit", "1"], cwd=root,
                capture_output=True, text=True, check=True).stdout.strip().splitlines()[-1].split()[0]

        write("history", "history")
        write("compare", "compare", "gen3", "gen4", "gen6")
        write("run", "run", newest("gen6"))
        write("detector", "run", newest("detector"))
        write("project", "project")
        write("slides", "project", form="slides")
        write("ablations", "ablations")
        write("sweep", "sweep", "gen6")
        return ", ".join(f"{name} {file.stat().st_size} bytes" for name, file in made())

    @checklist.check("pages: tidy finds neither errors nor warnings")
    def tidy():
        if shutil.which("tidy") is None:
            raise Skipped("no tidy on the PATH; install it with: apt-get install -y tidy")
        for name, file in made():
            result = subprocess.run(
                ["tidy", "-quiet", "-errors", "-utf8", file], capture_output=True, text=True, timeout=60)
            if result.returncode != 0 or result.stderr.strip():
                raise AssertionError(f"{name}: {result.stderr.strip()[:600]}")

    @checklist.check("pages: in Chromium no request leaves them, nothing is complained of, nothing overflows")
    def shown():
        found = []
        with browser() as page:
            for name, file in made():
                for width in [PHONE, SCREEN]:
                    for scheme in ["light", "dark"]:
                        page.open(file, width=width, scheme=scheme)
                        case = f"{name}, {width} pixels, {scheme}"
                        if page.requests() != [file.resolve().as_uri()]:
                            raise AssertionError(f"{case}: asked for {page.requests()}")
                        if page.complaints():
                            raise AssertionError(f"{case}: {page.complaints()}")
                        across = page.evaluate("document.documentElement.scrollWidth")
                        if across > width:
                            raise AssertionError(f"{case}: {across} pixels wide")
                        for contrast in [CONTRAST, CELL_CONTRAST]:
                            ratio, text = page.evaluate(contrast)
                            if ratio < LEAST_CONTRAST:
                                raise AssertionError(f"{case}: contrast {ratio:.2f} of {text!r}")
                            found.append(ratio)
        return f"least contrast {min(found):.2f}"

    @checklist.check("pages: a request, a complaint, an overflow and a pale text are noticed")
    def noticed():
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "faulty.html"
        file.write_text(FAULTY)
        with browser() as page:
            page.open(file, width=PHONE)
            if len(page.requests()) != 2 or "a complaint" not in page.complaints():
                raise AssertionError(f"{page.requests()}, {page.complaints()}")
            if page.evaluate("document.documentElement.scrollWidth") <= PHONE:
                raise AssertionError("the overflow passes")
            if page.evaluate(CONTRAST)[0] >= LEAST_CONTRAST:
                raise AssertionError("the pale text passes")

    @checklist.check("pages: a number's link opens its runs and its query, and closes them, where the reader is")
    def opened():
        visible = "getComputedStyle(document.querySelector('%s').closest('.origin')).display"
        with browser() as page:
            # The others take their tables from these.
            for name, file in [(name, file) for name, file in made() if name in ["history", "compare", "run"]]:
                page.open(file, height=700)
                href = page.evaluate(
                    "(() => { const link = [...document.querySelectorAll('td a')].at(-1); link.scrollIntoView();"
                    " return link.getAttribute('href'); })()")
                before = page.evaluate("window.scrollY")
                page.evaluate("[...document.querySelectorAll('td a')].at(-1).click()")
                if page.evaluate(visible % href) != "block":
                    raise AssertionError(f"{name}: {href} stays hidden")
                text = page.evaluate(f"document.querySelector('{href}').closest('.origin').innerText")
                if "earshot runs sql" not in text or "run" not in text:
                    raise AssertionError(f"{name}: {href} says {text[:200]!r}")
                command = page.evaluate(f"document.querySelector('{href} code').innerText")
                answered(command, page.evaluate(f"document.querySelector('{href}').closest('.origin')"
                                                ".querySelector('.runs').innerText"))
                page.evaluate(f"document.querySelector('{href}').closest('.origin').querySelector('a').click()")
                if page.evaluate(visible % href) != "none":
                    raise AssertionError(f"{name}: {href} does not close")
                after = page.evaluate("window.scrollY")
                if before != after:
                    raise AssertionError(f"{name}: the page moved from {before} to {after}")

    @checklist.check("pages: Chromium prints them on A4")
    def printed():
        with browser() as page:
            for name, file in made():
                page.open(file)
                paper = folder / f"{name}.pdf"
                page.print(paper)
                if paper.read_bytes()[:5] != b"%PDF-":
                    raise AssertionError(f"{name}: no PDF")
