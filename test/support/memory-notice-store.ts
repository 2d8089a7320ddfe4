import type { Notice } from "../../shared/notice/notice.ts";
import { noticeItem } from "../../shared/store/dynamo-items.ts";
import { checkItem } from "../../shared/store/item-limits.ts";
import type { NoticeStore } from "../../shared/store/notice-store.ts";
import { compareUtf8 } from "../../shared/store/text-order.ts";
import { copy } from "./memory-tables.ts";

/** Notices in memory, for tests: takes, refuses and orders the same as the store on DynamoDB, and passes the same contract suite. */
export function createMemoryNoticeStore(): NoticeStore & { readonly stored: Map<string, Notice> } {
  const stored = new Map<string, Notice>();
  return {
    stored,

    notices(series) {
      checkItem("notices", { series: { S: series } });
      const found = [...stored.values()].filter((notice) => notice.series === series);
      return Promise.resolve(copy(found).sort((a, b) => compareUtf8(a.topic, b.topic)));
    },

    // eslint-disable-next-line @typescript-eslint/require-await -- what the item's check throws must come as a rejection
    async putNotice(notice) {
      noticeItem(notice);
      const key = JSON.stringify([notice.series, notice.topic]);
      if ((stored.get(key)?.version ?? 0) !== notice.version - 1) return false;
      stored.set(key, copy(notice));
      return true;
    },
  };
}
