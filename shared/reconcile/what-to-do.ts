import { formatMonth, type Month } from "../calendar/month.ts";
import type { RejectionCode } from "../outcome/outcomes.ts";
import type { Classified } from "./classify.ts";

/** What the hospital does about a difference (处理办法). */
export interface Action {
  readonly action: string;
  readonly actionZh: string;
}

/** What to do about a settlement or refund that was rejected here; codes that those can't be rejected with have no text of their own. */
const AFTER_REJECTION: Readonly<Partial<Record<RejectionCode, string>>> = {
  invalid_message: "按退回原因更正字段后，以原结算编号重新上传",
  unknown_region: "填写参保地县级六位行政区划代码后重新上传",
  unknown_policy: "适用政策录入系统后重新上传；请联系经办机构",
  amounts_do_not_add_up: "更正金额，使各项相加相符后重新上传",
  future_settlement: "更正结算时间后重新上传",
  conflict: "该结算编号已按其他内容入账，不可再用：账上有误的，先冲正，再以新结算编号上传",
  unknown_original: "先上传原结算，再以相同的结算编号、机构和参保地上传冲正",
  already_reversed: "该笔已冲正，无需再次上传；从清单中剔除重复的退费",
  total_out_of_range: "金额异常，请联系经办机构核查",
};

/** Of an advance or reversal as classified against a month. */
export function whatToDo(found: Classified, month: Month): Action {
  switch (found.class) {
    case "only_hospital":
      return found.refund
        ? say("The ledger has not taken it back: send the reversal of its settlement.", "账上未冲正：上传该结算的冲正消息（reversal）")
        : say(
            "It never arrived here: check it and send it; where its month is closed it goes to the next open one as late.",
            "本系统未收到：核对无误后上传（fundflow post）；所属月份已月结的，计入下一未结月份（补报）",
          );
    case "only_ledger":
      return onlyLedger(found);
    case "amount_differs":
      return amountDiffers(found);
    case "reversed":
      return reversed(found, month);
    case "other_month":
      return otherMonth(found);
    case "rejected_here":
      return afterRejection(found);
    case "duplicate_in_file":
      return say(
        `It stands in line ${found.first?.line ?? 0} already: strike one of the two; where they are two settlements, each needs an id of its own.`,
        `与第${found.first?.line ?? 0}行重复：删除其中一行；确为两笔结算的，各用自己的结算编号`,
      );
    case "unreadable":
      return say("Correct the fields named and reconcile again.", "按所列问题更正该行后重新对账");
    case "matched":
    case "cancelled":
      return say("Nothing.", "无需处理");
  }
}

function onlyLedger({ refund, reversal }: Classified): Action {
  if (refund) {
    return say(
      "The ledger took this settlement of an earlier month back in this one: list its refund; where it was reversed by mistake, send the settlement again under a new id.",
      "该笔以前月份的结算在本月冲正：请在清单中列入退费；冲正有误的，以新结算编号重新上传",
    );
  }
  if (reversal !== undefined) {
    return say(
      `It was taken back in ${formatMonth(reversal.month)}: list it here, and its refund there.`,
      `该笔已于${formatMonth(reversal.month)}冲正：本月清单应列该笔，${formatMonth(reversal.month)}清单列退费`,
    );
  }
  return say(
    "Find out whether the list left it out; where it should not have been claimed, send its reversal.",
    "核实清单是否漏列；确不应申报的，上传冲正消息（reversal）",
  );
}

function amountDiffers({ refund, rejection }: Classified): Action {
  if (refund) {
    return say(
      "Check the fields named: of a settlement that something was deducted from, the ledger takes back only the rest.",
      "核对所列字段：冲正前已扣款的，账上只冲回余额；清单有误的，更正清单",
    );
  }
  if (rejection?.code === "conflict") {
    return say(
      "The corrected content was sent under an id that is taken: where the ledger is wrong, send a reversal, then the settlement under a new id.",
      "更正后的内容因结算编号已占用被退回：账上有误的，先冲正，再以新结算编号上传",
    );
  }
  return say(
    "Check the fields named: where the ledger is wrong, send a reversal, then the settlement under a new id; where the list is wrong, correct the list.",
    "核对所列字段：账上有误的，先冲正，再以新结算编号上传；清单有误的，更正清单",
  );
}

function reversed({ reversal }: Classified, month: Month): Action {
  const when = reversal === undefined ? "" : formatMonth(reversal.month);
  if (reversal?.month !== month) {
    return say(
      `It was taken back in ${when}: list its refund there; where that was a mistake, send the settlement again under a new id.`,
      `该笔已于${when}冲正：在${when}的清单中列退费；冲正有误的，以新结算编号重新上传`,
    );
  }
  return say(
    "It was taken back in this month: strike it from the list, or list its refund too; where that was a mistake, send it again under a new id.",
    "该笔本月已冲正：从清单中剔除，或同时列入退费；冲正有误的，以新结算编号重新上传",
  );
}

function otherMonth({ refund, advance, reversal }: Classified): Action {
  const month = formatMonth((refund ? reversal?.month : advance?.month) ?? "");
  const late = !refund && advance?.late === true;
  return say(
    `It stands in ${month}${late ? ", because it came late" : ""}: move it to the list of that month.`,
    `账上记在${month}${late ? "（补报）" : ""}：从本月清单移至${month}的清单`,
  );
}

function afterRejection({ rejection }: Classified): Action {
  const code = rejection?.code;
  return say(
    rejection?.retry ?? "Correct it and send it again.",
    (code === undefined ? undefined : AFTER_REJECTION[code]) ?? "按退回原因更正后重新上传",
  );
}

function say(action: string, actionZh: string): Action {
  return { action, actionZh };
}
