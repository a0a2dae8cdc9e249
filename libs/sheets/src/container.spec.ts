import { writeXlsx } from 'hucre';
import { strToU8 } from 'fflate';
import { entriesOf, handMadeZip, megabytes, partOf, repacked, seed, sheetXml, vision } from '../test/files.js';
import { readForm, RefusedFile, type FileFault, type ReadForm } from './index.js';

const read = (bytes: Uint8Array): Promise<ReadForm> => readForm({ kind: 'vision-review', bytes, isText: false });

/** The refusal that a file meets; a form or any other error fails the test. */
async function refusalOf(bytes: Uint8Array): Promise<RefusedFile> {
  const said: unknown = await read(bytes).then(() => 'a form', (error: unknown) => error);
  if (!(said instanceof RefusedFile)) throw new Error(`expected a refusal: ${String(said)}`);
  return said;
}

async function expectRefusal(bytes: Uint8Array, code: FileFault): Promise<void> {
  const refusal = await refusalOf(bytes);
  expect(refusal.code).toBe(code);
  expect(refusal.message).toMatch(/^[^A-Za-z].*[ぁ-ん].*。$|^Excel .*[ぁ-ん].*。$/);
}

type Case = readonly [title: string, code: FileFault, build: () => Uint8Array | Promise<Uint8Array>];
const sheet1 = 'xl/worksheets/sheet1.xml';
const honest = entriesOf(vision);
const but = (name: string, more: object) => handMadeZip(honest.map((entry) => (entry.name === name ? { ...entry, ...more } : entry)));
const and = (...more: Parameters<typeof handMadeZip>[0]) => handMadeZip([...honest, ...more]);
const rows = (xml: string, before = '') => repacked({ [sheet1]: sheetXml(xml, before) });
const relationship = (type: string, more: string) => (xml: string): string => xml.replace('</Relationships>', `<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" ${more}/></Relationships>`);
const doctype = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "http://127.0.0.1:1/x">]>';
const withDoctype = (xml: string): string => xml.replace(/^(<\?xml[^>]*\?>)?/, `$1${doctype}`);

describe('an archive by hand', () => {
  it('is read as the honest one', async () => {
    expect(await read(handMadeZip(honest))).toEqual(await read(vision));
  });
});

describe('a bomb', () => {
  it.each<Case>([
    ['of 512 MB in one picture', 'inflates_too_far', () => and({ name: 'xl/media/image1.png', deflated: megabytes(512), says: { size: 512 * 1024 * 1024 } })],
    ['of 512 MB in a sheet', 'inflates_too_far', () => but(sheet1, { deflated: megabytes(512), says: { size: 512 * 1024 * 1024 } })],
    ['that says it is small', 'broken', () => but(sheet1, { deflated: megabytes(512), says: { size: 1000 } })],
    ['that says it is 4 GB', 'inflates_too_far', () => and({ name: 'xl/media/image1.png', deflated: megabytes(100), says: { size: 0xfffffffe } })],
    ['of many parts that only together exceed the limit', 'inflates_too_far', () => and(...Array.from({ length: 120 }, (_, index) => ({ name: `xl/media/${index}.png`, deflated: megabytes(1), content: new Uint8Array(1024 * 1024).fill(32) })))],
    ['of a million open elements', 'broken', () => rows('<a>'.repeat(1_000_000))],
  ])('%s is refused', async (_, code, build) => {
    const bytes = await build();
    let best = Infinity;
    // Other work on the machine only adds to a time: the best of several tries is the refusal's own.
    for (let tries = 0; tries < 5 && best >= 2000; tries += 1) {
      const from = performance.now();
      await expectRefusal(bytes, code);
      best = Math.min(best, performance.now() - from);
    }
    expect(best).toBeLessThan(2000);
  }, 60_000);
});

describe('an archive that lies', () => {
  it.each<Case>([
    ['of 201 parts', 'too_many_parts', () => and(...Array.from({ length: 201 - honest.length }, (_, index) => ({ name: `xl/media/${index}.png` })))],
    ['of 65,000 parts', 'too_many_parts', () => manyParts(65_000)],
    ['with a smaller size', 'broken', () => but(sheet1, { says: { size: 100 } })],
    ['with a larger size', 'broken', () => but(sheet1, { says: { size: 100_000 } })],
    ['with a smaller packed size', 'broken', () => but(sheet1, { says: { packed: 100 } })],
    ['with a packed size beyond the file', 'broken', () => but(sheet1, { says: { packed: 50_000_000 } })],
    ['with a checksum of something else', 'broken', () => but(sheet1, { says: { crc: 1 } })],
    ['with an unknown method', 'broken', () => but(sheet1, { says: { method: 99 } })],
    ['with another name before the content', 'broken', () => but(sheet1, { localName: 'xl/worksheets/sheet9.xml' })],
    ['with the same name twice', 'unsafe_name', () => and({ name: sheet1, content: sheetXml('') })],
    ['with the same name in other letters', 'unsafe_name', () => and({ name: 'xl/worksheets/SHEET1.xml', content: sheetXml('') })],
    ['with ../x', 'unsafe_name', () => and({ name: '../x', content: 'x' })],
    ['with xl/../../x', 'unsafe_name', () => and({ name: 'xl/../../x', content: 'x' })],
    ['with ..\\x', 'unsafe_name', () => and({ name: '..\\x', content: 'x' })],
    ['with /etc/passwd', 'unsafe_name', () => and({ name: '/etc/passwd', content: 'x' })],
    ['with C:/x', 'unsafe_name', () => and({ name: 'C:/x', content: 'x' })],
    ['with a symbolic link', 'unsafe_name', () => and({ name: 'xl/link.xml', content: '/etc/passwd', mode: 0o120777 })],
    ['with more entries than it holds', 'broken', () => handMadeZip(honest, { entries: honest.length + 1 })],
    ['with fewer entries than it holds', 'not_a_workbook', () => handMadeZip(honest, { entries: 3 })],
    ['with an encrypted part', 'encrypted', () => but(sheet1, { says: { flags: 0x801 } })],
    ['with a strongly encrypted part', 'encrypted', () => but(sheet1, { says: { flags: 0x841 } })],
    ['with a zip64 size that is not there', 'broken', () => but(sheet1, { says: { size: 0xffffffff } })],
    ['with a zip64 size of 16 exabytes', 'broken', () => but(sheet1, { says: { size: 0xffffffff }, extra: Buffer.from('01000800ffffffffffffffff', 'hex') })],
    ['with a zip64 directory elsewhere', 'broken', () => handMadeZip(honest, { zip64: Buffer.from(`504b0607${'00'.repeat(4)}ffffff0000000000${'01000000'}`, 'hex') })],
    ['with texts that are not there', 'broken', () => repacked({ 'xl/_rels/workbook.xml.rels': relationship('sharedStrings', 'Target="sharedStrings.xml"') })],
  ])('%s is refused', async (_, code, build) => expectRefusal(await build(), code));

  it('never shows the reader other parts than those that were looked through', async () => {
    // Two directories: the older end record names the one, the zip64 record the other. Readers differ in which they believe.
    const other = entriesOf(repacked({ [sheet1]: withDoctype }));
    const [front, tail] = [handMadeZip(honest), handMadeZip(other)];
    const zip64 = Buffer.alloc(76);
    zip64.write('504b0606', 0, 'hex');
    zip64.writeBigUInt64LE(44n, 4);
    zip64.writeBigUInt64LE(BigInt(honest.length), 24);
    zip64.writeBigUInt64LE(BigInt(honest.length), 32);
    zip64.writeBigUInt64LE(BigInt(front.readUInt32LE(front.length - 10)), 40);
    zip64.writeBigUInt64LE(BigInt(front.readUInt32LE(front.length - 6)), 48);
    zip64.write('504b0607', 56, 'hex');
    const directory = tail.readUInt32LE(tail.length - 6);
    const end = Buffer.from(tail.subarray(-22));
    const body = Buffer.concat([front.subarray(0, -22), tail.subarray(0, -22)]);
    end.writeUInt32LE(front.length - 22 + directory, 16);
    zip64.writeBigUInt64LE(BigInt(body.length), 64);
    expect(await read(Buffer.concat([body, zip64, end]))).toEqual(await read(vision));
  });
});

describe('XML with more than a form needs', () => {
  it.each<Case>([
    ...['xl/workbook.xml', sheet1, 'xl/styles.xml', 'xl/theme/theme1.xml', '[Content_Types].xml', '_rels/.rels', 'xl/_rels/workbook.xml.rels', 'docProps/core.xml'].map((name): Case => [`a document type in ${name}`, 'xml_dtd', () => repacked({ [name]: withDoctype })]),
    ['a document type in shared strings', 'xml_dtd', () => repacked({ 'xl/sharedStrings.xml': `<?xml version="1.0"?>${doctype}<sst><si><t>&b;</t></si></sst>` })],
    ['a document type in a drawing', 'xml_dtd', () => repacked({ 'xl/drawings/vmlDrawing1.vml': `${doctype}<xml></xml>` })],
    ['a document type in a part that is not called XML', 'xml_dtd', () => repacked({ 'xl/media/image1.png': `\uFEFF ${doctype}<svg/>` })],
    ['a sheet in UTF-16', 'broken', () => repacked({ [sheet1]: Buffer.from(`\uFEFF${withDoctype(partOf(vision, sheet1))}`, 'utf16le') })],
    ['a sheet in UTF-16 without a mark', 'broken', () => repacked({ [sheet1]: Buffer.from(withDoctype(partOf(vision, sheet1)), 'utf16le') })],
    ['a picture that is UTF-16 XML', 'broken', () => repacked({ 'xl/media/image1.png': Buffer.from(`\uFEFF${doctype}<svg/>`, 'utf16le') })],
    ['an entity that nobody declared', 'broken', () => rows('<row r="1"><c r="A1" t="inlineStr"><is><t>&lol;</t></is></c></row>')],
    ['a sheet that ends early', 'broken', () => repacked({ [sheet1]: (xml) => xml.slice(0, xml.length / 2) })],
    ['a cell ZZZ99999999', 'too_many_cells', () => rows('<row r="1"><c r="ZZZ99999999"><v>1</v></c></row>')],
    ['a cell zzz99999999', 'broken', () => rows('<row r="1"><c r="zzz99999999"><v>1</v></c></row>')],
    ['a cell A1e6', 'broken', () => rows('<row r="1"><c r="A1e6"><v>1</v></c></row>')],
    ['a row 1e6', 'broken', () => rows('<row r="1e6"><c><v>1</v></c></row>')],
    ['20,001 rows', 'too_many_cells', () => rows('<row/>'.repeat(20_001))],
    ['a row 20,001', 'too_many_cells', () => rows('<row r="20001"/>')],
    ['rows that go on from row 20,000', 'too_many_cells', () => rows('<row r="20000"/><row/>')],
    ['201 columns', 'too_many_cells', () => rows(`<row>${'<c/>'.repeat(201)}</row>`)],
    ['a column GS', 'too_many_cells', () => rows('<row r="1"><c r="GS1"/></row>')],
    ['500,001 cells over two sheets', 'too_many_cells', () => repacked({ [sheet1]: sheetXml(`<row>${'<c/>'.repeat(125)}</row>`.repeat(2001)), 'xl/worksheets/sheet2.xml': sheetXml(`<row>${'<c/>'.repeat(125)}</row>`.repeat(2001)) })],
    ['20,001 rows in a part by another name', 'too_many_cells', () => repacked({ 'xl/elsewhere.bin': sheetXml('<row/>'.repeat(20_001)) })],
    ['1,000,000 shared strings', 'too_many_cells', () => repacked({ 'xl/sharedStrings.xml': `<sst>${'<si><t>あ</t></si>'.repeat(1_000_000)}</sst>` })],
  ])('%s is refused', async (_, code, build) => expectRefusal(await build(), code));

  it('a dimension that lies costs nothing and changes nothing', async () => {
    expect(await read(repacked({ [sheet1]: (xml) => xml.replace(/<dimension[^>]*>/, '').replace('<sheetData>', '<dimension ref="A1:XFD1048576"/><sheetData>') }))).toEqual(await read(vision));
  });

  it('20,000 rows and 200 columns are read', async () => {
    const { form } = await read(repacked({ 'xl/worksheets/sheet2.xml': sheetXml(`<row r="1">${'<c/>'.repeat(200)}</row><row r="20000"/>`) }));
    expect('rows' in form && form.rows.length).toBe(19);
  });

  it('a legacy drawing that is not well-formed, a part of no kind and directories do no harm', async () => {
    const parts = handMadeZip([...honest, { name: 'xl/drawings/' }, { name: 'xl/drawings/vmlDrawing1.vml', content: '<xml><br></xml>' }, { name: 'xl/printerSettings/printerSettings1.bin', content: 'x\0y' }, { name: 'xl/ctrlProps/ctrlProp1.xml', content: '<formControlPr/>' }]);
    expect(await read(parts)).toEqual(await read(vision));
  });

  it('links that a person follows are none of it', async () => {
    const name = 'xl/worksheets/_rels/sheet1.xml.rels';
    const rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>';
    expect(await read(repacked({ [name]: relationship('hyperlink', 'Target="https://www.city.ina.nagano.jp/" TargetMode="External"')(rels) }))).toEqual(await read(vision));
  });
});

describe('a workbook that does more than hold a form', () => {
  const rels = 'xl/_rels/workbook.xml.rels';
  it.each<Case>([
    ['macros', 'macros', () => repacked({ 'xl/vbaProject.bin': strToU8('x') })],
    ['macros as the library writes them', 'macros', () => writeXlsx({ sheets: [{ name: 'x', rows: [['x']] }], vbaProject: strToU8('x') })],
    ['macros by another name', 'macros', () => repacked({ 'xl/x.bin': strToU8('x'), [rels]: relationship('vbaProject', 'Target="x.bin"') })],
    ['macro sheets', 'macros', () => repacked({ 'xl/macrosheets/sheet1.xml': '<x/>' })],
    ['ActiveX', 'macros', () => repacked({ 'xl/activeX/activeX1.bin': strToU8('x') })],
    ['links to other workbooks', 'external_links', () => repacked({ 'xl/externalLinks/externalLink1.xml': '<externalLink/>' })],
    ['links to other workbooks by another name', 'external_links', () => repacked({ [rels]: relationship('externalLink', 'Target="x.xml"') })],
    ['a picture from elsewhere', 'external_links', () => repacked({ [rels]: relationship('image', 'Target="http://127.0.0.1:1/x.png" TargetMode="External"') })],
    ['a template from elsewhere', 'external_links', () => repacked({ '_rels/.rels': relationship('attachedTemplate', 'Target="file:///etc/passwd" TargetMode="external"') })],
    ['OLE objects', 'embedded_objects', () => repacked({ 'xl/embeddings/oleObject1.bin': strToU8('x') })],
    ['OLE objects by another name', 'embedded_objects', () => repacked({ [rels]: relationship('oleObject', 'Target="x.bin"') })],
  ])('%s: refused', async (_, code, build) => expectRefusal(await build(), code));
});

describe('another kind of file', () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  it.each<Case>([
    ['an encrypted workbook', 'encrypted', () => writeXlsx({ sheets: [{ name: 'x', rows: [['x']] }], encryption: { password: 'kyosei', spinCount: 10 } })],
    ['an old .xls', 'old_excel', () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(4096)])],
    ['a CSV', 'not_a_workbook', () => Buffer.from('指標,計画策定時\r\n産業立地数,3件/年\r\n')],
    ['a PDF', 'not_a_workbook', () => Buffer.from('%PDF-1.7\n')],
    ['a picture', 'not_a_workbook', () => png],
    ['HTML that is called .xls', 'not_a_workbook', () => Buffer.from('<html><table><tr><td>指標</td></tr></table></html>')],
    ['a Word document', 'not_a_workbook', () => handMadeZip([{ name: '[Content_Types].xml', content: '<Types/>' }, { name: '_rels/.rels', content: '<Relationships/>' }, { name: 'word/document.xml', content: '<w:document xmlns:w="w"/>' }])],
    ['a binary workbook', 'not_a_workbook', () => repacked({ 'xl/workbook.xml': null, 'xl/workbook.bin': 'x' })],
    ['an archive of something', 'not_a_workbook', () => handMadeZip([{ name: 'readme.txt', content: 'x' }])],
    ['an archive of nothing', 'not_a_workbook', () => handMadeZip([])],
    ['a picture with a workbook behind it', 'not_a_workbook', () => Buffer.concat([png, vision])],
    ['a workbook with something behind it', 'broken', () => Buffer.concat([vision, Buffer.from('<script>')])],
    ['an empty file', 'empty', () => Buffer.alloc(0)],
    ['more than 5 MB', 'too_large', () => Buffer.concat([vision, Buffer.alloc(5_000_000)])],
    ['the other form', 'no_table', () => repacked({ [sheet1]: sheetXml(''), 'xl/worksheets/sheet2.xml': sheetXml('') })],
  ])('%s is refused', async (_, code, build) => expectRefusal(await build(), code));
});

describe('a file that was changed on its way', () => {
  it('is refused wherever it was cut', async () => {
    for (let point = 0; point < 200; point += 1) {
      const { code } = await refusalOf(vision.subarray(0, Math.floor((vision.length * point) / 200)));
      expect(['empty', 'not_a_workbook', 'broken']).toContain(code);
    }
  });

  it.each(['vision-kpi-review.xlsx', 'strategy-kpi.xlsx'] as const)('%s gives the very form or a refusal, whichever bit was turned', async (name) => {
    const kind = name.startsWith('strategy') ? 'strategy' : 'vision-review';
    const whole = await readForm({ kind, bytes: seed(name), isText: false });
    let state = 20260401;
    const random = (below: number): number => (state = (state * 1103515245 + 12345) % 2147483648) % below;
    for (let flip = 0; flip < 200; flip += 1) {
      const bytes = seed(name);
      const [at, bit] = [random(bytes.length), 1 << random(8)];
      bytes.writeUInt8(bytes.readUInt8(at) ^ bit, at);
      const said: unknown = await readForm({ kind, bytes, isText: false }).catch((error: unknown) => error);
      if (!(said instanceof RefusedFile)) expect(said).toEqual(whole);
    }
  });
});

/** A directory of many names over 300 parts that share their places: as many as an end record without zip64 can count. */
function manyParts(count: number): Buffer {
  const one = handMadeZip([{ name: 'aaaaa' }]);
  const start = one.readUInt32LE(one.length - 6);
  const record = one.subarray(start, -22);
  const nameOf = (index: number): Buffer => Buffer.from(index.toString(36).padStart(5, '0'));
  const locals = Array.from({ length: 300 }, (_, index) => Buffer.concat([one.subarray(0, 30), nameOf(index), one.subarray(35, start)]));
  const directory = Array.from({ length: count }, (_, index) => {
    const entry = Buffer.concat([record.subarray(0, 46), nameOf(index)]);
    entry.writeUInt32LE(Math.min(index, 299) * start, 42);
    return entry;
  });
  const end = Buffer.from(one.subarray(-22));
  for (const at of [8, 10]) end.writeUInt16LE(count, at);
  end.writeUInt32LE(300 * start, 16);
  return Buffer.concat([...locals, ...directory, end]);
}
