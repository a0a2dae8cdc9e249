import { readValue, type Value } from '#core';

const known = new Map<string, object>();
const values = new Map<string, Value>();
const limit = 20_000;

/** What a text means, remembered: the same few thousand texts are judged again with every version of their rows. */
export function valueOf(text: string): Value {
  let value = values.get(text);
  if (!value) {
    value = readValue(text);
    if (values.size >= limit) values.clear();
    values.set(text, value);
  }
  return value;
}

/** A value as the API gives it: the text to the letter and beside it what it means. */
export function valueJson(text: string): object {
  let json = known.get(text);
  if (!json) {
    json = wireOf(valueOf(text));
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
