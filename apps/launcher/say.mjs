// Every line the commands print. No cursor tricks: the same lines read well in a terminal, a log file and CI.

const heartbeatMs = 15_000;

/** @param {string} line */
export function say(line) {
  console.log(line);
}

/** @param {number} ms @returns {string} such as `0.4秒` or `1分12秒` */
export function seconds(ms) {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)}秒`;
  return `${Math.floor(ms / 60_000)}分${Math.round((ms % 60_000) / 1000)}秒`;
}

/** How long each step of a command took, in the order in which they ended. */
export class Steps {
  /** @type {{ name: string, ms: number }[]} */
  done = [];
  startedAt = performance.now();

  /**
   * Runs one step with a line before it, a sign of life every 15 seconds, and its time after it.
   * @template T
   * @param {string} name what is being done, in Japanese
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  async take(name, work) {
    const from = performance.now();
    say(`▸ ${name}…`);
    const heartbeat = setInterval(() => say(`    続けています（${seconds(performance.now() - from)}）`), heartbeatMs);
    try {
      const result = await work();
      const ms = performance.now() - from;
      this.done.push({ name, ms });
      say(`  ✓ ${seconds(ms)}`);
      return result;
    } finally {
      clearInterval(heartbeat);
    }
  }

  /** @returns {string} the times as a table, with their sum by the clock */
  table() {
    const rows = this.done.map(({ name, ms }) => [name, seconds(ms)]);
    return table([...rows, ['合計', seconds(performance.now() - this.startedAt)]]);
  }
}

/** @param {string} text @returns {number} how many columns it takes in a terminal: a full-width character takes two */
export function columns(text) {
  let width = 0;
  for (const character of text) width += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(character) ? 2 : 1;
  return width;
}

/** @param {string[][]} rows @returns {string} the rows with their columns aligned, indented by two */
export function table(rows) {
  /** @type {number[]} */
  const widths = [];
  for (const row of rows) row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, columns(cell))));
  return rows
    .map((row) => '  ' + row.map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - columns(cell))).join('  ').trimEnd())
    .join('\n');
}
