"""Writes Tests/DownloadsTests/Archives: zip archives as people and enemies make them.

    .venv/bin/python Tests/ReferenceImplementations/archives.py

Made by Python's zipfile (3.11); every entry has the same date, so that the files are the same each time.
"""

import io
import pathlib
import stat
import struct
import wave
import zipfile

FOLDER = pathlib.Path(__file__).parent.parent / "DownloadsTests" / "Archives"
DATE = (2020, 1, 1, 0, 0, 0)


def entry(path, mode=stat.S_IFREG | 0o644):
    info = zipfile.ZipInfo(path, DATE)
    info.create_system = 3
    info.external_attr = mode << 16
    return info


def write(name, entries):
    with zipfile.ZipFile(FOLDER / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, data in entries:
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)


def clip(frequency):
    data = io.BytesIO()
    with wave.open(data, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"".join(
            struct.pack("<h", 8000 if index * frequency // 4000 % 2 else -8000) for index in range(400)))
    return data.getvalue()


def main():
    FOLDER.mkdir(exist_ok=True)
    hello = (entry("top/hello.txt"), b"hello\n")
    write("plain.zip", [(entry("top/", stat.S_IFDIR | 0o755), b""), hello, (entry("top/deep/er/file.txt"), b"deep\n"),
                        (entry("top/.gitignore"), b"hidden\n"), (entry("top/empty.txt"), b"")])
    write("upwards.zip", [hello, (entry("top/../../outside.txt"), b"out\n")])
    write("absolute.zip", [hello, (entry("/tmp/outside.txt"), b"out\n")])
    write("backslash.zip", [hello, (entry("top\\..\\..\\outside.txt"), b"out\n")])
    write("control.zip", [hello, (entry("top/a\nb.txt"), b"out\n")])
    write("link.zip", [hello, (entry("top/link", stat.S_IFLNK | 0o777), b"/etc"),
                       (entry("top/link/passwd"), b"out\n")])
    write("device.zip", [hello, (entry("top/null", stat.S_IFCHR | 0o666), b"")])
    write("twice.zip", [hello, (entry("top/hello.txt"), b"other\n")])
    write("file-as-folder.zip", [hello, (entry("top/hello.txt/inside.txt"), b"in\n")])
    write("zeros.zip", [hello, (entry("top/zeros"), bytes(20_000_000))])

    # Four clips in the layout of ESC-50, as a repository's archive has them: all in one folder.
    table = "filename,fold,target,category,esc10,src_file,take\n"
    rows = [("1-10-A-0", 1, 0, "dog"), ("1-11-A-1", 1, 1, "rain"), ("2-12-A-0", 2, 0, "dog"), ("2-13-A-1", 2, 1, "rain")]
    files = []
    for index, (name, fold, target, category) in enumerate(rows):
        table += f"{name}.wav,{fold},{target},{category},False,{name.split('-')[1]},A\n"
        files.append((entry(f"small-master/audio/{name}.wav"), clip(300 + 100 * index)))
    write("corpus.zip", files + [(entry("small-master/meta/small.csv"), table), (entry("small-master/LICENSE"), "CC0\n"),
                                 (entry("small-master/.circleci/config.yml"), "x\n")])


main()
