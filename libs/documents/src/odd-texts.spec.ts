import { SaxesParser } from 'saxes';
import { strFromU8, unzipSync } from 'fflate';
import { saidIn } from '../test/read-back.js';
import { visionSnapshot } from '../test/vision-snapshot.js';
import { renderDocument, type DocumentFormat, type DocumentKind } from './render-document.js';
import type { Snapshot } from './snapshot.js';

const formats: readonly DocumentFormat[] = ['pdf', 'docx', 'xlsx', 'html'];
const kinds: readonly DocumentKind[] = ['vision', 'comparison', 'review-form', 'progress'];
const odd = ['#panic("x") $ @ref *_`', '</script><img src=x onerror=alert(1)>', '=HYPERLINK("http://x","y")', "]]> & \" ' < >", '\\n\\0 {{x}} ${y}', 'a\u0001b\u000bc', '\u0000\u0008\u000c\u001f\ufffe\uffff'].join('　');

async function oddly(text: string): Promise<Snapshot> {
  const snapshot = await visionSnapshot();
  return {
    ...snapshot, chapters: [{ id: 'c', title: text, markdown: `# ${text}\n\n${text}\n\n| 列 |\n| --- |\n| ${text.replaceAll('|', '')} |`, afterSections: false }],
    record: snapshot.record.map((entry) => ({ ...entry, comment: text })),
    sections: snapshot.sections.map((section) => ({ ...section, name: `${text}${section.name}` })),
    indicators: snapshot.indicators.map((indicator) => ({ ...indicator, rationale: text, remarks: text, before: indicator.before && { ...indicator.before, name: text }, after: indicator.after && { ...indicator.after, basis: text } })),
  };
}

describe.each(formats)('%s', (format) => {
  it.each(kinds)('takes whatever people write as text and nothing else: %s', async (kind) => {
    const { bytes } = await renderDocument({ snapshot: await oddly(odd), kind, format, draft: null, number: null });
    const said = await saidIn(format, bytes);
    for (const words of ['#panic("x")$@ref*_`', '</script><imgsrc=xonerror=alert(1)>', '=HYPERLINK("http://x","y")']) expect(said).toContain(words);
    if (format === 'html') expect(strFromU8(bytes)).not.toMatch(/<img|[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
    if (format === 'docx' || format === 'xlsx') {
      for (const [name, part] of Object.entries(unzipSync(bytes))) expect(() => new SaxesParser({ fileName: name }).write(strFromU8(part)).close()).not.toThrow();
    }
  }, 20_000);

  it('goes on over as many pages as a text needs', async () => {
    // As long as the API takes a reason.
    const rationale = '住民の足を守るために、三市町村が力を合わせて取り組みます。'.repeat(140).slice(0, 4_000);
    const snapshot = await visionSnapshot();
    const long = { ...snapshot, indicators: snapshot.indicators.map((indicator) => ({ ...indicator, rationale })) };
    const { bytes } = await renderDocument({ snapshot: long, kind: 'comparison', format, draft: null, number: null });
    expect((await saidIn(format, bytes)).split('住民の足を守るために').length - 1).toBeGreaterThan(20 * 130);
  }, 60_000);

  it('is made of a plan without an indicator, a section or a record', async () => {
    const snapshot = { ...(await visionSnapshot()), chapters: [], sections: [], indicators: [], record: [], auditHead: null };
    for (const kind of kinds) {
      const { bytes } = await renderDocument({ snapshot, kind, format, draft: null, number: null });
      expect(await saidIn(format, bytes)).toContain('監査記録がまだありません');
    }
  });
});
