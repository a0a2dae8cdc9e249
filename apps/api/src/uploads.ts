import { Refused } from '#core';
import { workbookLimits } from '#sheets';
import type { FastifyInstance } from 'fastify';

/** What a form may be sent as, and whether it is text. */
const fileTypes: Readonly<Record<string, { readonly isText: boolean }>> = {
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': { isText: false },
  'application/octet-stream': { isText: false },
  'text/tab-separated-values': { isText: true },
  'text/csv': { isText: true },
};

export const uploadTypes = Object.keys(fileTypes);
const plainType = (header: string | undefined): string => (header ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

/** Takes files as raw bytes, where files belong, and nowhere else; what is larger than a form may be is refused before it is read. */
export function readFiles(instance: FastifyInstance): void {
  instance.addHook('onRequest', (request, _reply, done) => {
    const isFile = plainType(request.headers['content-type']) in fileTypes;
    if (isFile && !request.url.startsWith('/api/v1/imports/')) return done(new Refused('wrong_type', 'この形式は受け付けていません。Content-Type を application/json にしてください。'));
    return done();
  });
  instance.addContentTypeParser(uploadTypes, { parseAs: 'buffer', bodyLimit: workbookLimits.bytes }, (_request, body, done) => done(null, body));
}

/** The file of a request. @throws Refused wrong_type when something else was sent */
export function fileOf(body: unknown, contentType: string | undefined): { readonly bytes: Uint8Array; readonly isText: boolean } {
  const type = fileTypes[plainType(contentType)];
  if (!type || !Buffer.isBuffer(body)) throw new Refused('wrong_type', `様式は Excel ブック (*.xlsx) か、表を貼り付けたテキストで送ってください（${uploadTypes.join('、')}）。`);
  return { bytes: body, isText: type.isText };
}
