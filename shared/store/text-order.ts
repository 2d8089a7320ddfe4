/**
 * Orders texts by their UTF-8 bytes, as DynamoDB orders sort keys. JavaScript's own order, by UTF-16 units, differs from it beyond U+FFFF.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html (ScanIndexForward)
 */
export function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
