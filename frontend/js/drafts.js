// Saves a form a few seconds after the last change, says when beside the field, and warns before unsaved text is left.
// Texts come from the page, translated. One draft an opened form: `opened`, which the form carries, says which.
import { once } from "./once.js";

const QUIET_MS = 4000;
const LONGEST_RETRY_MS = 60_000;
const KEEPALIVE_LIMIT = 60_000; // what a browser sends on after the page is gone

export function watchForms(within) {
  once("draft", within.querySelectorAll("form[data-draft]"), (form) => new Draft(form));
}

class Draft {
  constructor(form) {
    this.form = form;
    this.saved = this.fields();
    this.failures = 0;
    form.addEventListener("input", (event) => this.changed(event));
    form.addEventListener("change", (event) => this.changed(event));
    form.addEventListener("submit", (event) => event.defaultPrevented || form.dataset.sent || this.stop());
    window.addEventListener("online", () => this.save());
    window.addEventListener("pageshow", () => (this.stopped = false));
    window.addEventListener("beforeunload", (event) => this.leave(event));
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.save());
  }

  // Files travel only when the form is really sent. The ticket changes by saving, which is no change of the text.
  fields() {
    const entries = [...new FormData(this.form)].filter(([name, value]) => typeof value === "string" && name !== "opened");
    return new URLSearchParams(entries).toString();
  }

  isDirty() {
    return !this.stopped && this.fields() !== this.saved;
  }

  changed({ target }) {
    this.stopped = false;
    const status = target.closest(".ds-field")?.querySelector("[data-draft-status]");
    if (status) this.status = status;
    this.later(QUIET_MS);
  }

  // What is on its way is no draft. What is written after it is a text of its own (`isSent`), which the page that comes
  // does not know and the sending does not end.
  stop() {
    this.stopped = this.isSent = true;
    this.saved = this.fields();
    clearTimeout(this.timer);
    this.sending?.abort();
  }

  later(wait) {
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => this.save(), wait);
  }

  leave(event) {
    if (!this.isDirty() || this.isKept) return;
    if (!this.refused) this.save();
    event.preventDefault();
  }

  async save() {
    const body = this.fields();
    if (this.stopped || this.sending || body === this.saved) return;
    clearTimeout(this.timer);
    this.sending = new AbortController();
    try {
      this.take(await send(this.form, body, this.isSent, this.sending.signal), body);
    } catch {
      this.failures += 1;
      this.say("failed", this.form.dataset.failed);
    } finally {
      this.sending = undefined;
    }
    if (this.failures) this.later(Math.min(QUIET_MS * 2 ** this.failures, LONGEST_RETRY_MS));
    else if (!this.refused && this.isDirty()) this.later(QUIET_MS);
  }

  // A refusal is an answer: it stands until the text is another one.
  take({ ok, answer }, body) {
    this.failures = 0;
    this.refused = !ok;
    this.isKept = !ok && answer.is_kept;
    if (!ok) return this.say("failed", answer.error, answer);
    this.saved = body;
    this.isSent = false;
    this.form.elements.opened.value = answer.opened;
    this.say("saved", answer.saved_at ? this.form.dataset.saved.replace("{time}", answer.saved_at) : "");
  }

  say(state, text, answer = {}) {
    const status = this.status ?? this.form.querySelector("[data-draft-status]");
    if (!status) return;
    for (const other of this.form.querySelectorAll("[data-draft-status]")) if (other !== status) other.textContent = "";
    status.dataset.state = state;
    if (status.textContent !== text || answer.url) status.replaceChildren(text, ...(answer.url ? [" ", anchor(answer)] : []));
  }
}

// What is kept nowhere else stays on its page: the link opens a new tab.
function anchor(answer) {
  const link = document.createElement("a");
  link.href = answer.url;
  link.className = "ds-link";
  link.textContent = answer.link;
  if (!answer.is_kept) Object.assign(link, { target: "_blank", rel: "noopener" });
  return link;
}

async function send(form, fields, isSent, signal) {
  const more = { opened: form.elements.opened.value, ...(isSent && { after_sending: "yes" }) };
  const body = `${fields}&${new URLSearchParams(more)}`;
  const response = await fetch(form.dataset.draft, {
    method: "POST",
    body,
    signal,
    keepalive: body.length < KEEPALIVE_LIMIT,
    headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" },
    redirect: "error",
  });
  if (response.status >= 500) throw new Error(`Not saved: ${response.status}`);
  return { ok: response.ok, answer: await response.json() };
}
