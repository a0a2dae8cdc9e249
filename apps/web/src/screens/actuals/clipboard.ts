/** Cells as they were copied: rows of columns. */
export type Cells = readonly (readonly string[])[];

/** Tab-separated text as Excel copies it: quotes around cells with line ends, doubled quotes inside, a line end after the last row. */
export function cellsOfText(text: string): Cells {
  const rows: string[][] = [[]];
  let cell = '';
  let isQuoted = false;
  const plain = text.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  const endCell = (): void => {
    rows.at(-1)?.push(cell);
    cell = '';
  };
  for (let at = 0; at < plain.length; at += 1) {
    const char = plain[at] ?? '';
    if (isQuoted && char === '"' && plain[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (isQuoted && char === '"') isQuoted = false;
    else if (!isQuoted && char === '"' && cell === '') isQuoted = true;
    else if (!isQuoted && char === '\t') endCell();
    else if (!isQuoted && char === '\n') {
      endCell();
      rows.push([]);
    } else cell += char;
  }
  endCell();
  return rows;
}

const spanOf = (cell: Element, name: string): number => Math.max(1, Number(cell.getAttribute(name) ?? 1) || 1);

const wordsOf = (cell: Element): string => {
  for (const lineEnd of cell.querySelectorAll('br')) lineEnd.replaceWith('\n');
  return (cell.textContent ?? '').replace(/[ \t\r\n\u00A0]+/g, ' ').trim();
};

/** The table of a clipboard's HTML; a merged cell counts as many as it covers, so that the rows beneath stay in their columns. Null without a table. */
export function cellsOfHtml(html: string): Cells | null {
  const table = new DOMParser().parseFromString(html, 'text/html').querySelector('table');
  if (!table) return null;
  const grid: string[][] = [];
  [...table.rows].forEach((row, rowAt) => {
    const line = (grid[rowAt] ??= []);
    for (const cell of row.cells) {
      let column = 0;
      while (line[column] !== undefined) column += 1;
      const words = wordsOf(cell);
      for (let down = 0; down < spanOf(cell, 'rowspan'); down += 1) {
        for (let right = 0; right < spanOf(cell, 'colspan'); right += 1) (grid[rowAt + down] ??= [])[column + right] = down === 0 && right === 0 ? words : '';
      }
    }
  });
  return grid.slice(0, table.rows.length);
}

/** What was copied, as cells; a single value is none, and is pasted as usual. */
export function cellsOf(clipboard: Pick<DataTransfer, 'getData'>): Cells | null {
  const html = clipboard.getData('text/html');
  const cells = (html.includes('<table') ? cellsOfHtml(html) : null) ?? cellsOfText(clipboard.getData('text/plain'));
  return cells.length > 1 || (cells[0]?.length ?? 0) > 1 ? cells : null;
}
