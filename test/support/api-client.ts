import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Ajv2020 } from 'ajv/dist/2020.js';

interface OpenApi { readonly paths: Record<string, Record<string, Operation>> }
interface Operation { readonly responses: Record<string, { readonly content?: Record<string, unknown> }> }

export interface Wish { readonly as?: string | null; readonly body?: unknown; readonly version?: number | string; readonly key?: string; readonly headers?: Record<string, string>; /** A file instead of a JSON body. */ readonly file?: { readonly bytes: Uint8Array | string; readonly type: string } }
export interface Given { readonly status: number; readonly body: any; readonly headers: Record<string, string | string[] | number | undefined>; readonly text: string; readonly bytes: Buffer } // eslint-disable-line @typescript-eslint/no-explicit-any -- a spec looks into answers of any shape

const formats = {
  uuid: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/,
};

/**
 * A client of the API that holds every answer against the OpenAPI document that the API itself serves: an undocumented status,
 * media type or field is a failure of the test that met it.
 */
export class ApiClient {
  private constructor(private readonly app: NestFastifyApplication, private readonly document: OpenApi, private readonly ajv: Ajv2020) {}

  static async of(app: NestFastifyApplication): Promise<ApiClient> {
    const { payload } = await app.inject({ method: 'GET', url: '/api/openapi.json' });
    const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { ...formats, binary: true } });
    ajv.addSchema(JSON.parse(payload) as object, 'openapi');
    return new ApiClient(app, JSON.parse(payload) as OpenApi, ajv);
  }

  /** The cookie of a new session. */
  async signIn(email: string, password: string): Promise<string> {
    const { status, headers, text } = await this.ask('POST', '/session', { body: { email, password } });
    if (status !== 200) throw new Error(text);
    const cookie = headers['set-cookie'];
    return String(Array.isArray(cookie) ? cookie[0] : cookie).split(';')[0] ?? '';
  }

  async ask(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, { as = null, body, version, key, headers = {}, file }: Wish = {}): Promise<Given> {
    const answer = await this.app.inject({
      method, url: `/api/v1${path}`,
      headers: {
        ...(as ? { cookie: as } : {}), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
        ...(key === undefined ? {} : { 'idempotency-key': key }), ...(file ? { 'content-type': file.type } : {}), ...headers,
      },
      ...(file ? { payload: typeof file.bytes === 'string' ? file.bytes : Buffer.from(file.bytes) } : {}),
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const given = { status: answer.statusCode, headers: answer.headers, text: answer.payload, bytes: answer.rawPayload, body: /[/+]json(;|$)/.test(String(answer.headers['content-type'])) && answer.payload !== '' ? (JSON.parse(answer.payload) as unknown) : null };
    this.check(method, path, given);
    return given;
  }

  private check(method: string, path: string, { status, headers, body }: Given): void {
    const template = this.templateOf(method, path.split('?')[0] ?? '');
    if (!template) {
      if (status !== 404 && status !== 405) throw new Error(`${method} ${path} answered ${status}, and the document knows no such call`);
      return;
    }
    const { responses } = this.document.paths[template]![method.toLowerCase()]!;
    const response = responses[String(status)];
    if (!response) throw new Error(`${method} ${template} answered ${status}, which the document does not list: ${JSON.stringify(body)}`);
    const listed = Object.keys(response.content ?? {});
    const mediaType = String(headers['content-type'] ?? '').split(';')[0] ?? '';
    if (listed.length === 0) return;
    if (!listed.includes(mediaType)) throw new Error(`${method} ${template} ${status} came as ${mediaType}, not as ${listed.join(' or ')}`);
    if (body === null) return;
    const pointer = `openapi#/paths/${template.replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D')}/${method.toLowerCase()}/responses/${status}/content/${mediaType.replaceAll('/', '~1').replaceAll('+', '%2B')}/schema`;
    const validate = this.ajv.getSchema(pointer);
    if (!validate) throw new Error(`no schema at ${pointer}`);
    if (!validate(body)) throw new Error(`${method} ${template} ${status} is not what the document says: ${this.ajv.errorsText(validate.errors)}\n${JSON.stringify(body).slice(0, 1500)}`);
  }

  private templateOf(method: string, path: string): string | null {
    const fits = (template: string): boolean => new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path) && method.toLowerCase() in this.document.paths[template]!;
    const found = Object.keys(this.document.paths).filter(fits);
    // A path of fixed words goes before one with parameters: /audit/export is no /audit/{id}.
    return found.sort((one, other) => one.split('{').length - other.split('{').length)[0] ?? null;
  }
}
