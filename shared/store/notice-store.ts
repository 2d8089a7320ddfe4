import type { Notice } from "../notice/notice.ts";

/** What subscribers were told, by series and topic. Every read is strongly consistent; faults are thrown as StoreFault. */
export interface NoticeStore {
  /** The series' notices, ordered by topic; one keyed query. */
  notices(series: string): Promise<Notice[]>;
  /**
   * Stores the notice on condition that the one stored is of the version before, or none for version 1. False where it is not; that may be our
   * own notice, where the answer to an earlier try was lost.
   */
  putNotice(notice: Notice): Promise<boolean>;
}
