/** A change that ends matches, loses data, opens access, or breaks released clients. */
export interface LoudChange {
  readonly address: string;
  readonly why: string;
}
