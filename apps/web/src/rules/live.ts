/** What the screens ask of the rules while somebody types; fetched when the first screen needs it. */
export { chartSvg, checkRow, readValue } from '#core';
