/** Format an amount in cents, such as 1250 and "EUR", for readers of English. */
export function formatMoney(cents: number, currency: string): string {
  return new Intl.NumberFormat("en", { style: "currency", currency }).format(cents / 100);
}
