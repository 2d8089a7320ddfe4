import { regionName, type RegionPrefix } from "../region/region.ts";
import type { Assumption } from "./assumptions.ts";
import { FUND_PAY_TYPE_TABLES, type FundPayTypeTables } from "./fund-pay-types.ts";
import { FUND_NAMES } from "./funds.ts";

/** What the tables of fund_pay_type take for granted, table by table; with a region, of the tables that hold it or lie in it. */
export function fundPayAssumptions(region?: RegionPrefix, tables: FundPayTypeTables = FUND_PAY_TYPE_TABLES): Assumption[] {
  return tables
    .filter((table) => region === undefined || region.startsWith(table.region) || table.region.startsWith(region))
    .flatMap(({ region: of, types }) => {
      const table = {
        layer: of === "" ? "fund-pay-types" : `fund-pay-types/${of}`,
        document: "基金支付类型对照（国家医保信息平台 fund_pay_type）",
        region: of,
        regionName: of === "" ? "全国" : regionName(of),
      };
      return Object.entries(types).flatMap(([code, { name, fund, assumption }]) => {
        const title = `${code} ${name}：${fund === undefined ? "不归入基金" : `归入${FUND_NAMES[fund]}`}`;
        return assumption === undefined ? [] : [{ ...table, about: `fund_pay_type.${code}`, title, assumption }];
      });
    });
}
