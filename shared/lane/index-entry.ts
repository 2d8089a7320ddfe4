/** An id posted in a lane: the page it stands in and the fingerprint of its content. Never changes. */
export interface IndexEntry {
  readonly key: string;
  readonly page: number;
  readonly hash: string;
}
