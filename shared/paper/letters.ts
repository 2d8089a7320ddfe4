/** How many letters wide a text is: Chinese characters and full-width signs take two. */
export function lettersOf(text: string): number {
  let letters = 0;
  for (const character of text)
    letters += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u.test(character)
      ? 2
      : 1;
  return letters;
}
