import { PeopleAndPlans1764000000001 } from './1764000000001-people-and-plans.js';
import { AnnualReview1764000000002 } from './1764000000002-annual-review.js';
import { Records1764000000003 } from './1764000000003-records.js';
import { Walls1764000000004 } from './1764000000004-walls.js';
import { Narratives1764000000005 } from './1764000000005-narratives.js';
import { GradeScales1764000000006 } from './1764000000006-grade-scales.js';
import { FormExports1764000000007 } from './1764000000007-form-exports.js';
import { WhatWasSent1764000000008 } from './1764000000008-what-was-sent.js';
import { Housekeeping1764000000020 } from './1764000000020-housekeeping.js';

/** Every migration, in order. */
export const migrations = [
  PeopleAndPlans1764000000001, AnnualReview1764000000002, Records1764000000003, Walls1764000000004, Narratives1764000000005, GradeScales1764000000006, FormExports1764000000007,
  WhatWasSent1764000000008, Housekeeping1764000000020,
];
