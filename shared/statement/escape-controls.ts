/**
 * Writes control, format and line-separating characters visibly, e.g. ESC as "\u001b". Names come from hospitals: they must not move a
 * terminal's cursor, hide text by a change of direction, or break a row.
 */
export function escapeControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
  });
}
