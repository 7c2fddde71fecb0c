"""The web app in a real browser, driven by Playwright: what a listener and a researcher do with it."""

import json
import shutil
import subprocess
import time

import web_server
from web_server import Server, tone

SCREEN, PHONE = {"width": 1200, "height": 900}, {"width": 400, "height": 800}


def require(condition, words):
    if not condition:
        raise AssertionError(words)


def wait(condition, words, timeout=120):
    """Waits until a condition holds: asked from here, since the page's policy lets nobody evaluate anything there."""
    deadline = time.monotonic() + timeout
    while not condition():
        require(time.monotonic() < deadline, words)
        time.sleep(0.1)


def add_checks(checklist, root, earshot, folder):
    from checklist import Skipped

    runs, state = folder / "Runs", {}

    def server():
        if "server" not in state:
            folder.mkdir(parents=True, exist_ok=True)
            web_server.train(earshot, root, runs, "gen3", "-S", "training.epochs=3")
            tone(folder / "tone.wav", seconds=4, noise=0.1)
            state["server"] = Server(earshot, root, runs)
        return state["server"]

    def end():
        if "server" in state:
            state["server"].stop()

    class Session:
        """A browser with one page, which notes what it asks for and what it complains of."""

        def __init__(self, viewport=SCREEN, scheme="light"):
            if not shutil.which("chromium"):
                raise Skipped("chromium is not installed")
            try:
                from playwright.sync_api import sync_playwright
            except ImportError:
                raise Skipped("playwright is not installed") from None
            self.playwright = sync_playwright().start()
            self.browser = self.playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"])
            self.page = self.browser.new_page(viewport=viewport, color_scheme=scheme)
            self.page.set_default_timeout(120_000)
            self.asked, self.complaints = [], []
            self.page.on("request", lambda request: self.asked.append(request.url))
            self.page.on("console", lambda message: self.complaints.append(message.text))
            self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self.browser.close()
            self.playwright.stop()

        def open(self, path="/"):
            self.page.goto(f"http://{server().name}{path}")
            return self.page

        def hear(self, recording="tone.wav", model=None):
            """Hears a recording by the model that ships, or by the first whose name begins so."""
            page = self.open()
            if model:
                names = [option.get_attribute("value") for option in page.locator("#model option").all()]
                page.select_option("#model", next(name for name in names if name.startswith(model)))
            page.set_input_files("#clip", folder / recording)
            page.wait_for_selector(".scope")
            return page

        def require_quiet(self):
            far = [url for url in self.asked
                   if not url.startswith((f"http://{server().name}/", f"blob:http://{server().name}/", "data:"))]
            require(not far, f"asked for {far}")
            require(not self.complaints, f"the browser says {self.complaints}")

        def width(self):
            return self.page.evaluate("document.documentElement.scrollWidth")

    @checklist.check("browser: a recording is chosen, heard, and its events are played by mouse and keys")
    def hearing():
        with Session() as session:
            page = session.hear(model="gen3")
            require("No verdict" in page.inner_text(".judgement"), "a model of synthetic sounds gives a verdict")
            require("Scene" in page.inner_text(".scene"), "no scene")
            require("never measured" in page.inner_text(".card"), "nothing of what the model is worth")
            scope = page.locator(".scope")
            box = scope.bounding_box()
            page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 40)
            middle = page.evaluate("document.getElementById('player').currentTime")
            require(abs(middle - 2) < 0.1, f"a click in the middle of 4 s leads to {middle} s")
            scope.focus()
            page.keyboard.press("ArrowRight")
            require(abs(page.evaluate("document.getElementById('player').currentTime") - middle - 0.5) < 0.05,
                    "an arrow key does not move by half a second")
            page.keyboard.press("Home")
            require(scope.get_attribute("aria-valuenow") == "0.0", "Home does not lead to the beginning")
            page.keyboard.press("End")
            require(abs(float(scope.get_attribute("aria-valuenow")) - 4) < 0.1, "End does not lead to the end")
            pictures = page.evaluate(
                "[...document.querySelectorAll('.track-drawing')].every(e => e.getBoundingClientRect().height > 10)")
            require(pictures, "a picture has no height")
            session.require_quiet()

    @checklist.check("browser: the model that ships judges what it hears, and leads to each event")
    def judging():
        with Session() as session:
            server()
            tone(folder / "burst.wav", seconds=8, noise=0.003, heard=(3, 6))
            page = session.hear("burst.wav")
            require("uncertain" in page.inner_text(".judgement").lower(), page.inner_text(".judgement"))
            require("unlike all classes" in page.inner_text("#heard"), "no reason is given")
            require("right on 96 % of 80 clips of esc10" in page.inner_text(".card"), "nothing of what the model is worth")
            buttons = page.locator("[data-seek]")
            require(buttons.count() > 0, "no event leads anywhere")
            onset = float(buttons.first.get_attribute("data-seek"))
            require(2 <= onset <= 4, f"what is heard from 3 s on is shown at {onset} s")
            buttons.first.click()
            now = page.evaluate("document.getElementById('player').currentTime")
            require(onset - 0.05 <= now <= onset + 3, f"the event at {onset} s leads to {now} s")
            session.require_quiet()
            return f"{buttons.count()} events, the first at {onset} s"

    @checklist.check("browser: a recording is dropped, and a file that is none is refused in words")
    def dropping():
        with Session() as session:
            page = session.open()
            content = (folder / "tone.wav").read_bytes()
            for name, data in [("dropped.wav", content), ("letter.txt", b"Dear Sir or Madam")]:
                transfer = page.evaluate_handle(
                    """([name, bytes]) => {
                      const transfer = new DataTransfer();
                      transfer.items.add(new File([new Uint8Array(bytes)], name));
                      return transfer;
                    }""", [name, list(data)])
                page.dispatch_event(".drop", "drop", {"dataTransfer": transfer})
                if data is content:
                    page.wait_for_selector(".scope")
                else:
                    page.wait_for_selector("#heard p")
                    require("cannot be heard" in page.inner_text("#heard"), page.inner_text("#heard"))
                    require(page.locator(".scope").count() == 0, "the recording before is still shown")

    @checklist.check("browser: the curves of a run that began meanwhile grow, and it ends with its report")
    def live():
        with Session() as session:
            trainer = subprocess.Popen(
                [earshot, "run", "gen6", "--experiments", root / "Experiments", "--runs", runs, "--seeds", "7",
                 "-S", "training.epochs=100000", "-q"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                deadline = time.monotonic() + 300
                while time.monotonic() < deadline:
                    listed = json.loads(server().request(path="/api/runs?status=running")[2])["runs"]
                    if listed and listed[0]["epochs"] > 2:
                        break
                    time.sleep(0.2)
                page = session.open(f"/runs/{listed[0]['id']}")
                first = page.inner_text("#live .state")
                drawn = page.get_attribute("#live .panel path.line", "d")
                wait(lambda: page.inner_text("#live .state") != first, "the state stands still")
                wait(lambda: page.get_attribute("#live .panel path.line", "d") != drawn, "the curve does not grow")
                second = page.inner_text("#live .state")
                trainer.terminate()
                trainer.wait()
                page.wait_for_selector("#live", state="detached")
                require("interrupted" in page.inner_text("main"), "the page does not tell how the run ended")
            finally:
                trainer.kill()
                trainer.wait()
            session.require_quiet()
            return f"{first}; then {second}"

    @checklist.check("browser: a clip that a run gets wrong is played, and no two are at once; one that is gone is said to be")
    def clips():
        server()
        folders = folder / "Clips", web_server.corpus(folder / "corpus")
        web_server.train(earshot, root, folders[0], "gen3", "-S", "training.epochs=1", "--corpus", folders[1], "--classes", "all")
        with Server(earshot, root, folders[0]) as other, Session() as session:
            run = json.loads(other.request(path="/api/runs")[2])["runs"][0]["id"]
            page = session.page
            page.goto(f"http://{other.name}/runs/{run}")
            players = page.locator(".clips audio")
            require(players.count() >= 3, f"{players.count()} players")
            require(page.locator("nav a[href='#mistakes']").count() == 1, "nothing leads to the clips")
            asked = [url for url in session.asked if "/audio?" in url]
            require(not asked, f"loaded before anybody asked: {asked}")
            name = players.first.get_attribute("aria-label")
            require(" taken for " in name, f"a player is called {name}")

            def state(player):
                return player.evaluate("e => ({time: e.currentTime, ready: e.readyState, paused: e.paused, length: e.duration})")

            # By keys alone: the player is reached and its button pressed.
            players.first.focus()
            page.keyboard.press("Space")
            wait(lambda: state(players.first)["time"] > 0.05, "the clip does not play")
            first = state(players.first)
            require(abs(first["length"] - 1) < 0.01, f"found {first}")
            players.nth(1).evaluate("e => e.play()")
            wait(lambda: state(players.nth(1))["time"] > 0.05, "the second clip does not play")
            require(state(players.first)["paused"], "two clips play at once")
            require(not session.complaints, f"the browser says {session.complaints}")
            (folders[1] / "audio").rename(folder / "taken")
            page.goto(f"http://{other.name}/runs")
            page.goto(f"http://{other.name}/runs/{run}")
            require(page.locator(".clips audio").count() == 0, "dead players")
            require("cannot be heard" in page.inner_text("section[aria-labelledby=mistakes]"), "nothing is said")
            (folder / "taken").rename(folders[1] / "audio")
            page.goto(f"http://{other.name}/runs/{run}")
            # It goes while the page is open, before it was played.
            players.last.wait_for(state="attached")
            gone = players.last.get_attribute("src").split("clip=")[1]
            (folders[1] / "audio" / f"{gone}.wav").unlink()
            players.last.evaluate("e => { e.currentTime = 0; e.play().catch(() => {}); }")
            page.wait_for_selector(".clips [role=alert]")
            require("--corpus" in page.inner_text(".clips [role=alert]"), page.inner_text(".clips [role=alert]"))
            return f"{name}; {first['time']:.2f} of {first['length']:.2f} s"

    @checklist.check("browser: how loud it is played has a part in the verdict, where somebody says so")
    def playback_gain():
        with Session() as session:
            page = session.hear()
            require("loud" not in page.inner_text("#heard").lower().replace("nothing in the sound is abrupt or loud", ""),
                    page.inner_text("#heard"))
            page.fill("#gain", "60")
            with page.expect_response(lambda answer: "playbackGain=60" in answer.url) as answer:
                page.keyboard.press("Tab")
            require(answer.value.status == 200, f"answered with {answer.value.status}")
            wait(lambda: "LUFS" in page.inner_text("#heard"), "loudness has no part in the verdict")
            asked = len(session.asked)
            page.fill("#gain", "999")
            page.keyboard.press("Tab")
            require(len(session.asked) == asked and not page.evaluate("document.getElementById('gain').validity.valid"),
                    "a gain that nobody means is sent")
            session.require_quiet()

    @checklist.check("browser: runs are filtered, chosen and compared; no request leaves the machine")
    def research():
        web_server.train(earshot, root, runs, "gen4", "-S", "training.epochs=3")
        with Session() as session:
            page = session.open("/runs")
            page.fill("[name=filter]", 'experiment = "gen3"')
            page.click("text=Show")
            require(page.locator("tbody tr").count() == 1, "the filter does not filter")
            page.fill("[name=filter]", "experiment = (")
            page.click("text=Show")
            require("filter: found" in page.inner_text("[role=alert]"), "a condition that cannot be read goes unsaid")
            session.open("/runs?status=completed")
            for box in page.locator("tbody input[type=checkbox]").all()[:2]:
                box.check()
            page.click("text=Compare the chosen runs")
            require(page.url.count("run=") == 2 and page.locator("table").count() > 0, f"no comparison at {page.url}")
            for path in ["/history", "/sweeps", "/compare", "/nothing"]:
                session.open(path)
            session.complaints = [text for text in session.complaints if "404" not in text]
            session.require_quiet()

    @checklist.check("browser: pages fit a telephone, light and dark")
    def phone():
        for scheme in ["light", "dark"]:
            with Session(PHONE, scheme) as session:
                session.hear()
                widths = {"heard": session.width()}
                run = json.loads(server().request(path="/api/runs")[2])["runs"][0]["id"]
                for path in ["/", "/runs", f"/runs/{run}", "/compare", "/history", "/sweeps"]:
                    session.open(path)
                    widths[path] = session.width()
                require(max(widths.values()) <= PHONE["width"], f"wider than the screen: {widths}")
                session.require_quiet()

    @checklist.check("browser: everything that can be used has a name, and can be reached by keys")
    def names():
        with Session() as session:
            page = session.hear()
            nameless = page.evaluate(
                """[...document.querySelectorAll('button, input, select, a, audio, [role=slider], [role=region], svg[role=img]')]
                   .filter(e => e.offsetParent !== null || e.tagName === 'svg')
                   .filter(e => !(e.textContent.trim() || e.getAttribute('aria-label') || e.closest('label')
                     || e.title)).map(e => e.outerHTML.slice(0, 80))""")
            require(not nameless, f"without a name: {nameless}")
            reached = set()
            session.open("/runs")
            for _ in range(40):
                page.keyboard.press("Tab")
                reached.add(page.evaluate("document.activeElement.outerHTML.slice(0, 60)"))
            require(len(reached) > 10, f"only {len(reached)} places are reached by keys")
            return f"{len(reached)} places reached"

    return end
