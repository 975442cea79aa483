// Saves the draft in a form a few seconds after the last change, and says when. Texts come from the page, translated.
import { once } from "./once.js";

const QUIET_MS = 4000;
const LONGEST_RETRY_MS = 60_000;

export function watchForms(within) {
  once("autosave", within.querySelectorAll("form[data-autosave]"), (form) => new Draft(form));
}

class Draft {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-autosave-status]");
    this.saved = this.fields();
    this.failures = 0;
    form.addEventListener("input", () => this.later(QUIET_MS));
    form.addEventListener("change", () => this.later(QUIET_MS));
    form.addEventListener("submit", () => this.stop());
    window.addEventListener("online", () => this.save());
    window.addEventListener("pageshow", () => (this.stopped = false));
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.save());
  }

  // Files travel only when the form is really sent.
  fields() {
    const entries = [...new FormData(this.form)].filter(([, value]) => typeof value === "string");
    return new URLSearchParams(entries).toString();
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  later(wait) {
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => this.save(), wait);
  }

  async save() {
    const body = this.fields();
    if (this.stopped || this.saving || body === this.saved) return;
    clearTimeout(this.timer);
    this.saving = true;
    try {
      const time = await send(this.form.dataset.autosave, body);
      this.saved = body;
      this.failures = 0;
      this.say("saved", time);
    } catch {
      this.failures += 1;
      this.say("failed");
    } finally {
      this.saving = false;
    }
    if (this.failures) this.later(Math.min(QUIET_MS * 2 ** this.failures, LONGEST_RETRY_MS));
    else if (this.fields() !== this.saved) this.later(QUIET_MS);
  }

  say(state, time = "") {
    if (!this.status) return;
    const text = (this.status.dataset[state] ?? "").replace("{time}", time);
    this.status.dataset.state = state;
    if (this.status.textContent !== text) this.status.textContent = text;
  }
}

async function send(url, body) {
  const answer = await fetch(url, {
    method: "POST",
    body,
    keepalive: body.length < 60_000,
    headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" },
    redirect: "error",
  });
  if (!answer.ok) throw new Error(`Draft refused: ${answer.status}`);
  return (await answer.json()).saved_at;
}
