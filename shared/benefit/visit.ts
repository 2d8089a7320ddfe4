/** A stay or an outpatient visit: rules of benefits hold for one or the other. */
export type VisitKind = "inpatient" | "outpatient";

/**
 * The kind a med_type stands for: codes beginning with 2 are stays and with 1 outpatient visits, 51 and 52 those of childbirth. Undefined for
 * pharmacies (41) and codes a region made itself (9901 …), which tell nothing about the kind.
 */
export function visitKindOf(medType: string): VisitKind | undefined {
  if (medType.startsWith("2") || medType === "52") return "inpatient";
  return medType.startsWith("1") || medType === "51" ? "outpatient" : undefined;
}

/** 门诊慢特病: 14 and its local subdivisions. */
export function isChronicVisit(medType: string): boolean {
  return medType.startsWith("14");
}
