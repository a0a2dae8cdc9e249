/**
 * A text without what XML 1.0 and PostgreSQL cannot hold: control characters and halves of characters are left out. A vertical tab,
 * which Excel puts where a cell breaks its line, becomes that line break.
 */
export const plainText = (text: string): string => text.replaceAll('\u000b', '\n').replace(/[\u0000-\u0008\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '');
