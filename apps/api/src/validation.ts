import { Refused, type Fault } from '#core';
import { ValidationPipe, type ValidationError } from '@nestjs/common';

/** What a broken rule says to a person; a rule without a sentence of its own says that the form is wrong. */
const sentences: Record<string, string> = {
  isString: '文字で入力してください。', isInt: '整数で入力してください。', isUuid: '一覧から選び直してください。', isIn: '決められた値から選んでください。', isDay: '2026-11-20 のような、暦にある日付にしてください。',
  maxLength: '長すぎます。短くしてください。', minLength: '入力してください。', min: '値が小さすぎます。', max: '値が大きすぎます。', isArray: '一覧で送ってください。', arrayNotEmpty: '一つ以上選んでください。',
  arrayMaxSize: '一度に送れる数を超えています。分けて送ってください。', isEmail: 'メールアドレスの形にしてください。', matches: '決められた形で入力してください。', isBoolean: '真偽値で送ってください。', isObject: '決められた形で送ってください。',
  whitelistValidation: 'この項目は受け付けていません。', nestedValidation: '決められた形で送ってください。',
};

function faultsOf(errors: readonly ValidationError[], pointer = ''): Fault[] {
  return errors.flatMap((error) => {
    const at = `${pointer}/${error.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const own = Object.keys(error.constraints ?? {}).map((code) => ({ pointer: at, code, message: sentences[code] ?? '入力の形を確かめてください。' }));
    return [...own, ...faultsOf(error.children ?? [], at)];
  });
}

/** Bodies are exactly what their classes say; anything more or else is malformed, with a pointer to each place. */
export const bodies = (): ValidationPipe =>
  new ValidationPipe({
    transform: true, whitelist: true, stopAtFirstError: true, forbidNonWhitelisted: true, forbidUnknownValues: true, validationError: { target: false, value: false },
    exceptionFactory: (errors) => new Refused('malformed', '送られた内容の形が正しくありません。示した箇所を直してください。', { errors: faultsOf(errors) }),
  });

const deepest = 20;

/** Refuses what no later layer can hold: NUL, halves of characters, nests without end. @throws Refused malformed */
export function refuseUnstorable(given: unknown, pointer = '', depth = 0): void {
  if (depth > deepest) throw new Refused('malformed', '送られた内容の入れ子が深すぎます。');
  if (typeof given === 'string') {
    if (given.includes('\u0000') || !given.isWellFormed()) {
      const message = '使えない文字（制御文字または壊れた文字）が含まれています。取り除いてください。';
      throw new Refused('malformed', message, { errors: [{ pointer, code: 'unstorable_text', message }] });
    }
  } else if (Array.isArray(given)) {
    given.forEach((one, index) => refuseUnstorable(one, `${pointer}/${index}`, depth + 1));
  } else if (typeof given === 'object' && given !== null) {
    for (const [name, one] of Object.entries(given)) {
      refuseUnstorable(name, pointer, depth + 1);
      refuseUnstorable(one, `${pointer}/${name}`, depth + 1);
    }
  }
}
