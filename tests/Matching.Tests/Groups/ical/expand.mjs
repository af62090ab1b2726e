// Reads { calendar, from, until } from standard input: a calendar, and two years. Writes for each of its events the
// meetings from the one year's beginning to the other's end, as [[wall-clock time, seconds since 1970], ...].
import ICAL from "ical.js";
import { readFileSync } from "node:fs";

const { calendar, from, until } = JSON.parse(readFileSync(0, "utf8"));

function meetings(event) {
  const iterator = new ICAL.Event(event).iterator();
  const found = [];
  for (let day; (day = iterator.next()) && day.year <= until; ) {
    if (day.year >= from) found.push(day);
  }
  return found;
}

// ical.js takes at most one EXDATE for each meeting that it passes, so that those which are no meeting make it miss later
// ones: it is given those that are. Their times are read before they are taken out of the calendar with its time zone.
function withoutExceptions(event) {
  const exceptions = event.getAllProperties("exdate").map((exception) => [exception.getFirstValue(), exception]);
  event.removeAllProperties("exdate");
  const times = new Set(meetings(event).map(String));
  for (const [time, exception] of exceptions) if (times.has(String(time))) event.addProperty(exception);
  return meetings(event).map((day) => [String(day), day.toUnixTime()]);
}

const events = new ICAL.Component(ICAL.parse(calendar)).getAllSubcomponents("vevent");
process.stdout.write(JSON.stringify(events.map(withoutExceptions)));
