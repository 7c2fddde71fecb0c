"""Names that mean something to some format are read back, as they were written, by parsers of others' making."""

import csv
import html.parser
import io
import json
import subprocess
import wave

import numpy
from markdown_it import MarkdownIt

# What a folder of clips may be called (corpora refuse newlines), and a title besides.
NAMES = [
    "<script>alert(1)<", "a|b", "50% of $x_1^2$ & #3 ~ {y}", "=HYPERLINK(\"x\")", "1. first", "- dash",
    "+ plus", "    code", "*star* _under_ `tick`", "![image](x)", "https:example.com &amp; &lt;", "^caret",
]
TITLE = "1. <b>a | title</b> with `ticks`, $maths$ & \\commands{}"
RATE, SECONDS = 8000, 0.5


class PageText(html.parser.HTMLParser):
    """The texts of a page's table heads, and every element's name."""

    def __init__(self):
        super().__init__()
        self.heads, self.elements, self.depth = [], set(), 0

    def handle_starttag(self, tag, attributes):
        self.elements.add(tag)
        if tag == "th":
            self.heads.append("")
            self.depth += 1

    def handle_endtag(self, tag):
        self.depth -= tag == "th"

    def handle_data(self, data):
        if self.depth:
            self.heads[-1] += data


def markdown_cells(text):
    """The texts of all cells, by CommonMark with tables; other markup in one is an error."""
    cells, inside = [], False
    for token in MarkdownIt("commonmark", {"html": True}).enable("table").parse(text):
        if token.type in ["td_open", "th_open"]:
            inside = True
        elif inside and token.type == "inline":
            odd = {child.type for child in token.children} - {"text", "text_special"}
            if odd:
                raise AssertionError(f"{token.content!r} holds {odd}")
            cells.append("".join(child.content for child in token.children))
            inside = False
        elif token.type in ["html_block", "fence", "code_block"]:
            raise AssertionError(f"{token.type}: {token.content[:80]!r}")
    return cells


def markdown_heading(text):
    tokens = MarkdownIt("commonmark").parse(text)
    place = next(index for index, token in enumerate(tokens) if token.type == "heading_open")
    return "".join(child.content for child in tokens[place + 1].children)


def add_checks(checklist, earshot, folder):
    runs = folder / "Runs"

    def run(*arguments):
        result = subprocess.run(
            [earshot, *map(str, arguments), "--runs", runs], cwd=folder, capture_output=True, text=True, timeout=600)
        if result.returncode != 0:
            raise AssertionError(f"exit {result.returncode}: {result.stderr.strip()[-400:]}")
        return result.stdout

    def report(*arguments):
        where = [] if arguments[0] == "run" else ["--experiments", folder / "Experiments"]
        return run("report", *arguments, *where)

    @checklist.check("names: a run on classes with hostile names is trained")
    def train():
        random = numpy.random.default_rng(1)
        for place, name in enumerate(NAMES):
            for fold in [1, 2]:
                target = folder / "sounds" / f"fold{fold}" / name
                target.mkdir(parents=True)
                times = numpy.arange(int(RATE * SECONDS)) / RATE
                tone = numpy.sin(2 * numpy.pi * 200 * (place + 1) * times) + 0.1 * random.standard_normal(times.size)
                with wave.open(str(target / f"clip{fold}.wav"), "wb") as file:
                    file.setnchannels(1)
                    file.setsampwidth(2)
                    file.setframerate(RATE)
                    file.writeframes((8000 * tone).astype("<i2").tobytes())
        experiments = folder / "Experiments"
        experiments.mkdir()
        (experiments / "tiny.json").write_text(json.dumps({
            "name": "tiny", "title": TITLE, "corpus": {"name": str(folder / "sounds")},
            "split": {"train": [1], "validation": [2]},
            "frontEnd": {"sampleRate": RATE, "features": {
                "type": "meanMagnitudeSpectrum", "fftLength": 256, "hopLength": 128}},
            "model": {"layers": [{"type": "dense", "name": "output", "units": "classes", "activation": "softmax"}]},
            "training": {"loss": "categoricalCrossEntropy", "optimizer": {"type": "adam"}, "epochs": 3,
                         "batchSize": 8, "seeds": [1]}}))
        (experiments / "history.json").write_text(json.dumps({"title": TITLE, "experiments": ["tiny"]}))
        run("run", "tiny", "--experiments", experiments, "--cache", folder / "cache", "--quiet")
        return f"{len(NAMES)} classes"

    def expected():
        return [name.strip() for name in NAMES]

    def run_report(form):
        return report("run", "tiny", "--format", form)

    @checklist.check("names: markdown-it reads every one back from Markdown, and no other markup")
    def markdown():
        cells = [cell.strip() for cell in markdown_cells(run_report("markdown"))]
        absent = [name for name in expected() if name not in cells]
        if absent:
            raise AssertionError(f"absent: {absent}")
        history = report("history", "--format", "markdown")
        if markdown_heading(history) != TITLE:
            raise AssertionError(f"the title reads {markdown_heading(history)!r}")
        markdown_cells(history)
        markdown_cells(report("project", "--format", "markdown"))

    @checklist.check("names: Python's csv reads every one back, formulas as text")
    def spreadsheet():
        rows = list(csv.reader(io.StringIO(run_report("csv"), newline="")))
        labels = {row[3] for row in rows}
        for name in NAMES:
            shown = ("'" if name[0] in "=+-@" else "") + name
            if shown not in labels:
                raise AssertionError(f"absent: {shown!r}")
        if {len(row) for row in rows} != {6}:
            raise AssertionError("a row has another number of columns than six")

    @checklist.check("names: Python's HTML parser reads every one back, and finds no element that is not ours")
    def page():
        found = PageText()
        found.feed(run_report("html"))
        heads = [" ".join(head.split()) for head in found.heads]
        absent = [name for name in expected() if " ".join(name.split()) not in heads]
        if absent:
            raise AssertionError(f"absent: {absent}")
        if found.elements & {"script", "b", "img", "iframe", "object"}:
            raise AssertionError(f"elements: {found.elements}")

    @checklist.check("names: JSON holds every one")
    def data():
        classes = json.loads(run_report("json"))["quality"]["classes"]
        if sorted(entry["name"] for entry in classes) != sorted(NAMES):
            raise AssertionError(f"classes: {[entry['name'] for entry in classes]}")
