"""The table for people and the same figures for programs."""

import json

from measurement import ratio


def seconds(value):
    for unit, scale in [("s", 1), ("ms", 1e3), ("µs", 1e6)]:
        if value * scale >= 1 or unit == "µs":
            return f"{value * scale:.3g} {unit}"


def rows(measurement):
    systems = measurement["systems"]
    ours = next(iter(systems.values()))
    for name, times in systems.items():
        ratios = ["", ""] if times is ours else [
            f"{ratio(times[kind], ours[kind]):.2f}" for kind in ["wallMinimum", "wallMedian"]]
        if times is ours and measurement["limit"] is not None:
            met = times["wallMedian"] <= measurement["limit"]
            promise = f"{seconds(measurement['limit'])}: {'met' if met else 'missed'}"
        elif name in measurement["bars"]:
            bar = measurement["bars"][name]
            met = ratio(times["wallMedian"], ours["wallMedian"]) >= bar
            promise = f"ratio {bar:g}: {'met' if met else 'missed'}"
        else:
            promise = ""
        rate = f"{measurement['operations'] / times['wallMinimum'] / 1e9:.0f}" if measurement["operations"] else ""
        yield [
            measurement["title"] if times is ours else "", name, seconds(times["wallMinimum"]),
            seconds(times["wallMedian"]), seconds(times["processorMedian"]), *ratios, rate, promise, str(times["count"]),
        ]


HEADER = [
    "measured", "system", "minimum", "median", "processor, median", "ratio of minima", "ratio of medians",
    "GFLOP/s at best", "promised", "repetitions",
]


def markdown(context, measurements):
    lines = [f"# Benchmarks, {context['date']}, commit {context['commit']}", ""]
    lines += [f"- {key}: {value}" for key, value in context.items() if key not in ("date", "commit")]
    chapters = dict.fromkeys(measurement["chapter"] for measurement in measurements)
    for chapter in chapters:
        members = [measurement for measurement in measurements if measurement["chapter"] == chapter]
        lines += ["", f"## {chapter}", "", "| " + " | ".join(HEADER) + " |", "|---|---|" + "--:|" * 6 + "---|--:|"]
        lines += ["| " + " | ".join(row) + " |" for measurement in members for row in rows(measurement)]
        lines += [f"\n{measurement['title']}: {measurement['note']}" for measurement in members if measurement["note"]]
    return "\n".join(lines) + "\n"


def write(folder, context, measurements):
    """Writes `<date>-<commit>.md` and `.json` and returns both files."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{context['date']}-{context['commit'].replace(' ', '-')}"
    files = {"markdown": folder / f"{stem}.md", "json": folder / f"{stem}.json"}
    files["markdown"].write_text(markdown(context, measurements))
    files["json"].write_text(json.dumps({"context": context, "measurements": measurements}, indent=1) + "\n")
    return files
