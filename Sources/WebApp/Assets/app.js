"use strict";

// The course of a run that trains: the page is drawn anew as epochs are stored.
function followRun(section) {
  const run = encodeURIComponent(section.dataset.run);
  const events = new EventSource(`/api/runs/${run}/events?after=${section.dataset.epoch}`);
  let isAsked = false;

  async function draw() {
    if (isAsked) return;
    isAsked = true;
    try {
      const answer = await fetch(`/runs/${run}/course`);
      if (answer.ok) section.replaceChildren(...parsed(await answer.text()));
    } finally {
      // No more than once a second, however fast a run trains.
      setTimeout(() => { isAsked = false; }, 1000);
    }
  }

  events.addEventListener("epoch", draw);
  events.addEventListener("end", () => { events.close(); location.reload(); });
}

// The elements of a part of a page that this server has written.
function parsed(text) {
  return [...new DOMParser().parseFromString(text, "text/html").body.childNodes];
}

// The page to hear with: a recording is sent, and what is heard comes back as a part of the page.
class Hearing {
  constructor(form) {
    this.form = form;
    this.clip = form.querySelector("#clip");
    this.model = form.querySelector("#model");
    this.gain = form.querySelector("#gain");
    this.drop = form.querySelector(".drop");
    this.progress = document.getElementById("progress");
    this.player = document.getElementById("player");
    this.heard = document.getElementById("heard");
    this.file = null;
    this.asked = null;
    this.listen();
  }

  listen() {
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.clip.addEventListener("change", () => this.take(this.clip.files[0]));
    for (const choice of [this.model, this.gain]) {
      choice.addEventListener("change", () => this.take(this.file));
    }
    for (const name of ["dragenter", "dragover"]) {
      this.drop.addEventListener(name, (event) => {
        event.preventDefault();
        this.drop.classList.add("over");
      });
    }
    for (const name of ["dragleave", "drop"]) {
      this.drop.addEventListener(name, (event) => {
        event.preventDefault();
        this.drop.classList.remove("over");
        if (name === "drop") this.take(event.dataTransfer.files[0]);
      });
    }
    this.player.addEventListener("error", () => {
      if (this.player.src) this.progress.textContent = "This browser cannot play this format; what is heard stands below.";
    });
    this.player.addEventListener("timeupdate", () => this.scope?.show(this.player.currentTime));
    this.player.addEventListener("play", () => this.follow());
  }

  async take(file) {
    if (!file || !this.form.reportValidity()) return;
    this.file = file;
    // An answer that comes late is not shown in place of a later one's.
    this.asked?.abort();
    const asked = this.asked = new AbortController();
    this.play(file);
    this.heard.replaceChildren();
    this.progress.textContent = `Listening to ${file.name} ...`;
    const query = new URLSearchParams({
      name: file.name, model: this.model.value, playbackGain: this.gain.value,
    });
    try {
      const answer = await fetch(`/listen?${query}`, { method: "POST", body: file, signal: asked.signal });
      const parts = parsed(await answer.text());
      if (asked.signal.aborted) return;
      this.progress.textContent = answer.ok ? file.name : "It could not be heard.";
      this.heard.replaceChildren(...(answer.ok ? parts : said(parts)));
      if (answer.ok) this.look();
    } catch (error) {
      if (asked.signal.aborted) return;
      this.progress.textContent = "The server did not answer. Is earshot serve still running?";
    }
  }

  play(file) {
    if (this.address) URL.revokeObjectURL(this.address);
    this.address = URL.createObjectURL(file);
    this.player.src = this.address;
    this.player.hidden = false;
  }

  look() {
    this.scope = new Scope(this.heard.querySelector(".scope"), this.player);
    for (const button of this.heard.querySelectorAll("[data-seek]")) {
      button.addEventListener("click", () => {
        this.scope.seek(Number(button.dataset.seek));
        this.player.play().catch(() => {});
      });
    }
  }

  // The cursor goes with the sound while it plays.
  follow() {
    const step = () => {
      this.scope?.show(this.player.currentTime);
      if (!this.player.paused && !this.player.ended) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }
}

// Pictures and events on one scale of time: a click or a key moves to a place in it.
class Scope {
  constructor(element, player) {
    this.element = element;
    this.player = player;
    this.duration = Number(element.dataset.duration);
    this.cursor = element.querySelector(".cursor");
    element.addEventListener("pointerdown", (event) => {
      const box = element.getBoundingClientRect();
      this.seek((event.clientX - box.left) / box.width * this.duration);
    });
    element.addEventListener("keydown", (event) => this.press(event));
  }

  press(event) {
    const now = this.player.currentTime;
    const places = {
      ArrowLeft: now - 0.5, ArrowDown: now - 0.5, ArrowRight: now + 0.5, ArrowUp: now + 0.5,
      PageDown: now - 5, PageUp: now + 5, Home: 0, End: this.duration,
    };
    if (event.key in places) {
      this.seek(places[event.key]);
    } else if (event.key === " " || event.key === "Enter") {
      if (this.player.paused) this.player.play().catch(() => {}); else this.player.pause();
    } else {
      return;
    }
    event.preventDefault();
  }

  seek(time) {
    const place = Math.min(Math.max(0, time), this.duration);
    this.player.currentTime = place;
    this.show(place);
  }

  show(time) {
    const text = time.toFixed(1);
    this.cursor.style.left = `${Math.min(100, 100 * time / this.duration)}%`;
    this.element.setAttribute("aria-valuenow", text);
    this.element.setAttribute("aria-valuetext", `${text} s`);
  }
}

// What a page that refuses says, without the frame around it.
function said(parts) {
  const page = document.createElement("div");
  page.append(...parts);
  return [...(page.querySelector("main") ?? page).childNodes];
}

// Clips to be heard: one at a time, and words in place of a player that has nothing to play.
function hearClips(players) {
  for (const player of players) {
    player.addEventListener("play", () => {
      for (const other of players) if (other !== player) other.pause();
    });
    player.addEventListener("error", async () => {
      const words = document.createElement("div");
      words.className = "problem";
      words.setAttribute("role", "alert");
      try {
        const answer = await fetch(player.src, { headers: { Range: "bytes=0-0" } });
        words.append(...(answer.ok ? ["This browser cannot play this format."] : said(parsed(await answer.text()))));
      } catch {
        words.append("The server did not answer. Is earshot serve still running?");
      }
      player.replaceWith(words);
    });
  }
}

const live = document.getElementById("live");
if (live) followRun(live);
const form = document.getElementById("hear");
if (form) new Hearing(form);
hearClips(document.querySelectorAll(".clips audio"));
