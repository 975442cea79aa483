// How long a text will be when it is stored: the same as app/core/text.py, so that nobody is told another number.
// A test feeds both with the same texts.
const UNSEEN =
  /[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\u{e0000}-\u{e0fff}]/gu;
const HALF_OF_A_PAIR = /[\ud800-\udfff]/gu; // travels as a question mark
const JOINING_NOTHING = /(^|[\s\x85])[\u200c\u200d\ufe00-\ufe0f]+/g;
const MARKS = "\\u0300-\\u036f\\u0483-\\u0489\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f";
const TOO_MANY_MARKS = new RegExp(`([${MARKS}]{3})[${MARKS}]+`, "g");
const LINE_BREAK = /\r\n?|[\x0b\x0c\x85\u2028\u2029]/g;
const MANY_BLANK_LINES = /\n(?:[^\S\n]*\n){3,}/g;

function visible(text) {
  return text
    .replace(HALF_OF_A_PAIR, "\ufffd")
    .replace(UNSEEN, "")
    .replaceAll("\u2800", " ")
    .replace(JOINING_NOTHING, "$1")
    .normalize("NFC")
    .replace(TOO_MANY_MARKS, "$1");
}

export function squash(text) {
  return visible(text).replace(/[\s\x85]+/g, " ").trim();
}

export function paragraphs(text) {
  return visible(text).replace(LINE_BREAK, "\n").replace(MANY_BLANK_LINES, "\n\n\n").trim();
}

// Characters as people and the server count them: an emoji of one sign is one.
export function lengthOf(text, severalLines) {
  return [...(severalLines ? paragraphs(text) : squash(text))].length;
}
