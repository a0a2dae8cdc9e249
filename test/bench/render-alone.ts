import { largeSnapshot } from '../../libs/documents/test/large-snapshot.js';
import { snapshotHash } from '#documents';
import { visionContent } from '../../libs/documents/src/kinds/vision.js';
import { prepare } from '../../libs/documents/src/pdf/prepare.js';
import { setPdf } from '../../libs/documents/src/pdf/render.js';

/** The typesetter alone, in a process of its own, on input that is ready: how long it takes, and the most memory of the process. */
const snapshot = await largeSnapshot(Number(process.argv[2]));
const prepared = prepare(visionContent(snapshot, { draft: null, number: '令和6年度第1号', snapshotHash: snapshotHash(snapshot), missing: [] }), []);
const from = performance.now();
const { length } = setPdf(prepared);
console.log(JSON.stringify({ ms: performance.now() - from, bytes: length, residentMb: process.resourceUsage().maxRSS / 1024 }));
