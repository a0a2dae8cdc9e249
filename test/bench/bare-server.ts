import http from 'node:http';
import pg from 'pg';
import { sheetOfDepartment } from '#views';

/**
 * What the review sheet is measured against: nothing but `node:http` and `pg`, answering with the rows of the very SQL that the
 * sheet uses, without session, rules or checks. Its address is `/?` followed by the JSON of the statement's values.
 */
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 10, options: `-c kyosei.partnerships={${process.env['BENCH_PARTNERSHIP'] ?? ''}}` });

const server = http.createServer((request, response) => {
  const values = JSON.parse(decodeURIComponent((request.url ?? '').split('?')[1] ?? '[]')) as unknown[];
  void pool.query<{ facts: string }>({ name: 'sheet', text: sheetOfDepartment, values }).then(({ rows }) => {
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.end(`{"items":[${rows.map(({ facts }) => facts).join(',')}]}`);
  });
});
server.listen(Number(process.env['PORT']), '127.0.0.1');
