import { allProvinces, provinceOf, type RegionPrefix } from "../region/region.ts";
import type { StoredRejection } from "../contract/rejection.ts";

/** Where rejections stand whose region code begins with no province of the division table, or is missing. */
export const NO_PROVINCE = "00";

/** Every partition a rejection may stand in. */
export const REJECTION_PARTITIONS: readonly string[] = [NO_PROVINCE, ...allProvinces];

/**
 * Characters of a code that its key keeps. A message's codes may be any text; a character has at most four UTF-8 bytes (or three, escaped),
 * so that both codes and the id stay within the 1,024 bytes of a sort key.
 */
export const KEY_CHARACTERS = 100;

/** The partition in which the rejections of a region code are found. */
export function rejectionPartition(code: string | undefined): string {
  const province = provinceOf(code ?? "");
  return allProvinces.includes(province) ? province : NO_PROVINCE;
}

/**
 * The rejection's place in its partition: region code, institution, id. Codes that are equal in their first KEY_CHARACTERS characters share
 * a place in the order; the id, a fingerprint, keeps their rejections apart.
 */
export function rejectionSortKey(rejection: Pick<StoredRejection, "insu_admdvs" | "fixmedins_code" | "rejection_id">): string {
  return [rejection.insu_admdvs ?? "-", rejection.fixmedins_code ?? "-", rejection.rejection_id].map(escapeKeyPart).join("#");
}

/** What the sort keys of the region's rejections begin with. */
export function rejectionPrefix(region: RegionPrefix): string {
  return escapeKeyPart(region);
}

/**
 * Escapes every character up to "%" as %XX. So no part holds the separator "#", no part is confused by what an escape looks like, and the
 * order of the texts is kept: "#" comes before "%", and both before every character that stays as it is. Halves of surrogate pairs, which
 * UTF-8 can't write, become U+FFFD.
 */
function escapeKeyPart(text: string): string {
  return Array.from(text.toWellFormed())
    .slice(0, KEY_CHARACTERS)
    .map((character) => (character <= "%" ? `%${character.charCodeAt(0).toString(16).padStart(2, "0")}` : character))
    .join("");
}
