import { japaneseDate } from './japanese.js';

/** What a mail says: readable without its link, because offices take links out of mails. */
export interface Letter {
  readonly subject: string;
  readonly body: string;
}

/** One indicator in a list, with all that is needed to find it without a link. */
export interface ListedIndicator {
  /** The number on the office's form; null for a new indicator. */
  readonly key: string | null;
  readonly name: string;
  readonly departments: readonly string[];
}

export interface LetterParts {
  readonly to: string;
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** The way through the menus. */
  readonly way: readonly string[];
  /** The address of the product, where the settings name one. */
  readonly publicUrl: string | undefined;
}

/** 「（3）地域公共交通の利用者数　［企画政策課］」 */
export const listed = ({ key, name, departments }: ListedIndicator): string =>
  `・${key ? `（${key}）` : '（新規）'}${name}${departments.length > 0 ? `　［${departments.join('、')}］` : ''}`;

export const indented = (text: string): string => text.trim().split('\n').map((line) => `　　${line}`).join('\n');

export const deadlineLine = (word: string, day: string | null): string => `${word}: ${day ? `${japaneseDate(day)}まで` : '決まっていません'}`;

/** Puts a letter together: salutation, what happened, the way, and who sends it. */
export function aLetter({ to, subject, paragraphs, way, publicUrl }: LetterParts): Letter {
  const ending = [
    `操作の手順: 「共生」にサインイン → ${way.map((step) => `「${step}」`).join(' → ')}`,
    ['――――', 'このメールは、KPIの年度見直しのしくみ「共生」が自動でお送りしています。返信いただいても届きません。', ...(publicUrl ? [publicUrl] : [])].join('\n'),
  ];
  return { subject: `【共生】${subject}`, body: `${[`${to} 様`, ...paragraphs, ...ending].join('\n\n')}\n` };
}

/** The first few names for a subject line: 「A」 or 「A」ほか2件. */
export function several(names: readonly string[]): string {
  const [first = ''] = names;
  return names.length > 1 ? `「${first}」ほか${names.length - 1}件` : `「${first}」`;
}
