import { businessDayFrom, businessDaysBetween, closure, isBusinessDay, lastKnownYear } from './business-days.js';

it.each([
  ['2026-11-20', null], ['2026-11-21', '土曜日'], ['2026-11-22', '日曜日'], ['2026-11-23', '勤労感謝の日'], ['2026-05-06', '憲法記念日 振替休日'], ['2026-09-22', '休日'], ['2019-05-01', '休日（祝日扱い）'],
  ['2026-12-28', null], ['2026-12-29', '年末年始'], ['2027-01-01', '元日'], ['2027-01-03', '年末年始'], ['2027-01-04', null], ['2020-10-12', null],
] as const)('on %s offices are closed for: %j', (day, why) => {
  if (why === null) expect(closure(day)).toBeNull();
  else if (why.includes('振替')) expect(closure(day)).toContain('振替休日');
  else expect(closure(day)).toBe(why);
});

it('finds the next day on which offices are open, over a long weekend and the turn of the year', () => {
  expect(businessDayFrom('2026-11-20')).toBe('2026-11-20');
  expect(businessDayFrom('2026-11-21')).toBe('2026-11-24');
  expect(businessDayFrom('2026-12-29')).toBe('2027-01-04');
});

it('counts business days after the first, up to the second', () => {
  expect(businessDaysBetween('2026-11-20', '2026-11-24')).toBe(1);
  expect(businessDaysBetween('2026-12-25', '2027-01-05')).toBe(3);
  expect(businessDaysBetween('2026-11-24', '2026-11-20')).toBe(0);
});

it('knows the holidays of every year it will be asked about soon', () => {
  expect(lastKnownYear).toBeGreaterThanOrEqual(2027);
  for (let year = 2019; year <= lastKnownYear; year += 1) expect([year, isBusinessDay(`${year}-01-01`), closure(`${year}-02-11`)]).toEqual([year, false, '建国記念の日']);
});
