import { fiscalYearIn, fiscalYearName, fiscalYearOf, shortFiscalYear } from './fiscal-year.js';

it.each([
  ['R6', 2024], ['R6年度', 2024], ['令和6年度', 2024], ['令和６年度', 2024], ['R元', 2019], ['令和元年度', 2019], ['R1', 2019], ['H31', 2019], ['平成31年度', 2019], ['H30', 2018], ['Ｈ３０年度', 2018],
  ['昭和63年度', 1988], ['2024年度', 2024], ['KPI実績値 R7年度', 2025], ['(R12指標値)', 2030], ['年度', null], ['3回', null], ['12345', null], ['HR6', null],
] as const)('reads %j as %j', (text, year) => expect(fiscalYearIn(text)).toBe(year));

it.each([[2024, '令和6年度', 'R6'], [2019, '令和元年度', 'R1'], [2018, '平成30年度', 'H30'], [1989, '平成元年度', 'H1'], [1988, '昭和63年度', 'S63']] as const)('writes %i as %s and %s', (year, name, short) => {
  expect([fiscalYearName(year), shortFiscalYear(year)]).toEqual([name, short]);
});

it('reads back what it writes, from 1926 to 2100', () => {
  for (let year = 1926; year <= 2100; year += 1) expect([fiscalYearIn(fiscalYearName(year)), fiscalYearIn(shortFiscalYear(year))]).toEqual([year, year]);
});

it.each([['2025-03-31', 2024], ['2025-04-01', 2025], ['2024-12-31', 2024], ['2024-01-01', 2023]] as const)('puts %s into the fiscal year %i', (day, year) => expect(fiscalYearOf(day)).toBe(year));
