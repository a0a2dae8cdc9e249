import { Refused, type Fault } from '#core';
import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { isObject, isUUID } from 'class-validator';
import { nameOfField } from './field-names.js';

/**
 * What a broken rule says to a person; a rule without a sentence of its own says that the form is wrong. Of several broken rules of one
 * place the first in this order is told: what kind of thing is wanted comes before how much of it.
 */
const sentences: Record<string, string> = {
  whitelistValidation: 'この項目は受け付けていません。',
  isString: '文字で入力してください。', isInt: '整数で入力してください。', isBoolean: '真偽値で送ってください。', isArray: '一覧で送ってください。', isObject: '決められた形で送ってください。', isUuid: '一覧から選び直してください。',
  isIn: '決められた値から選んでください。', isDay: '2026-11-20 のような、暦にある日付にしてください。', isEmail: 'メールアドレスの形にしてください。',
  minLength: '入力してください。', maxLength: '長すぎます。短くしてください。', arrayNotEmpty: '一つ以上選んでください。', arrayMaxSize: '一度に送れる数を超えています。分けて送ってください。',
  matches: '決められた形で入力してください。', min: '値が小さすぎます。', max: '値が大きすぎます。', nestedValidation: '決められた形で送ってください。',
};
const order = Object.keys(sentences);

/** The rules of each single thing of a list, by which the one that is wrong is found again. */
const rulesOfEach: Record<string, (one: unknown) => boolean> = { isObject, isUuid: (one) => isUUID(one) };

function placeInList(value: unknown, code: string): string {
  const index = Array.isArray(value) ? value.findIndex((one) => rulesOfEach[code]?.(one) === false) : -1;
  return index < 0 ? '' : `/${index}`;
}

/** The one fault of a place: that nothing is there, or the first of its broken rules. */
function faultOf({ property, value, constraints }: ValidationError, pointer: string): Fault[] {
  const [code] = Object.keys(constraints ?? {}).sort((one, other) => order.indexOf(one) - order.indexOf(other));
  if (code === undefined) return [];
  if ((value === undefined || value === null) && code !== 'whitelistValidation') return [{ pointer, code: 'required', message: `${nameOfField(property)}を入力してください。` }];
  return [{ pointer: `${pointer}${placeInList(value, code)}`, code, message: sentences[code] ?? '入力の形を確かめてください。' }];
}

function faultsOf(errors: readonly ValidationError[], pointer = ''): Fault[] {
  return errors.flatMap((error) => {
    const at = `${pointer}/${error.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return [...faultOf(error, at), ...faultsOf(error.children ?? [], at)];
  }).filter(({ pointer: place }, index, all) => all.findIndex((other) => other.pointer === place) === index);
}

/** Bodies are exactly what their classes say; anything more or else is malformed, with a pointer to each place. */
export const bodies = (): ValidationPipe =>
  new ValidationPipe({
    transform: true, whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true, validationError: { target: false, value: true },
    exceptionFactory: (errors) => new Refused('malformed', '送られた内容の形が正しくありません。示した箇所を直してください。', { errors: faultsOf(errors) }),
  });
