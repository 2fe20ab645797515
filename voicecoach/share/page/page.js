// The player of a file. It needs no secure context: on a local network there is none. What a browser lacks of the rest
// (the lock screen's controls, a place to remember things) is left out.

import { remember, remembered } from "./memory.js";
import { NEAR_S, clock, lastBegun, spokenTime } from "./times.js";

const STEP_S = 10;
const AGAIN_S = 3; // within so many seconds of a chapter's start, "previous" means the one before it
const REMEMBER_EACH_S = 5;

const player = document.querySelector(".player");
const audio = player.querySelector("audio");
const find = (name) => player.querySelector(`.${name}`);
const aboutAddress = new URL(player.dataset.about, document.baseURI);
const language = document.documentElement.lang;

let about = { title: document.querySelector("h1").textContent, duration_s: NaN, chapters: [], captions: [] };
let wasSought = false; // by the listener
let asked_s = null; // where to begin, while the browser doesn't know the file yet
let chapterShown = -1;
let captionShown = null;
let rememberedAt_s = 0;

// Time

const length_s = () => (Number.isFinite(audio.duration) ? audio.duration : about.duration_s || 0);
const now_s = () => asked_s ?? audio.currentTime;

function seek(to_s) {
  wasSought = true;
  const there_s = Math.min(Math.max(0, to_s), length_s());
  if (audio.readyState >= HTMLMediaElement.HAVE_METADATA) {
    audio.currentTime = there_s;
  } else {
    asked_s = there_s;
  }
  show();
}

const chapterNow = () => lastBegun(about.chapters, now_s());

function previousChapter() {
  const current = Math.max(0, chapterNow());
  const again = now_s() - about.chapters[current].start_s > AGAIN_S;
  seek(about.chapters[again ? current : Math.max(0, current - 1)].start_s);
}

function nextChapter() {
  const next = about.chapters[chapterNow() + 1];
  if (next) {
    seek(next.start_s);
  }
}

// Playing

function play() {
  if (audio.error) {
    asked_s = now_s();
    audio.load();
  }
  find("status").textContent = "";
  audio.play().catch((reason) => {
    if (reason.name === "NotSupportedError") {
      tellFailure(); // any other: it was paused meanwhile, or the browser wants a tap first
    }
  });
}

const toggle = () => (audio.paused ? play() : audio.pause());

function tellFailure() {
  audio.pause(); // not every browser does so itself
  find("status").textContent = player.dataset.failed;
}

function setSpeed(speed) {
  audio.defaultPlaybackRate = speed; // a file that is loaded again keeps it
  audio.playbackRate = speed;
  remember("speed", speed);
  tellPosition();
}

// What is remembered, by the file's name

const placeKey = () => `place ${about.audio} ${about.duration_s}`;

function rememberPlace() {
  if (!about.audio) {
    return; // whose place it is isn't known yet
  }
  const over = audio.ended || now_s() < REMEMBER_EACH_S;
  remember(placeKey(), over ? null : now_s().toFixed(1));
  rememberedAt_s = now_s();
}

// What is seen and said

function show() {
  const at_s = now_s();
  find("elapsed").textContent = clock(at_s);
  find("left").textContent = `−${clock(Math.round(length_s() - at_s))}`;
  showPosition();
  showChapter(chapterNow());
  showCaption(lastBegun(about.captions, at_s), at_s);
}

/** A slider that moves while the keyboard is on it is read out each second, so it waits there for the next key. */
function showPosition(always = false) {
  const slider = find("position");
  if (always || !slider.matches(":focus-visible")) {
    slider.max = Math.ceil(length_s());
    slider.value = now_s();
    describePosition();
  }
}

function describePosition() {
  const slider = find("position");
  const said = { time: spokenTime(slider.value, language), duration: spokenTime(Math.round(length_s()), language) };
  slider.setAttribute("aria-valuetext", player.dataset.timeOf.replace(/\{(\w+)\}/g, (_, name) => said[name]));
}

function showChapter(number) {
  if (number === chapterShown) {
    return;
  }
  chapterShown = number;
  find("spoken").querySelector(".chapter").textContent = about.chapters[number]?.title ?? "";
  for (const [place, button] of find("chapters").querySelectorAll("button").entries()) {
    if (place === number) {
      button.setAttribute("aria-current", "true");
    } else {
      button.removeAttribute("aria-current");
    }
  }
  tellMetadata();
}

/** The words stay when they are said, in a quieter colour, until others come or the chapter ends; so do the first words
 * before they are said. */
function showCaption(number, at_s) {
  const caption = about.captions[Math.max(0, number)];
  const here = caption && caption.start_s + NEAR_S >= (about.chapters[chapterShown]?.start_s ?? 0);
  const text = here ? caption.text : "";
  if (text !== captionShown) {
    captionShown = text;
    find("caption").textContent = text;
  }
  find("caption").classList.toggle("past", Boolean(here) && (number < 0 || at_s > caption.stop_s + 0.3));
}

// The lock screen, headsets, media keys

const session = "mediaSession" in navigator && "MediaMetadata" in window ? navigator.mediaSession : null;

function tellMetadata() {
  if (!session) {
    return;
  }
  const chapter = about.chapters[chapterShown]?.title;
  session.metadata = new MediaMetadata({
    title: chapter ?? about.title,
    artist: chapter ? about.title : "",
    album: about.album ?? "",
    artwork: about.cover ? [{ src: new URL(about.cover.address, aboutAddress).href, type: about.cover.media_type }] : [],
  });
}

function tellPosition() {
  const duration = length_s();
  if (session?.setPositionState && duration > 0) {
    session.setPositionState({ duration, position: Math.min(now_s(), duration), playbackRate: audio.playbackRate });
  }
}

function answerKeys() {
  const skip = (direction) => (details) => seek(now_s() + direction * (details.seekOffset || STEP_S));
  const answers = {
    play,
    pause: () => audio.pause(),
    seekbackward: skip(-1),
    seekforward: skip(1),
    seekto: (details) => seek(details.seekTime),
    ...(about.chapters.length > 1 ? { previoustrack: previousChapter, nexttrack: nextChapter } : {}),
  };
  for (const [action, answer] of Object.entries(answers)) {
    try {
      session?.setActionHandler(action, answer);
    } catch {
      // this browser doesn't know the action
    }
  }
}

// Beginning

function listChapters() {
  const list = find("chapters").querySelector("ol");
  for (const chapter of about.chapters) {
    const button = document.createElement("button");
    button.type = "button";
    const [title, length] = [document.createElement("span"), document.createElement("span")];
    title.textContent = chapter.title;
    length.textContent = clock(chapter.stop_s - chapter.start_s);
    length.className = "length";
    button.append(title, " ", length);
    button.addEventListener("click", () => {
      seek(chapter.start_s);
      play();
    });
    const item = document.createElement("li");
    item.append(button);
    list.append(item);
  }
  find("chapters").hidden = !about.chapters.length;
  find("spoken").hidden = !about.captions.length;
  find("previous").hidden = find("next").hidden = about.chapters.length < 2;
}

function listen() {
  find("play").addEventListener("click", toggle);
  find("back").addEventListener("click", () => seek(now_s() - STEP_S));
  find("forward").addEventListener("click", () => seek(now_s() + STEP_S));
  find("previous").addEventListener("click", previousChapter);
  find("next").addEventListener("click", nextChapter);
  find("position").addEventListener("keydown", () => showPosition(true));
  find("position").addEventListener("input", (event) => {
    seek(event.target.valueAsNumber);
    describePosition();
  });
  find("speed").addEventListener("change", (event) => setSpeed(Number(event.target.value)));
  audio.addEventListener("loadedmetadata", () => {
    if (asked_s !== null) {
      audio.currentTime = asked_s;
      asked_s = null;
    }
  });
  audio.addEventListener("timeupdate", () => {
    if (Math.abs(now_s() - rememberedAt_s) >= REMEMBER_EACH_S) {
      rememberPlace();
    }
  });
  for (const event of ["play", "pause", "ended", "emptied"]) {
    audio.addEventListener(event, showWhetherPlaying);
  }
  for (const event of ["timeupdate", "seeking", "durationchange"]) {
    audio.addEventListener(event, show);
  }
  for (const event of ["playing", "pause", "seeked", "durationchange", "ratechange"]) {
    audio.addEventListener(event, tellPosition);
  }
  audio.addEventListener("pause", rememberPlace);
  audio.addEventListener("error", tellFailure);
  window.addEventListener("pagehide", rememberPlace);
}

function showWhetherPlaying() {
  player.classList.toggle("playing", !audio.paused);
  find("play").setAttribute("aria-label", audio.paused ? player.dataset.play : player.dataset.pause);
  if (session) {
    session.playbackState = audio.paused ? "paused" : "playing";
  }
}

function restore() {
  const speed = remembered("speed");
  const choice = [...find("speed").querySelectorAll("input")].find((input) => Number(input.value) === speed);
  if (choice) {
    choice.checked = true;
    setSpeed(speed);
  }
  const place_s = remembered(placeKey());
  if (place_s > 0 && place_s < length_s() && !wasSought) {
    seek(place_s);
  }
}

async function begin() {
  audio.controls = false;
  audio.preservesPitch = true;
  find("controls").hidden = false;
  listen();
  try {
    const answer = await fetch(aboutAddress);
    about = answer.ok ? await answer.json() : about;
  } catch {
    // the file still plays, without chapters
  }
  listChapters();
  answerKeys();
  restore();
  show();
  tellMetadata();
  if (audio.error) {
    tellFailure(); // it failed before anybody listened
  }
}

begin();
