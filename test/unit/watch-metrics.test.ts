import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { EMF_LIMITS, watchMetrics } from "../../shared/watch/metrics.ts";
import { watchRegions } from "../../shared/watch/watch-regions.ts";
import { account, totals } from "../support/statement-accounts.ts";

/** The schema AWS prints in the specification: see EMF_LIMITS. */
const EmfSchema = v.looseObject({
  _aws: v.looseObject({
    Timestamp: v.pipe(v.number(), v.integer()),
    CloudWatchMetrics: v.array(
      v.looseObject({
        Namespace: v.pipe(v.string(), v.minLength(1), v.maxLength(1024)),
        Dimensions: v.pipe(
          v.array(v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(250))), v.maxLength(EMF_LIMITS.dimensions))),
          v.minLength(1),
        ),
        Metrics: v.pipe(
          v.array(v.looseObject({ Name: v.pipe(v.string(), v.minLength(1), v.maxLength(1024)), Unit: v.picklist(["Count", "None"]) })),
          v.maxLength(EMF_LIMITS.metrics),
        ),
      }),
    ),
  }),
});

const NOW = 1_512_432_000_000;
const paid = (accrued: number, disbursed: number) => ({ basic: totals({ count: 1, accrued, disbursed }) });
const ACCOUNTS = [
  account("201710", "532822", "H1", paid(100_00, 60_00), { closedOn: "2017-11-05" }),
  account("201710", "532801", "H2", paid(100_00, 90_00), { closedOn: "2017-11-06" }),
];
const lines = watchMetrics(
  watchRegions("5328", ACCOUNTS, "2017-12-05", () => 30),
  11,
  NOW,
);

describe("the metrics of a run", () => {
  it("keep to the embedded metric format: a number for every metric, a short text for every dimension", () => {
    for (const line of lines) {
      const { CloudWatchMetrics } = v.parse(EmfSchema, JSON.parse(JSON.stringify(line)))._aws;
      for (const { Dimensions, Metrics } of CloudWatchMetrics) {
        for (const name of Dimensions.flat()) expect(line[name]).toMatch(/^[\x21-\x7e]{1,1024}$/);
        for (const { Name } of Metrics) expect(line[Name]).toEqual(expect.any(Number));
        expect(new Set([...Dimensions.flat(), ...Metrics.map(({ Name }) => Name), "_aws"])).toEqual(
          new Set(Object.keys(line).filter((key) => key !== "Region")),
        );
      }
      expect(Buffer.byteLength(JSON.stringify(line))).toBeLessThan(256 * 1024);
    }
  });

  it("count each region under its level, and name it", () => {
    expect(lines[2]).toEqual({
      _aws: {
        Timestamp: NOW,
        CloudWatchMetrics: [
          {
            Namespace: "FundFlow",
            Dimensions: [["Level"]],
            Metrics: [
              { Name: "DueRate", Unit: "None" },
              { Name: "YearRate", Unit: "None" },
              { Name: "ShortfallYuan", Unit: "None" },
              { Name: "LowRegions", Unit: "Count" },
            ],
          },
        ],
      },
      Level: "county",
      Region: "532822",
      DueRate: 0.6,
      YearRate: 0.6,
      ShortfallYuan: 25,
      LowRegions: 1,
    });
  });

  it("leave out a rate that is not known, and say that there was a run", () => {
    // 景洪市 is due on the 6th.
    expect(lines[1]).toMatchObject({ Region: "532801", YearRate: 0.9, LowRegions: 0 });
    expect(lines[1]).not.toHaveProperty("DueRate");
    expect(lines.at(-1)).toMatchObject({ WatchRuns: 1, LowRegions: 2, OverdueCloses: 0, _aws: { CloudWatchMetrics: [{ Dimensions: [[]] }] } });
    expect(watchMetrics([], 11, NOW)).toHaveLength(1);
  });

  it("count the months of counties that are open after the day they are to be closed by", () => {
    const open = [
      account("201710", "532822", "H1", paid(100_00, 0), { state: "open" }),
      account("201710", "532822", "H2", paid(100_00, 0), { state: "open" }),
      account("201711", "532822", "H1", paid(100_00, 0), { state: "open" }),
      account("201711", "532801", "H3", paid(100_00, 0), { closedOn: "2017-12-05" }),
    ];
    const overdue = (day: string) =>
      watchMetrics(
        watchRegions("5328", open, day, () => 30),
        11,
        NOW,
      ).at(-1)?.["OverdueCloses"];
    expect(["2017-11-11", "2017-11-12", "2017-12-11", "2017-12-12", "2018-01-12"].map(overdue)).toEqual([0, 1, 1, 2, 2]);
  });
});
