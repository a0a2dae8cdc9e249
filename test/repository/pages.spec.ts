import { readFileSync, writeFileSync } from 'node:fs';
import { generatedParts, pathOf, withPart } from './pages.js';

// `KYOSEI_WRITE_PAGES=1 npx jest --config .jestrc.cjs --selectProjects rooms test/repository` writes the parts anew.
it.each(generatedParts().map((part) => [part.file, part.part, part] as const))('%s says what the code says: %s', (file, _name, part) => {
  const page = readFileSync(pathOf(file), 'utf8');
  const renewed = withPart(page, part);
  if (process.env['KYOSEI_WRITE_PAGES']) writeFileSync(pathOf(file), renewed);
  else expect(page).toBe(renewed);
});
