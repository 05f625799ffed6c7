// Expands repeating rules by ical.js, as Thunderbird does: reads lines of {rule, start, until}, answers lines of dates.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { default: ICAL } = await import(pathToFileURL(process.argv[2]).href);

for await (const line of createInterface({ input: process.stdin })) {
  const { rule, start, until } = JSON.parse(line);
  const dates = ICAL.Recur.fromString(rule).iterator(ICAL.Time.fromDateString(start));
  const found = [];
  for (let next = dates.next(); next && next.toString() <= until; next = dates.next()) {
    if (next.toString() >= start) found.push(next.toString());
  }
  console.log(found.join(" "));
}
