/** A resident's certificate number by its form (GB 11643: region, birth date, sequence, check digit; 18 characters, formerly 15). */
const DAY = "(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])";
const CERTIFICATE_NUMBER = new RegExp(`(?<!\\d)[1-9]\\d{5}(?:(?:19|20)\\d{2}${DAY}\\d{3}[\\dXx]|\\d{2}${DAY}\\d{3})(?!\\d)`, "g");

/** Hides certificate numbers wherever a sender may have put one. */
export function maskCertificates(text: string): string {
  return text.replace(CERTIFICATE_NUMBER, "***");
}
