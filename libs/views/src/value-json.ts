import { readValue, type Value } from '#core';

const known = new Map<string, object>();
const limit = 20_000;

/** A value as the API gives it: the text to the letter and beside it what it means. */
export function valueJson(text: string): object {
  let json = known.get(text);
  if (!json) {
    json = wireOf(readValue(text));
    if (known.size >= limit) known.clear();
    known.set(text, json);
  }
  return json;
}

/** The measures carry what the API promises; what else a value says stands beside them. */
function wireOf(value: Value): object {
  const { text, status, measures, note, ...rest } = value;
  return { text, status, measures, note, ...rest };
}
